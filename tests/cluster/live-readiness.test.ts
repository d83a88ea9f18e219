import assert from "node:assert/strict";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { configMap, deployment, described, type Described, LiveProgram, namespace } from "../support/live";

const ns = "live-ready";
const short = { options: { customTimeouts: { create: "3s", update: "3s" } } };
const object = (apiVersion: string, kind: string, rest: object, annotations: object = {}): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: "shop", namespace: ns, annotations: { ...annotations } },
  ...rest,
});
const restricted = { containers: [{ name: "main", image: "none" }], nodeSelector: { nowhere: "at-all" } };

describe("readiness on a cluster", () => {
  let live: LiveProgram;
  before(async () => {
    live = await LiveProgram.start();
    await live.api.create(namespace(ns, { "pod-security.kubernetes.io/enforce": "baseline" }), { manager: "hand" });
  });
  beforeEach(async () => {
    live.remove();
    live = await LiveProgram.start();
  });
  afterEach(async () => {
    const { code, output } = await live.destroy();
    assert.equal(code, 0, output);
  });
  after(async () => {
    await live.api.delete({ apiVersion: "v1", kind: "Namespace", name: ns });
    live.remove();
  });

  const never: readonly [rule: string, object: Described, reason: RegExp][] = [
    [
      "a Deployment whose pods the namespace forbids fails with the words of the refusal",
      described(deployment(ns, "shop", {}, { hostNetwork: true }), short),
      /Deployment live-ready\/shop was created, but is not ready: not ready after 3 s: 0 of 2[^]*violates PodSecurity "baseline/,
    ],
    [
      "a Deployment whose pods fit no node fails with the words of the scheduler",
      described(deployment(ns, "shop", { replicas: 1 }, restricted), short),
      /pod shop-\S+: 0\/\d+ nodes are available[^]*node affinity/,
    ],
    [
      "a Pod that fits no node fails",
      described(object("v1", "Pod", { spec: restricted }), short),
      /Pod live-ready\/shop was created, but is not ready[^]*Unschedulable/,
    ],
    [
      "an object that waits for a condition of its own fails with what it waits for",
      described(object("v1", "ConfigMap", {}, { "pulumi.com/waitFor": "jsonpath={.data.done}=yes" }), short),
      /\{\.data\.done\} selects nothing/,
    ],
    [
      "the annotation timeoutSeconds sets the limit",
      described(
        object("v1", "ConfigMap", {}, { "pulumi.com/waitFor": "condition=A", "pulumi.com/timeoutSeconds": "2" }),
        {
          options: { customTimeouts: {} },
        },
      ),
      /not ready after 2 s: no condition A yet/,
    ],
  ];
  for (const [rule, each, reason] of never) {
    it(rule, async () => {
      const { code, output } = await live.up({ objects: [each] });
      assert.equal(code, 1, output);
      assert.match(output, reason);
    });
  }

  it("keeps in the state what did not become ready, and waits for it again in the next update", async () => {
    const waits = { "pulumi.com/waitFor": '["jsonpath={.data.done}=yes"]' };
    const program = { objects: [described(object("v1", "ConfigMap", { data: {} }, waits), short)] };
    assert.equal((await live.up(program)).code, 1);
    assert.equal(live.held("shop")?.id, "live-ready/shop");
    assert.equal((await live.up(program)).code, 1);
    await live.api.merge(
      { apiVersion: "v1", kind: "ConfigMap", name: "shop", namespace: ns },
      { data: { done: "yes" } },
    );
    const { code, output } = await live.up(program);
    assert.equal(code, 0, output);
    assert.match(output, /~ 1 updated/);
  });

  it("is not waited for when the object says so", async () => {
    const patient = deployment(ns, "shop", {}, { hostNetwork: true });
    const annotations = { "pulumi.com/skipAwait": "true" };
    const { code, output } = await live.up({
      objects: [described({ ...patient, metadata: { ...patient.metadata, annotations } }, short)],
    });
    assert.equal(code, 0, output);
  });

  it("that is lost shows in a refresh", async () => {
    await live.up({ objects: [described(deployment(ns, "shop", { replicas: 1 }))] });
    const reference = { apiVersion: "apps/v1", kind: "Deployment", name: "shop", namespace: ns };
    await live.api.merge(reference, { spec: { template: { spec: { nodeSelector: { nowhere: "at-all" } } } } });
    const { output } = await live.run(["refresh", "--yes", "--skip-preview"]);
    assert.match(output, /unhealthy state:[^]*Deployment live-ready\/shop is not ready/);
  });

  it("comes for what a cluster makes ready by itself", async () => {
    const pods = { selector: { matchLabels: { app: "shop" } } };
    const template = { metadata: { labels: { app: "shop" } }, spec: { containers: [{ name: "a", image: "none" }] } };
    const job = { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "none" }] } };
    const storage = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    const balanced = { type: "LoadBalancer", selector: { app: "shop" }, ports: [{ port: 80 }] };
    const objects = [
      object("apps/v1", "StatefulSet", { spec: { ...pods, serviceName: "shop", replicas: 2, template } }),
      object("apps/v1", "DaemonSet", { spec: { ...pods, template } }),
      object("apps/v1", "ReplicaSet", { spec: { ...pods, replicas: 1, template } }),
      object("batch/v1", "Job", { spec: { template: job } }),
      object("v1", "PersistentVolumeClaim", { spec: storage }),
      object("v1", "Service", { spec: balanced }),
    ].map((each) => described(each, { name: each.kind }));
    const { code, output } = await live.up({ objects });
    assert.equal(code, 0, output);
  });

  it("of a definition comes before the objects of its kind", async () => {
    const schema = {
      openAPIV3Schema: {
        type: "object",
        properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
      },
    };
    const definition: KubernetesObject = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "carts.live.example" },
      spec: {
        group: "live.example",
        scope: "Namespaced",
        names: { kind: "Cart", plural: "carts" },
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    };
    const cart = described(object("live.example/v1", "Cart", { spec: { size: 1 } }), {
      name: "cart",
      dependsOn: ["carts.live.example"],
    });
    const { code, output } = await live.up({ objects: [described(definition), cart] });
    assert.equal(code, 0, output);
    const again = await live.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    assert.equal(again.code, 0, again.output);
  });

  it("is given up at once when the engine is told to stop", async () => {
    const waits = object("v1", "ConfigMap", {}, { "pulumi.com/waitFor": "condition=A" });
    const program = { objects: [described(waits), described(configMap(ns, "other", {}))] };
    const { code, output } = await live.interrupted(program, /no condition A yet/);
    assert.notEqual(code, 0);
    assert.match(output, /the update was cancelled: no condition A yet/);
  });
});
