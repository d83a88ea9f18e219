import assert from "node:assert/strict";
import { configMap, deployment, described, LiveProgram, namespace } from "../support/live";

const ns = "live-writes";
const settings = { apiVersion: "v1", kind: "ConfigMap", name: "settings", namespace: ns };
const shop = { apiVersion: "apps/v1", kind: "Deployment", name: "shop", namespace: ns };
const provider = { enablePatchForce: true, upsertExistingObjects: true };

describe("writes to a cluster", () => {
  let live: LiveProgram;
  /** Of a program that has not yet run: one of a test's own. */
  const fresh = async (): Promise<LiveProgram> => LiveProgram.start();
  const data = async (): Promise<unknown> => (await live.api.get(settings))?.["data"];

  before(async () => {
    live = await fresh();
    await live.api.create(namespace(ns), { manager: "hand" });
  });
  beforeEach(async () => {
    live.remove();
    live = await fresh();
    await live.api.delete(settings);
  });
  after(async () => {
    await live.api.delete({ apiVersion: "v1", kind: "Namespace", name: ns });
    live.remove();
  });

  it("refuse to create what exists, and say how to take it over", async () => {
    await live.api.create(configMap(ns, "settings", { a: "1" }), { manager: "hand" });
    const { code, output } = await live.up({ objects: [described(configMap(ns, "settings", { a: "2" }))] });
    assert.equal(code, 1);
    assert.match(output, /ConfigMap live-writes\/settings exists already[^]*upsertExistingObjects/);
    assert.deepEqual(await data(), { a: "1" });
  });

  it("take over what exists when the provider says so", async () => {
    await live.api.create(configMap(ns, "settings", { a: "1", b: "1" }), { manager: "hand" });
    const { code, output } = await live.up({ provider, objects: [described(configMap(ns, "settings", { a: "2" }))] });
    assert.equal(code, 0, output);
    assert.deepEqual(await data(), { a: "2", b: "1" });
  });

  it("remove what the program left out, also of what a plain create made", async () => {
    await live.up({ objects: [described(configMap(ns, "settings", { a: "1", b: "1" }))] });
    const { code, output } = await live.up({ objects: [described(configMap(ns, "settings", { a: "1" }))] });
    assert.equal(code, 0, output);
    assert.deepEqual(await data(), { a: "1" });
  });

  it("refuse to change what another manager owns, and name field, manager and cure", async () => {
    await live.up({ objects: [described(configMap(ns, "settings", { a: "1" }))] });
    await live.api.apply(configMap(ns, "settings", { a: "2" }), { manager: "operator", force: true });
    const { code, output } = await live.up({ objects: [described(configMap(ns, "settings", { a: "3" }))] });
    assert.equal(code, 1);
    assert.match(output, /\.data\.a is owned by operator[^]*Cure: [^]*enablePatchForce/);
    assert.deepEqual(await data(), { a: "2" });
  });

  it("take a field from its owner when the object says so", async () => {
    await live.up({ objects: [described(configMap(ns, "settings", { a: "1" }))] });
    await live.api.apply(configMap(ns, "settings", { a: "2" }), { manager: "operator", force: true });
    const forced = configMap(ns, "settings", { a: "3" });
    const annotations = { "pulumi.com/patchForce": "true" };
    const { code, output } = await live.up({
      objects: [described({ ...forced, metadata: { ...forced.metadata, annotations } })],
    });
    assert.equal(code, 0, output);
    assert.deepEqual(await data(), { a: "3" });
  });

  it("leave an ignored field to its owner, even where the provider takes fields", async () => {
    const options = { ignoreChanges: ["spec.replicas"] };
    const program = (label: string) => ({
      provider,
      objects: [described(deployment(ns, "shop", { replicas: 1, revisionHistoryLimit: Number(label) }), { options })],
    });
    await live.up(program("3"));
    await live.api.merge(shop, { spec: { replicas: 2 } }, "scale");
    const { code, output } = await live.up(program("4"));
    assert.equal(code, 0, output);
    const { replicas, revisionHistoryLimit } = (await live.api.get(shop))?.["spec"] as Record<string, number>;
    assert.deepEqual([replicas, revisionHistoryLimit], [2, 4]);
    await live.destroy();
  });

  it("refuse a field that the kind does not have", async () => {
    const { code, output } = await live.up({ objects: [described({ ...configMap(ns, "settings", {}), dta: {} })] });
    assert.equal(code, 1);
    assert.match(output, /strict decoding error: unknown field "dta"/);
  });

  it("wait for a namespace that is on its way", async () => {
    const later = setTimeout(() => {
      void live.api.create(namespace("live-writes-late"), { manager: "hand" });
    }, 3000);
    const { code, output } = await live.up({ objects: [described(configMap("live-writes-late", "settings", {}))] });
    clearTimeout(later);
    assert.equal(code, 0, output);
    await live.api.delete({ apiVersion: "v1", kind: "Namespace", name: "live-writes-late" });
  });

  it("put an object without a namespace into the provider's, one without a name under a name of its own", async () => {
    const bare = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data: { made: "here" } };
    const { code, output } = await live.up({
      provider: { namespace: ns },
      objects: [{ type: "kubernetes:core/v1:ConfigMap", name: "settings", inputs: bare }],
    });
    assert.equal(code, 0, output);
    assert.match(live.held("settings")?.id ?? "", /^live-writes\/settings-[0-9a-f]{7}$/);
  });

  it("show no secret when they are refused", async () => {
    const wrong = deployment(ns, "shop", { replicas: "hunter22" });
    const { code, output } = await live.up({ objects: [described(wrong, { secrets: ["spec.replicas"] })] });
    assert.equal(code, 1);
    assert.match(output, /refused to create Deployment/);
    assert.ok(!output.includes("hunter22"), output);
  });
});

describe("a Patch resource", () => {
  const name = "live-patched";
  const reference = { apiVersion: "v1", kind: "Namespace", name };
  const patch = (labels: Record<string, string>) => {
    const type = "kubernetes:core/v1:NamespacePatch";
    return described(namespace(name, labels), { type, name: "patch" });
  };
  let live: LiveProgram;
  const own = async (): Promise<Record<string, string>> => {
    const { "kubernetes.io/metadata.name": _, ...labels } = (await live.api.get(reference))?.metadata.labels ?? {};
    return labels;
  };
  before(async () => {
    live = await LiveProgram.start();
    await live.api.create(namespace(name, { theirs: "1" }), { manager: "hand" });
  });
  after(async () => {
    await live.api.delete(reference);
    live.remove();
  });

  it("sets its fields on an object that others made", async () => {
    const { code, output } = await live.up({ objects: [patch({ mine: "1", more: "1" })] });
    assert.equal(code, 0, output);
    assert.deepEqual(await own(), { theirs: "1", mine: "1", more: "1" });
  });
  it("has not drifted", async () => {
    const { code, output } = await live.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    assert.equal(code, 0, output);
  });
  it("gives up a field that the program leaves out", async () => {
    await live.up({ objects: [patch({ mine: "2" })] });
    assert.deepEqual(await own(), { theirs: "1", mine: "2" });
  });
  it("gives up its fields when it goes, and leaves the object", async () => {
    const { code, output } = await live.destroy();
    assert.equal(code, 0, output);
    assert.deepEqual(await own(), { theirs: "1" });
  });
});
