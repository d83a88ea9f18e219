import assert from "node:assert/strict";
import type { Pack } from "../../../policies/shared/pack";
import { pack } from "../../../policies/shared/pack";
import { objectPolicy, programPolicy } from "../../../policies/shared/policy";
import { integer, object, setting, text } from "../../../policies/shared/shape";
import { CrossGuard, urnOf, type Registration, type Violation } from "../../support/crossguard";
import { later } from "../../support/policies";

const words = {
  description: "",
  enforcement: "mandatory",
  why: "",
  source: "",
  cure: "Mend it.",
  examples: { pass: [], fail: [], skip: [] },
} as const;

const spec = object({ replicas: integer, paused: text });

/** A rule about one object that depends on another: the namespace says how many replicas there may be. */
const few = objectPolicy({
  ...words,
  name: "few",
  settings: { most: setting(integer, "Where the namespace says nothing.", 2) },
  settled: (subject, program) => program.namespace(subject.namespace ?? "") !== undefined,
  judge(subject, program, { most = 0 }) {
    if (subject.kind !== "Deployment") return undefined;
    const limit = Number(program.namespace(subject.namespace ?? "")?.labels["most"] ?? most);
    const replicas = subject.read(spec, "spec")?.replicas ?? 1;
    return replicas > limit ? [{ field: "replicas", must: `be at most ${limit}`, found: `is ${replicas}` }] : [];
  },
});

/** A rule about all objects together. */
const some = programPolicy({
  ...words,
  name: "some",
  judge: (program) => [
    {
      subject: undefined,
      faults: program.ofKind("apps/Deployment").length > 0 ? [] : [{ must: "hold a Deployment", found: "holds none" }],
    },
  ],
});

const shop: Registration = {
  type: "kubernetes:core/v1:Namespace",
  name: "shop",
  inputs: { metadata: { name: "shop", labels: { most: "5" } } },
};
const deployment = (replicas: unknown, more: Partial<Registration> = {}): Registration => ({
  type: "kubernetes:apps/v1:Deployment",
  name: "web",
  inputs: { metadata: { name: "web", namespace: "shop" }, spec: { replicas } },
  ...more,
});

describe("a pack that is served", () => {
  const trial: Pack = pack({ name: "trial", displayName: "", description: "", policies: [few, some] });
  const run = (...resources: readonly Registration[]): Promise<Violation[]> => new CrossGuard(trial).run(resources);
  const refusal = (limit: number, replicas: number, when: Violation["when"]): Violation => ({
    policy: "few",
    urn: urnOf(deployment(1)),
    message: `Deployment shop/web: replicas must be at most ${limit}, but is ${replicas}. Mend it.`,
    when,
  });

  it("refuses an object when it is registered, and only once, where the verdict is settled", async () => {
    assert.deepEqual(await run(shop, deployment(6)), [refusal(5, 6, "registration")]);
  });

  it("judges at the end what was not settled, so that the order of registration decides nothing", async () => {
    assert.deepEqual(await run(deployment(6), shop), [refusal(5, 6, "end")]);
    assert.deepEqual(await run(deployment(4), shop), []);
  });

  it("judges by the settings where nothing of the program decides", async () => {
    assert.deepEqual(await run(deployment(3)), [refusal(2, 3, "end")]);
    assert.deepEqual(await new CrossGuard(trial, { few: { most: 3 } }).run([deployment(3)]), []);
  });

  it("judges inputs, as the outputs are empty while the cluster is still to be made", async () => {
    assert.deepEqual(await run(deployment(6, { outputs: {} })), [refusal(2, 6, "end")]);
  });

  it("judges what a targeted run leaves out by what the state knows of it", async () => {
    const { inputs = {} } = deployment(6);
    assert.deepEqual(await run(shop, deployment(1, { outputs: inputs, untargeted: true })), [refusal(5, 6, "end")]);
  });

  it("judges the program as a whole when all is registered", async () => {
    assert.deepEqual(await run(shop), [
      {
        policy: "some",
        urn: undefined,
        message: "The program must hold a Deployment, but holds none. Mend it.",
        when: "end",
      },
    ]);
  });

  it("starts afresh when the same process sees the update after the preview", async () => {
    const served = new CrossGuard(trial);
    assert.deepEqual(await served.run([shop, deployment(6)]), [refusal(5, 6, "registration")]);
    assert.deepEqual(await served.run([shop, deployment(5)]), []);
    assert.deepEqual(await served.run([shop, deployment(7)]), [refusal(5, 7, "registration")]);
  });

  it("finds the namespace of an object whose namespace gets its name only later", async () => {
    const unnamed = { ...shop, inputs: { metadata: { labels: { most: "5" } } } };
    const inputs = { metadata: { name: "web", namespace: later }, spec: { replicas: 6 } };
    assert.deepEqual(await run(unnamed, deployment(6, { inputs, metadataFrom: ["shop"] })), [refusal(5, 6, "end")]);
  });

  it("puts an object that names no namespace where the provider puts it", async () => {
    const inputs = { metadata: { name: "web" }, spec: { replicas: 6 } };
    assert.deepEqual(await run(shop, deployment(6, { inputs, provider: { namespace: "shop" } })), [
      refusal(5, 6, "registration"),
    ]);
  });

  it("counts a value that is known only later instead of refusing or passing it", async () => {
    const [first, ...more] = await new CrossGuard(trial, { coverage: { list: true } }).run([shop, deployment(later)]);
    assert.deepEqual(more, []);
    assert.equal(first?.policy, "coverage");
    assert.match(first.message, /\n- Deployment shop\/web: spec\.replicas is known only after the update\n/);
  });

  it("counts releases and charts that were not rendered, and no chart that was", async () => {
    const hidden: Registration[] = [
      { type: "kubernetes:helm.sh/v3:Release", name: "redis" },
      { type: "kubernetes:helm.sh/v4:Chart", name: "loki" },
      { type: "kubernetes:helm.sh/v4:Chart", name: "rendered" },
      { ...shop, parent: "rendered" },
      { type: "kubernetes:apps/v1:DeploymentPatch", name: "patch" },
    ];
    const found = await new CrossGuard(trial, { coverage: { list: true } }).run([...hidden, deployment(1)]);
    assert.deepEqual(
      found.map((each) => each.message.split("\n").slice(0, -1)),
      [
        [
          "The program must be seen by the pack as a whole, but leaves 3 things unjudged:",
          "- Chart loki was not rendered, so its objects are hidden",
          "- DeploymentPatch patch shows a part of its objects only",
          "- Release redis is a Helm release, which hides its objects; a Chart shows them",
        ],
      ],
    );
  });

  it("refuses a setting that does not exist, and names those that do", async () => {
    await assert.rejects(new CrossGuard(trial, { few: { least: 1 } }).run([shop, deployment(1)]), {
      message: 'The policy "few" has no setting "least"; it takes "most".',
    });
  });

  it("refuses a setting of the wrong form", async () => {
    await assert.rejects(
      new CrossGuard(trial, { few: { most: "many" } }).run([shop, deployment(1)]),
      /few\.most is "many" and not an integer/,
    );
  });
});
