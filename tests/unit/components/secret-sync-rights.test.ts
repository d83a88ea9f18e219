import assert from "node:assert/strict";
import fc from "fast-check";
import type { StoreSettings } from "../../../components/secret-sync/contract";
import { type CloudStore, rightName, stores } from "../../../components/secret-sync/stores";
import { type Cloud, clouds, type Handle } from "../../../components/shared/cloud";
import type { WorkloadIdentityArgs } from "../../../components/shared/identity/contract";
import { identityFaults } from "../../../components/shared/identity/validate";
import { clusterHandle } from "../../support/handles";
import { record } from "../../support/record";

const vaultId = "/subscriptions/1/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop";

/** What the store of a cloud says of a complete handle. */
const on = async <C extends Cloud, R>(cloud: C, ask: (cluster: Handle<C>) => R): Promise<R> =>
  (await record(() => ask(clusterHandle<C>(cloud)))).result;

describe("rights of External Secrets", () => {
  it("on GKE are one role on each secret", async () => {
    const rights = await on("gke", (cluster) => stores.gke.rights(cluster, {}, ["shop-openai", "shop_JWT"]));
    assert.deepEqual(rights, {
      "read-shop-jwt-hfd1c6c74": {
        role: "roles/secretmanager.secretAccessor",
        on: { kind: "secret", id: "projects/shop-1234/secrets/shop_JWT" },
      },
      "read-shop-openai": {
        role: "roles/secretmanager.secretAccessor",
        on: { kind: "secret", id: "projects/shop-1234/secrets/shop-openai" },
      },
    });
  });

  it("on GKE name the project that holds the secrets", async () => {
    const settings = { project: "company-secrets" };
    const rights = await on("gke", (cluster) => stores.gke.rights(cluster, settings, ["shop"]));
    assert.deepEqual(rights["read-shop"]?.on, { kind: "secret", id: "projects/company-secrets/secrets/shop" });
    const provider = await on("gke", (cluster) => stores.gke.provider(cluster, settings));
    assert.deepEqual(provider, { gcpsm: { projectID: "company-secrets" } });
  });

  const arn = (name: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-??????`;

  it("on EKS are two actions on secrets by their full names", async () => {
    const rights = await on("eks", (cluster) => stores.eks.rights(cluster, {}, ["shop/openai", "shop/jwt"]));
    assert.deepEqual(rights, {
      "read-secrets": {
        actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        resources: [arn("shop/jwt"), arn("shop/openai")],
      },
    });
  });

  it("on EKS use a customer key for these secrets and through their store only", async () => {
    const keyArns = ["arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001"];
    const rights = await on("eks", (cluster) => stores.eks.rights(cluster, { keyArns }, ["shop"]));
    assert.deepEqual(rights["decrypt-secrets"], {
      actions: ["kms:Decrypt"],
      resources: keyArns,
      conditions: {
        StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:SecretARN": [arn("shop")] },
      },
    });
  });

  it("on EKS follow the partition", async () => {
    const keyArns = ["arn:aws-cn:kms:cn-north-1:111122223333:key/1"];
    const rights = await record(() => {
      const cluster = clusterHandle("eks");
      const china = { ...cluster, region: "cn-north-1", facts: { ...cluster.facts, partition: "aws-cn" } };
      return stores.eks.rights(china, { keyArns }, ["shop"]);
    });
    const { "read-secrets": read, "decrypt-secrets": decrypt } = rights.result;
    assert.deepEqual(read?.resources, ["arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:shop-??????"]);
    assert.deepEqual(decrypt?.conditions?.["StringEquals"], {
      "kms:ViaService": "secretsmanager.cn-north-1.amazonaws.com.cn",
    });
  });

  it("on AKS are one built-in role on each secret of the vault", async () => {
    const rights = await on("aks", (cluster) => stores.aks.rights(cluster, { vaultId }, ["shop-openai"]));
    assert.deepEqual(rights, {
      "read-shop-openai": {
        role: "4633458b-17de-408a-b874-0445c86b69e6",
        scope: `${vaultId}/secrets/shop-openai`,
      },
    });
  });

  const settings: StoreSettings = { gke: {}, eks: {}, aks: { vaultId } };

  /** What WorkloadIdentity is asked for. */
  function identityOf<C extends Cloud>(cluster: Handle<C>, secrets: readonly string[]): WorkloadIdentityArgs<C> {
    const store: CloudStore<C> = stores[cluster.cloud];
    const rights = store.rights(cluster, settings[cluster.cloud], secrets);
    return { cluster, namespace: "external-secrets", serviceAccount: "external-secrets", rights };
  }

  for (const cloud of clouds)
    it(`on ${cloud} are none where no secret is named`, async () => {
      const { rights } = await on<Cloud, WorkloadIdentityArgs<Cloud>>(cloud, (cluster) => identityOf(cluster, []));
      assert.deepEqual(rights, {});
    });

  for (const cloud of clouds)
    it(`on ${cloud} are taken by WorkloadIdentity for every name that the store gives`, async () => {
      const cluster = await on<Cloud, Handle<Cloud>>(cloud, (handle) => handle);
      const names = fc.uniqueArray(fc.stringMatching(stores[cloud].secretName.form), { maxLength: 4 });
      fc.assert(
        fc.property(names, (secrets) => assert.deepEqual(identityFaults(identityOf(cluster, secrets)), [])),
        { numRuns: 50 },
      );
    });
});

describe("names of rights to read a secret", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9/_+=.@!-]{1,120}$/);

  it("are names of rights, of at most 65 characters", () => {
    fc.assert(
      fc.property(secret, (name) => {
        assert.match(rightName(name), /^read(-[a-z][a-z0-9]*)+$/);
        assert.ok(rightName(name).length <= 65);
      }),
    );
  });

  it("differ where secrets do", () => {
    fc.assert(fc.property(secret, secret, (a, b) => assert.equal(rightName(a) === rightName(b), a === b)));
  });

  it("differ where secrets are written differently", () => {
    assert.equal(new Set(["shop-jwt", "shop_jwt", "Shop-jwt", "shop/jwt", "shop--jwt"].map(rightName)).size, 5);
  });
});
