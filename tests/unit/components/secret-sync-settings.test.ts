import assert from "node:assert/strict";
import type { SecretSyncSettings } from "../../../components/secret-sync/contract";
import { aksSettings } from "../../../stacks/settings/aks";
import { aksSecretSync } from "../../../stacks/settings/aks/secret-sync";
import { eksSettings } from "../../../stacks/settings/eks";
import { eksSecretSync } from "../../../stacks/settings/eks/secret-sync";
import { describeFaults, faultsOf } from "../../../stacks/settings/faults";
import { gkeSettings } from "../../../stacks/settings/gke";
import { gkeSecretSync } from "../../../stacks/settings/gke/secret-sync";
import { judge } from "../../../stacks/settings/judge";
import { secretSyncRules } from "../../../stacks/settings/secret-sync";
import * as good from "../bad-stack-files/good";
import { badSecretSyncFiles } from "../bad-stack-files/secret-sync";
import { changed, type StackFile } from "../bad-stack-files/stack-file";
import { z } from "zod";

const schemas = {
  gke: gkeSettings.extend({ secrets: gkeSecretSync }),
  eks: eksSettings.extend({ secrets: eksSecretSync }),
  aks: aksSettings.extend({ secrets: aksSecretSync }),
};
const anyCloud = z.discriminatedUnion("cloud", [schemas.gke, schemas.eks, schemas.aks]);

const judged = (file: StackFile) => judge(anyCloud, secretSyncRules, file);

describe("secrets of a stack file", () => {
  const vaultId = "/subscriptions/1/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop";
  const keyArns = ["arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001"];
  const namespaces = { applications: {}, "external-secrets": {} };
  const install = { mode: "install" };
  const existing: SecretSyncSettings<"eks"> = { mode: "existing-controller" };
  const store: SecretSyncSettings<"gke"> = { mode: "existing-store", store: "company-secrets" };

  const taken: readonly [title: string, file: StackFile, secrets: unknown, read: unknown][] = [
    ["none", good.eks, undefined, undefined],
    ["an installation on GKE", good.gke, install, { mode: "install", namespace: "external-secrets" }],
    ["an installation on EKS", good.eks, install, { mode: "install", namespace: "external-secrets", keyArns: [] }],
    [
      "an installation with customer keys on EKS",
      good.eks,
      { ...install, keyArns },
      { mode: "install", namespace: "external-secrets", keyArns },
    ],
    [
      "an installation on AKS",
      good.aks,
      { ...install, vaultId },
      { mode: "install", namespace: "external-secrets", vaultId },
    ],
    [
      "the secrets of another project",
      good.gke,
      { ...install, project: "company-secrets" },
      { mode: "install", namespace: "external-secrets", project: "company-secrets" },
    ],
    ["a controller that runs already", good.eks, existing, existing],
    ["a store that exists", good.gke, store, store],
  ];
  for (const [title, file, secrets, read] of taken)
    it(`may be ${title}`, () => {
      const { config, objections } = judged(changed(file, { namespaces, secrets }));
      assert.equal(objections, undefined);
      assert.deepEqual(config.secrets, read);
    });

  for (const { title, good: file, changes, faults: expected } of badSecretSyncFiles)
    it(`refuse ${title}`, () => {
      const bad = changed(file, changes);
      const { objections } = judged(bad);
      const faults =
        objections === undefined ? [] : faultsOf(objections, { schema: anyCloud, file: bad, secretKeys: new Set() });
      assert.deepEqual(
        faults.map(({ path }) => path),
        expected.map(([path]) => path),
        describeFaults("The stack file", faults),
      );
      expected.forEach(([, ...says], position) => {
        const text = describeFaults("", faults.slice(position, position + 1));
        for (const words of says) assert.ok(text.includes(words), `${words} is not in ${text}`);
      });
    });
});
