import * as k8s from "@pulumi/kubernetes";
import assert from "node:assert/strict";
import { clouds } from "../../../components/shared/cloud";
import type { GeneratedSecret, SyncedSecret } from "../../../components/shared/secrets/manifests";
import { generatedSecret, syncedSecret } from "../../../components/shared/secrets/secrets";
import { generatedSecretFaults, syncedSecretFaults } from "../../../components/shared/secrets/validate";
import { clusterHandle } from "../../support/handles";
import { Options } from "../../support/options";
import { pick, record } from "../../support/record";

const synced: SyncedSecret = { namespace: "shop", secret: "keys", keys: { OPENAI_API_KEY: "shop-openai" } };
const generated: GeneratedSecret = { namespace: "shop", secret: "valkey" };
const store = { name: "cloud-secrets", ready: [] };

const sync = (args: Partial<SyncedSecret> = {}): unknown =>
  syncedSecret("shop-keys", { cluster: clusterHandle("gke"), store, ...synced, ...args });
const generate = (args: Partial<GeneratedSecret> = {}): unknown =>
  generatedSecret("shop-valkey", { cluster: clusterHandle("gke"), store, ...generated, ...args });

const externalSecret = "kubernetes:external-secrets.io/v1:ExternalSecret";
const password = "kubernetes:generators.external-secrets.io/v1alpha1:Password";

const metadata = (name: string): object => ({
  name,
  namespace: "shop",
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
});
const awaited = (name: string): object => ({
  ...metadata(name),
  annotations: { "pulumi.com/waitFor": "condition=Ready" },
});

describe("a synced Secret", () => {
  it("follows the store, keeps the last value, and counts as made when it is filled", async () => {
    const keys = { TOKEN: { remote: "shop-api", property: "token" }, OPENAI_API_KEY: "shop-openai" };
    const object = (await record(() => sync({ keys }))).one(externalSecret, "shop-keys");
    assert.deepEqual(pick(object, "metadata", "spec"), {
      metadata: awaited("keys"),
      spec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "cloud-secrets" },
        refreshPolicy: "Periodic",
        refreshInterval: "1h",
        target: { name: "keys", creationPolicy: "Owner", deletionPolicy: "Retain" },
        data: [
          { secretKey: "OPENAI_API_KEY", remoteRef: { key: "shop-openai" } },
          { secretKey: "TOKEN", remoteRef: { key: "shop-api", property: "token" } },
        ],
      },
    });
  });

  it("asks as often as it is told", async () => {
    const object = (await record(() => sync({ refreshInterval: "15m" }))).one(externalSecret);
    assert.deepEqual(pick(object, "spec"), {
      spec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "cloud-secrets" },
        refreshPolicy: "Periodic",
        refreshInterval: "15m",
        target: { name: "keys", creationPolicy: "Owner", deletionPolicy: "Retain" },
        data: [{ secretKey: "OPENAI_API_KEY", remoteRef: { key: "shop-openai" } }],
      },
    });
  });

  const faulty: readonly [title: string, args: Partial<SyncedSecret>, paths: readonly string[]][] = [
    ["a namespace that is none", { namespace: "Shop" }, ["namespace"]],
    ["a name that Kubernetes refuses", { secret: "my_keys" }, ["secret"]],
    ["a Secret without keys", { keys: {} }, ["keys"]],
    ["a key that a Secret cannot have", { keys: { "open ai": "shop-openai" } }, ['keys["open ai"]']],
    ["a key that leads out of the volume", { keys: { "..data": "shop-openai" } }, ['keys["..data"]']],
    ["a key that comes from nowhere", { keys: { KEY: " " } }, ["keys.KEY"]],
    ["a property without name", { keys: { KEY: { remote: "shop", property: "" } } }, ["keys.KEY.property"]],
    ["seconds between two questions", { refreshInterval: "10s" }, ["refreshInterval"]],
    ["no time between two questions", { refreshInterval: "0" }, ["refreshInterval"]],
    ["an empty interval", { refreshInterval: "" }, ["refreshInterval"]],
  ];
  for (const [title, args, paths] of faulty)
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        syncedSecretFaults({ ...synced, ...args }).map(({ path }) => path),
        paths,
      );
    });

  for (const refreshInterval of ["1m", "15m", "1h", "24h", "1h30m"])
    it(`may be refreshed every ${refreshInterval}`, () =>
      assert.deepEqual(syncedSecretFaults({ ...synced, refreshInterval }), []));

  it("reports all faults together, before anything is registered", async () => {
    await assert.rejects(
      record(() => sync({ namespace: "Shop", keys: {} })),
      /Synced secret shop-keys has invalid arguments\n.*namespace: "Shop"[^]*keys: \{\}/,
    );
  });
});

