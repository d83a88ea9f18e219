import assert from "node:assert/strict";
import { examplePod } from "../../../policies/pod-security/example-pods";
import { levelLabel, versionLabel } from "../../../policies/pod-security/labels";
import { standardOf } from "../../../policies/pod-security/level";
import { podSecurity } from "../../../policies/pod-security/pack";
import { newestVersion, parseLevel, parseVersion } from "../../../policies/pod-security/standards";
import type { Settings } from "../../../policies/shared/program";
import { later, programOf, verdictOf } from "../../support/policies";
import { levelsOf, refused } from "./programs";

const labeled = (labels: object): object => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels },
});

describe("the level and version of a label", () => {
  for (const [text, level] of [
    ["privileged", "privileged"],
    ["baseline", "baseline"],
    ["restricted", "restricted"],
    ["Baseline", "restricted"],
    ["", "restricted"],
  ] as const) {
    it(`${JSON.stringify(text)} is ${level}`, () => assert.equal(parseLevel(text), level));
  }

  for (const [text, version] of [
    ["v1.0", 0],
    ["v1.25", 25],
    ["latest", newestVersion],
    ["v1.99", newestVersion],
    ["v1.025", newestVersion],
    ["1.25", newestVersion],
    ["v2.1", newestVersion],
    ["", newestVersion],
  ] as const) {
    it(`${JSON.stringify(text)} is v1.${version}`, () => assert.equal(parseVersion(text), version));
  }
});

describe("what a namespace asks of pods", () => {
  const enforce = levelLabel("enforce");
  const version = versionLabel("enforce");
  const cases: readonly [title: string, objects: object[], settings: Settings, expected: object][] = [
    [
      "restricted at the latest version by default",
      [],
      {},
      { enforced: undefined, required: "restricted", version: newestVersion },
    ],
    [
      "the level of its label",
      [labeled({ [enforce]: "baseline", [version]: "v1.30" })],
      {},
      { enforced: "baseline", required: "restricted", version: 30 },
    ],
    [
      "restricted where the label is no level",
      [labeled({ [enforce]: "strong", [version]: "new" })],
      {},
      { enforced: "restricted", required: "restricted", version: newestVersion },
    ],
    [
      "the default where no label enforces",
      [labeled({ [version]: "v1.20" })],
      { default: "baseline" },
      { enforced: undefined, required: "baseline", version: 20 },
    ],
    [
      "what the settings say of it",
      [],
      { namespaces: { shop: { level: "privileged", version: "v1.28" } } },
      { enforced: "privileged", required: "privileged", version: 28 },
    ],
    [
      "no more than its label, whatever the settings say",
      [labeled({ [enforce]: "baseline" })],
      { namespaces: { shop: { level: "privileged" } } },
      { enforced: "baseline", required: "restricted", version: newestVersion },
    ],
    [
      "the version of the settings where no label pins one",
      [labeled({ [enforce]: "baseline" })],
      { version: "v1.31" },
      { enforced: "baseline", required: "restricted", version: 31 },
    ],
    [
      "the rules of the cluster where a label asks for newer ones",
      [labeled({ [enforce]: "baseline", [version]: "v1.36" })],
      { cluster: "v1.34" },
      { enforced: "baseline", required: "restricted", version: 34 },
    ],
    [
      "the rules of the cluster where the latest are asked for",
      [],
      { cluster: "v1.34" },
      { enforced: undefined, required: "restricted", version: 34 },
    ],
  ];
  for (const [title, objects, settings, expected] of cases) {
    it(`is ${title}`, () =>
      assert.deepEqual(standardOf(programOf({ objects, config: levelsOf(settings) }), "shop"), expected));
  }

  it("is not guessed where a label is known only after the update", () => {
    const program = programOf({
      objects: [labeled({ [enforce]: later }), examplePod({ context: { privileged: true } })],
    });
    for (const policy of podSecurity.policies.filter((each) => each.name !== "coverage")) {
      const faults = verdictOf(policy, program).faults.filter((each) => !/(audit|warn)/.test(each));
      assert.deepEqual(faults, [], policy.name);
    }
    const [unseen = ""] = program.objects.at(-1)?.unseen.values() ?? [];
    assert.match(
      unseen,
      /^depends on Namespace shop, whose metadata\.labels\["pod-security[^"]+"\] is known only after/,
    );
  });

  it("is told wrong in a configuration at once", () => {
    for (const settings of [{ version: "1.30" }, { default: "strong" }, { namespaces: { shop: { level: "none" } } }]) {
      assert.throws(
        () => refused([examplePod()], levelsOf(settings)),
        /^WrongSettings|configuration of the policy is wrong/,
      );
    }
  });
});
