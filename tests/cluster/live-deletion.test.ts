import assert from "node:assert/strict";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { configMap, deployment, described, LiveProgram, namespace } from "../support/live";

const ns = "live-deletion";
const unlimited = { options: { customTimeouts: {} } };
const short = { OFFLINE_DELETE_TIMEOUT: "3" };

describe("a deletion on a cluster", () => {
  let live: LiveProgram;
  const held = (object: KubernetesObject): KubernetesObject => ({
    ...object,
    metadata: { ...object.metadata, finalizers: ["example.com/hold"] },
  });
  const release = async (name: string): Promise<void> => {
    const reference = { apiVersion: "v1", kind: "ConfigMap", name, namespace: ns };
    if ((await live.api.get(reference)) !== undefined)
      await live.api.merge(reference, { metadata: { finalizers: [] } });
  };

  beforeEach(async () => {
    live = await LiveProgram.start();
    const { code, output } = await live.up({ objects: [described(namespace(ns), unlimited)] });
    assert.equal(code, 0, output);
  });
  afterEach(async () => {
    await release("stuck");
    const { code, output } = await live.destroy();
    assert.equal(code, 0, output);
    live.remove();
  });

  it("waits until what the object owns is gone", async () => {
    const objects = [described(namespace(ns), unlimited), described(deployment(ns, "shop"), { dependsOn: [ns] })];
    await live.up({ objects });
    const { code, output } = await live.up({ objects: objects.slice(0, 1) });
    assert.equal(code, 0, output);
    assert.deepEqual(await live.api.list("apps/v1", "ReplicaSet", ns), []);
    assert.deepEqual(await live.api.list("v1", "Pod", ns), []);
  });

  it("leaves what the object owns when the object says so", async () => {
    const shop = deployment(ns, "shop", { replicas: 1 });
    const annotations = { "pulumi.com/deletionPropagationPolicy": "orphan" };
    const orphaning = described({ ...shop, metadata: { ...shop.metadata, annotations } }, { dependsOn: [ns] });
    await live.up({ objects: [described(namespace(ns), unlimited), orphaning] });
    await live.up({ objects: [described(namespace(ns), unlimited)] });
    assert.equal((await live.api.list("apps/v1", "ReplicaSet", ns)).length, 1);
  });

  it("that a finalizer holds up names it, who removes it, how to do so and what is lost", async () => {
    const stuck = described(held(configMap(ns, "stuck", {})), { dependsOn: [ns], ...unlimited });
    await live.up({ objects: [described(namespace(ns), unlimited), stuck] });
    const { code, output } = await live.destroy(short);
    assert.equal(code, 1);
    assert.match(output, /ConfigMap live-deletion\/stuck is being deleted, but not gone after 3 s/);
    assert.match(output, /finalizer example\.com\/hold, to be removed by the controller of example\.com/);
    assert.match(
      output,
      /kubectl patch configmap stuck --namespace live-deletion --type=merge -p '\{"metadata":\{"finalizers":\[\]\}\}'/,
    );
    assert.match(output, /stays behind/);
    assert.notEqual(live.held("stuck"), undefined, "the state keeps what is not gone");
  });

  it("of a namespace that holds others' objects names them and the namespace's own words", async () => {
    await live.api.create(held(configMap(ns, "stuck", {})), { manager: "hand" });
    // The namespace has no words before its controller has tried.
    const { code, output } = await live.destroy({ OFFLINE_DELETE_TIMEOUT: "10" });
    assert.equal(code, 1);
    assert.match(output, /Namespace live-deletion is being deleted/);
    assert.match(output, /NamespaceFinalizersRemaining: .*example\.com\/hold/);
    assert.match(output, /v1 ConfigMap live-deletion\/stuck\n\s+finalizer example\.com\/hold/);
  });

  it("takes no longer than the resource's own limit", async () => {
    const options = { customTimeouts: { delete: "2s" } };
    const stuck = described(held(configMap(ns, "stuck", {})), { dependsOn: [ns], options });
    await live.up({ objects: [described(namespace(ns), unlimited), stuck] });
    const { output } = await live.destroy({ OFFLINE_DELETE_TIMEOUT: "60" });
    assert.match(output, /not gone after 2 s/);
  });

  it("of what is gone already is done", async () => {
    const objects = [
      described(namespace(ns), unlimited),
      described(configMap(ns, "settings", {}), { dependsOn: [ns] }),
    ];
    await live.up({ objects });
    await live.api.delete({ apiVersion: "v1", kind: "ConfigMap", name: "settings", namespace: ns });
    const { code, output } = await live.up({ objects: objects.slice(0, 1) });
    assert.equal(code, 0, output);
  });

  it("of an object whose kind is gone is done", async () => {
    const definition: KubernetesObject = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "carts.gone.example" },
      spec: {
        group: "gone.example",
        scope: "Namespaced",
        names: { kind: "Cart", plural: "carts" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    };
    const cart = { apiVersion: "gone.example/v1", kind: "Cart", metadata: { name: "c", namespace: ns } };
    await live.up({
      objects: [
        described(namespace(ns), unlimited),
        described(definition),
        described(cart, { dependsOn: ["carts.gone.example", ns] }),
      ],
    });
    await live.api.delete({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "carts.gone.example",
    });
    const { code, output } = await live.up({ objects: [described(namespace(ns), unlimited)] });
    assert.equal(code, 0, output);
  });
});