describe("a generated Secret", () => {
  it("is a strong password of letters and digits", async () => {
    const object = (await record(() => generate())).one(password, "shop-valkey-generator");
    assert.deepEqual(pick(object, "metadata", "spec"), {
      metadata: metadata("valkey"),
      spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true, secretKeys: ["password"] },
    });
  });

  it("is filled once, and never written over", async () => {
    const object = (await record(() => generate())).one(externalSecret, "shop-valkey");
    assert.deepEqual(pick(object, "metadata", "spec"), {
      metadata: awaited("valkey"),
      spec: {
        refreshPolicy: "CreatedOnce",
        target: { name: "valkey", creationPolicy: "Owner", deletionPolicy: "Retain", immutable: true },
        dataFrom: [
          {
            sourceRef: {
              generatorRef: {
                apiVersion: "generators.external-secrets.io/v1alpha1",
                kind: "Password",
                name: "valkey",
              },
            },
          },
        ],
      },
    });
  });

  it("shows one password under several keys", async () => {
    const template = { url: "redis://:{{ .password }}@valkey:6379/0", password: "{{ .password }}" };
    const { spec } = pick((await record(() => generate({ template }))).one(externalSecret), "spec");
    assert.deepEqual(Reflect.get(Object(spec), "target"), {
      name: "valkey",
      creationPolicy: "Owner",
      deletionPolicy: "Retain",
      immutable: true,
      template: { engineVersion: "v2", data: template },
    });
  });

  it("stays behind where something has written the password down", async () => {
    const { spec } = pick((await record(() => generate({ outlives: true }))).one(externalSecret), "spec");
    assert.equal(Reflect.get(Object(Reflect.get(Object(spec), "target")), "creationPolicy"), "Orphan");
  });

  it("holds several passwords, each of its own", async () => {
    const object = (await record(() => generate({ passwords: ["writer", "reader"], length: 48 }))).one(password);
    assert.deepEqual(object.inputs["spec"], {
      length: 48,
      digits: 12,
      symbols: 0,
      noUpper: false,
      allowRepeat: true,
      secretKeys: ["reader", "writer"],
    });
  });

  const faulty: readonly [title: string, args: Partial<GeneratedSecret>, paths: readonly string[]][] = [
    ["a name that Kubernetes refuses", { secret: "Valkey" }, ["secret"]],
    ["no password", { passwords: [] }, ["passwords"]],
    ["a name that no template can say", { passwords: ["api-key"] }, ["passwords[0]"]],
    ["a password twice", { passwords: ["a", "a"] }, ["passwords[1]"]],
    ["a short password", { length: 12 }, ["length"]],
    ["a length that is no whole number", { length: 20.5 }, ["length"]],
    ["a template without keys", { template: {} }, ["template"]],
    ["a key without a password", { template: { user: "default" } }, ["template.user"]],
    ["a password that is not made", { template: { url: "redis://:{{ .pasword }}@valkey" } }, ["template.url"]],
    ["a key that a Secret cannot have", { template: { "my key": "{{ .password }}" } }, ['template["my key"]']],
  ];
  for (const [title, args, paths] of faulty)
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        generatedSecretFaults({ ...generated, ...args }).map(({ path }) => path),
        paths,
      );
    });

  for (const text of ["{{.password}}", "{{- .password -}}", "{{ .password | b64enc }}", '{{ printf "%s" .password }}'])
    it(`takes ${text} for its password`, () =>
      assert.deepEqual(generatedSecretFaults({ ...generated, template: { key: text } }), []));
});

describe("objects of External Secrets", () => {
  for (const cloud of clouds)
    it(`wait on ${cloud} for the cluster and the store, and the Secret for its generator`, async () => {
      const options = await Options.of(() => {
        const cluster = clusterHandle(cloud);
        const made = (name: string): k8s.core.v1.Namespace =>
          new k8s.core.v1.Namespace(name, {}, { provider: cluster.provider });
        const on = { cluster: { ...cluster, ready: [made("nodes")] }, store: { ...store, ready: [made("store")] } };
        syncedSecret("shop-keys", { ...on, ...synced }, { dependsOn: made("guardrails") });
        generatedSecret("shop-valkey", { ...on, ...generated });
      }, {});
      const before = async (name: string): Promise<readonly string[]> => [...(await options.before(name))].sort();
      assert.deepEqual(await before("shop-keys"), ["guardrails", "nodes", "store"]);
      assert.deepEqual(await before("shop-valkey-generator"), ["nodes", "store"]);
      assert.deepEqual(await before("shop-valkey"), ["nodes", "shop-valkey-generator", "store"]);
    });

  it("hold no value, only where it comes from", async () => {
    const { registrations } = await record(() => {
      sync();
      generate({ template: { url: "redis://:{{ .password }}@valkey" } });
    });
    const kinds = registrations.map(({ type }) => type).filter((type) => type.includes("core/v1:Secret"));
    assert.deepEqual(kinds, []);
  });
});
