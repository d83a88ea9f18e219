import assert from "node:assert/strict";
import { identify, readManifests } from "../../../offline/providers/manifests";
import { isSecret, type Properties } from "../../../offline/providers/values";

const read = (...manifests: readonly object[]): Properties[] =>
  readManifests(manifests.map((each) => JSON.stringify(each)).join("\n---\n"), "shop");
const names = (...manifests: readonly object[]): readonly string[] =>
  read(...manifests).map((each) => identify(each, "release").name);

const object = (apiVersion: string, kind: string, namespace?: string): object => ({
  apiVersion,
  kind,
  metadata: { name: "web", ...(namespace === undefined ? {} : { namespace }) },
});
const definition = (scope: string): object => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "carts.shop.example" },
  spec: { group: "shop.example", scope, names: { kind: "Cart" } },
});

describe("the objects of rendered manifests", () => {
  for (const [apiVersion, kind] of [
    ["v1", "Service"],
    ["apps/v1", "Deployment"],
    ["policy/v1", "PodDisruptionBudget"],
    ["networking.k8s.io/v1", "NetworkPolicy"],
  ] as const)
    it(`get the chart's namespace when they are a ${kind}`, () =>
      assert.deepEqual(names(object(apiVersion, kind)), ["release:shop/web"]));

  for (const [apiVersion, kind] of [
    ["v1", "Namespace"],
    ["storage.k8s.io/v1", "StorageClass"],
    ["rbac.authorization.k8s.io/v1", "ClusterRole"],
    ["admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"],
  ] as const)
    it(`get no namespace when they are a ${kind}`, () =>
      assert.deepEqual(names(object(apiVersion, kind)), ["release:web"]));

  it("keep a namespace of their own", () =>
    assert.deepEqual(names(object("v1", "Service", "other")), ["release:other/web"]));

  it("follow the scope of a definition among them, and stay as they are without one", () => {
    const cart = object("shop.example/v1", "Cart");
    assert.deepEqual(names(cart, definition("Namespaced")), ["release:shop/web", "release:carts.shop.example"]);
    assert.deepEqual(names(cart, definition("Cluster")), ["release:web", "release:carts.shop.example"]);
    assert.deepEqual(names(cart), ["release:web"]);
    assert.deepEqual(names(object("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass")), ["release:web"]);
  });

  it("are taken out of lists, and nothing else is an object", () => {
    const list = { apiVersion: "v1", kind: "List", items: [object("v1", "Service"), object("v1", "Node")] };
    assert.deepEqual(names({}, list, { items: [] }), ["release:shop/web", "release:web"]);
    assert.deepEqual(readManifests("# nothing but a comment\n---\n", "shop"), []);
  });

  it("have types as the official provider names them", () => {
    const types = [object("v1", "Service"), object("apps/v1", "Deployment")].map(
      (each) => read(each).map((one) => identify(one, "").type)[0],
    );
    assert.deepEqual(types, ["kubernetes:core/v1:Service", "kubernetes:apps/v1:Deployment"]);
  });

  it("have the contents of Secrets marked secret, and of Secrets only", () => {
    const contents = { data: { key: "a2V5" }, stringData: { key: "key" } };
    const [own] = read({ ...object("v1", "Secret"), ...contents });
    const [config] = read({ ...object("v1", "ConfigMap"), ...contents });
    assert.deepEqual([own?.["data"], own?.["stringData"]].map(isSecret), [true, true]);
    assert.deepEqual([config?.["data"], config?.["stringData"]].map(isSecret), [false, false]);
  });

  it("keep of a definition's schemas no more than the root", () => {
    const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object" } } } };
    const versions = [{ name: "v1", served: true, storage: true, schema }];
    const [carts] = read({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "carts.shop.example" },
      spec: { group: "shop.example", scope: "Namespaced", names: { kind: "Cart" }, versions },
    });
    const bare = { openAPIV3Schema: { type: "object" } };
    assert.deepEqual(carts?.["spec"], {
      group: "shop.example",
      scope: "Namespaced",
      names: { kind: "Cart" },
      versions: [{ name: "v1", served: true, storage: true, schema: bare }],
    });
  });
});
