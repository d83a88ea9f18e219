import assert from "node:assert/strict";
import { controls } from "../../../policies/pod-security/controls";
import { atBaseline, examplePod } from "../../../policies/pod-security/example-pods";
import { judgePod } from "../../../policies/pod-security/judge";
import { podSecurity } from "../../../policies/pod-security/pack";
import { newestVersion } from "../../../policies/pod-security/standards";
import { KubernetesObject } from "../../../policies/shared/objects";
import { programOf, verdictOf } from "../../support/policies";
import { judge, type JudgedLevel } from "./judging";

const versions = Array.from({ length: newestVersion + 1 }, (_, minor) => minor);

describe("the controls of the Pod Security Standards", () => {
  it("pass the base pod of each level at every version", () => {
    const bare = {
      kind: "Pod",
      metadata: { name: "web" },
      spec: { containers: [{ name: "web", image: "example/web" }] },
    };
    for (const version of versions) {
      assert.deepEqual(judge(examplePod(), "restricted", version).faults, [], `restricted v1.${version}`);
      assert.deepEqual(judge(bare, "baseline", version).faults, [], `baseline v1.${version}`);
    }
  });

  for (const policy of podSecurity.policies.filter((each) => !each.name.startsWith("coverage"))) {
    for (const example of policy.examples.fail) {
      it(`refuse ${example.title} by ${policy.name} alone`, () => {
        const program = programOf(example);
        const refusing = podSecurity.policies.filter((each) => verdictOf(each, program).outcome === "fail");
        assert.deepEqual(
          refusing.map((each) => each.name),
          [policy.name],
        );
      });
    }
  }

  it("have the revisions in order and override only what baseline has", () => {
    for (const { name, level, revisions, overrides } of controls) {
      const since = revisions.map((each) => each.since);
      assert.deepEqual(
        since,
        [...new Set(since)].sort((a, b) => a - b),
        name,
      );
      const overridden = controls.find((each) => each.name === overrides);
      assert.equal(overridden?.level, overrides === undefined ? undefined : "baseline", name);
      if (overrides !== undefined) assert.equal(level, "restricted");
    }
  });

  it("speak in each version as the API server's checks do", () => {
    const speaking = (level: JudgedLevel, version: number): string[] => [
      ...judgePod(level, version, { object: KubernetesObject.of(examplePod()), path: [] }).keys(),
    ];
    const since = (level: JudgedLevel, name: string): number =>
      versions.findIndex((each) => speaking(level, each).includes(name));
    const until = (level: JudgedLevel, name: string): number =>
      versions.findLastIndex((each) => speaking(level, each).includes(name));
    assert.equal(since("restricted", "privilege-escalation"), 8);
    assert.equal(since("restricted", "seccomp-restricted"), 19);
    assert.equal(until("restricted", "seccomp-baseline"), 18);
    assert.equal(since("restricted", "capabilities-restricted"), 22);
    assert.equal(until("restricted", "capabilities-baseline"), 21);
    assert.equal(since("restricted", "run-as-user"), 23);
    assert.equal(since("baseline", "host-probes"), 34);
    assert.equal(since("restricted", "proc-mount-restricted"), 35);
    assert.equal(until("restricted", "proc-mount"), 34);
    assert.equal(until("restricted", "host-path-volumes"), -1);
    assert.equal(speaking("baseline", newestVersion).length, 12);
    assert.equal(speaking("restricted", newestVersion).length, 15);
  });
});

describe("the pack at baseline", () => {
  it("passes what restricted refuses", () => {
    const program = programOf({ objects: [examplePod({ context: { capabilities: undefined } })], config: atBaseline });
    for (const policy of podSecurity.policies) assert.notEqual(verdictOf(policy, program).outcome, "fail", policy.name);
  });
});
