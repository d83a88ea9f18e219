import assert from "node:assert/strict";
import { configMap, deployment, described, type Described, LiveProgram, namespace } from "../support/live";

const ns = "live-preview";
const pod = (spec: object): object => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: ns }, spec });
const container = { name: "a", image: "none" };

describe("a preview against a cluster", () => {
  let live: LiveProgram;
  before(async () => {
    live = await LiveProgram.start();
    await live.api.create(namespace(ns, { "pod-security.kubernetes.io/enforce": "baseline" }), { manager: "hand" });
    const { code, output } = await live.up({ objects: [described(configMap(ns, "settings", { a: "1" }))] });
    assert.equal(code, 0, output);
  });
  after(async () => {
    await live.api.delete({ apiVersion: "v1", kind: "Namespace", name: ns });
    live.remove();
  });

  const refused: readonly [what: string, object: Described, reason: RegExp][] = [
    [
      "an unknown field",
      described(pod({ containers: [container], x: 1 })),
      /strict decoding error: unknown field "spec\.x"/,
    ],
    ["an invalid value", described(deployment(ns, "d", { replicas: -1 })), /spec\.replicas: Invalid value/],
    [
      "a pod below the level of its namespace",
      described(pod({ hostNetwork: true, containers: [container] })),
      /violates PodSecurity/,
    ],
    [
      "an update that would be refused",
      described({ ...configMap(ns, "settings", { a: "2" }), immutable: "x" }),
      /ConfigMap.*immutable/,
    ],
  ];
  for (const [what, object, reason] of refused) {
    it(`shows that the API server will refuse ${what}`, async () => {
      const { code, output } = await live.preview({ objects: [object] });
      assert.equal(code, 1, output);
      assert.match(output, reason);
    });
  }

  const settings = described(configMap(ns, "settings", { a: "1" }));
  const passed: readonly [what: string, objects: Described[]][] = [
    [
      "an object whose namespace is made before it",
      [described(namespace("live-new")), described(configMap("live-new", "a", {}), { dependsOn: ["live-new"] })],
    ],
    [
      "an object whose kind is defined before it",
      [described({ apiVersion: "shop.example/v1", kind: "Cart", metadata: { name: "c", namespace: ns } })],
    ],
    [
      "a pod whose account is made before it",
      [described(pod({ serviceAccountName: "later", containers: [container] }))],
    ],
  ];
  for (const [what, objects] of passed) {
    it(`passes ${what}`, async () => {
      const { code, output } = await live.preview({ objects: [settings, ...objects] });
      assert.equal(code, 0, output);
    });
  }

  it("changes nothing on the cluster", async () => {
    await live.preview({
      objects: [described(configMap(ns, "settings", { a: "9" })), described(configMap(ns, "new", {}))],
    });
    const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: ns };
    assert.deepEqual((await live.api.get({ ...reference, name: "settings" }))?.["data"], { a: "1" });
    assert.equal(await live.api.get({ ...reference, name: "new" }), undefined);
  });

  it("does not stop the update that follows it from waiting", async () => {
    live.describe({ objects: [settings, described(deployment(ns, "shop", { replicas: 1 }))] });
    const { code, output } = await live.run(["up", "--yes"]);
    assert.equal(code, 0, output);
    const status = live.held("shop")?.outputs["status"] as Record<string, unknown>;
    assert.equal(status["readyReplicas"], 1);
    await live.destroy();
  });
});
