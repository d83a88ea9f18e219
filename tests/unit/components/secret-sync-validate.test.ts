import assert from "node:assert/strict";
import type { SecretSyncArgs } from "../../../components/secret-sync/contract";
import { secretSyncFaults } from "../../../components/secret-sync/validate";
import type { Cloud } from "../../../components/shared/cloud";

type Judged<C extends Cloud> = Pick<SecretSyncArgs<C>, "settings" | "secrets" | "namespaces">;

const vaultId = "/subscriptions/1/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop";
const rest = { secrets: ["shop"], namespaces: ["shop"] };
const install = { mode: "install", namespace: "external-secrets" } as const;
const good: { readonly [C in Cloud]: Judged<C> } = {
  gke: { ...rest, settings: install },
  eks: { ...rest, settings: install },
  aks: { ...rest, settings: { ...install, vaultId } },
};

const paths = <C extends Cloud>(cloud: C, args: Partial<Judged<C>> = {}): readonly string[] => {
  const complete: Judged<C> = good[cloud];
  return secretSyncFaults<C>({ ...complete, cluster: { cloud }, ...args }).map(({ path }) => path);
};

const key = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001";

describe("arguments of SecretSync", () => {
  it("are taken with no secret, for generated ones need none", () => {
    assert.deepEqual(paths("gke", { secrets: [] }), []);
  });

  it("are taken with names that only one cloud gives", () => {
    assert.deepEqual(paths("eks", { secrets: ["rds!db-1/password", "shop/openai"] }), []);
    assert.deepEqual(paths("gke", { secrets: ["SHOP_OPENAI"] }), []);
    assert.deepEqual(paths("aks", { secrets: ["Shop-OpenAI"] }), []);
  });

  const faulty: readonly [title: string, found: readonly string[], expected: readonly string[]][] = [
    [
      "a namespace that is none",
      paths("gke", { settings: { ...install, namespace: "Secrets" } }),
      ["settings.namespace"],
    ],
    [
      "an address instead of a range",
      paths("gke", { settings: { ...install, apiServerRange: "172.16.0.2" } }),
      ["settings.apiServerRange"],
    ],
    ["a project's number", paths("gke", { settings: { ...install, project: "123456789" } }), ["settings.project"]],
    ["a path as a secret's name on GKE", paths("gke", { secrets: ["projects/1/secrets/a"] }), ["secrets[0]"]],
    ["a wildcard in a secret's name", paths("eks", { secrets: ["shop/*"] }), ["secrets[0]"]],
    ["another wildcard in a secret's name", paths("eks", { secrets: ["shop?"] }), ["secrets[0]"]],
    [
      "an ARN as a secret's name",
      paths("eks", { secrets: ["arn:aws:secretsmanager:eu-west-1:1:secret:a-123456"] }),
      ["secrets[0]"],
    ],
    ["an underscore in a secret's name on AKS", paths("aks", { secrets: ["shop_openai"] }), ["secrets[0]"]],
    ["a secret twice", paths("eks", { secrets: ["a", "b", "a"] }), ["secrets[2]"]],
    ["a store that every namespace may use", paths("eks", { namespaces: [] }), ["namespaces"]],
    ["a namespace of the store that is none", paths("eks", { namespaces: ["shop*"] }), ["namespaces[0]"]],
    ["a namespace twice", paths("eks", { namespaces: ["shop", "shop"] }), ["namespaces[1]"]],
    [
      "an alias and a wildcard as customer keys",
      paths("eks", {
        settings: {
          ...install,
          keyArns: ["arn:aws:kms:eu-west-1:111122223333:alias/shop", key, key.replace(/[^/]*$/, "*")],
        },
      }),
      ["settings.keyArns[0]", "settings.keyArns[2]"],
    ],
    [
      "a vault's address instead of its id",
      paths("aks", { settings: { ...install, vaultId: "https://shop.vault.azure.net" } }),
      ["settings.vaultId"],
    ],
    [
      "the id of a secret instead of its vault's",
      paths("aks", { settings: { ...install, vaultId: `${vaultId}/secrets/shop` } }),
      ["settings.vaultId"],
    ],
    [
      "a vault's address for a controller that runs already",
      paths("aks", { settings: { mode: "existing-controller", vaultId: "shop" } }),
      ["settings.vaultId"],
    ],
    [
      "a store's name that Kubernetes refuses",
      paths("gke", { settings: { mode: "existing-store", store: "Company_Secrets" } }),
      ["settings.store"],
    ],
  ];
  for (const [title, found, expected] of faulty)
    it(`refuse ${title}`, () => {
      assert.deepEqual(found, expected);
    });

  it("are refused with every fault at once", () => {
    const found = paths("aks", {
      settings: { ...install, namespace: "A", vaultId: "shop" },
      secrets: ["a_b"],
      namespaces: [],
    });
    assert.deepEqual(found, ["settings.namespace", "settings.vaultId", "secrets[0]", "namespaces"]);
  });

  it("of a store that exists ask for nothing but its name", () => {
    const settings = { mode: "existing-store", store: "company.secrets" } as const;
    assert.deepEqual(paths("gke", { settings, secrets: [], namespaces: [] }), []);
  });
});
