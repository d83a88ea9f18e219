import assert from "node:assert/strict";
import { summarise, type Finished, type PreviewSummary } from "../../../offline/report/summary";
import { unknown } from "../../../offline/providers/values";
import { component, diagnostic, logged, resource, stackType, urn, violation, type Event } from "./event-log";
import { temporaryFolder } from "./temporary-folder";

const chart = "kubernetes:helm.sh/v4:Chart";
const backup = "kubernetes-best-practices:index:BackupSuite";
const guardrails = "kubernetes-best-practices:index:Guardrails";

describe("the summary of a preview", () => {
  const file = temporaryFolder();
  const summary = (events: readonly Event[], run: Partial<Finished> = {}): PreviewSummary =>
    summarise({
      stack: "dev",
      exitCode: 0,
      seconds: 1.5,
      output: "",
      events: logged(file("events.jsonl"), events),
      ...run,
    });

  describe("groups by component:", () => {
    const components = (...events: Event[]): string[] =>
      summary([component(stackType, "shop-dev", { parent: "" }), ...events]).components.map(
        ({ type, name, resources }) => `${type} ${name}: ${JSON.stringify(resources)}`,
      );

    it("none for an empty stack", () => assert.deepEqual(components(), []));

    it("each component with what lies below it, counted by package", () => {
      assert.deepEqual(
        components(
          component(backup, "backup"),
          resource("aws:s3/bucket:Bucket", "a", { parent: urn(backup, "backup") }),
          resource("aws:s3/bucket:Bucket", "b", { parent: urn(backup, "backup") }),
          resource("kubernetes:core/v1:Secret", "c", { parent: urn(backup, "backup") }),
        ),
        ['BackupSuite backup: {"aws":2,"kubernetes":1}'],
      );
    });

    it("components of one type apart, sorted by type and name", () => {
      assert.deepEqual(
        components(
          component(guardrails, "b"),
          component(guardrails, "a"),
          component(backup, "z"),
          resource("kubernetes:core/v1:Namespace", "b", { parent: urn(guardrails, "b") }),
        ),
        ["BackupSuite z: {}", "Guardrails a: {}", 'Guardrails b: {"kubernetes":1}'],
      );
    });

    it("components in components under the topmost one", () => {
      assert.deepEqual(
        components(
          component(backup, "backup"),
          component(chart, "velero", { parent: urn(backup, "backup") }),
          resource("kubernetes:apps/v1:Deployment", "velero", { parent: urn(chart, "velero") }),
        ),
        ['BackupSuite backup: {"kubernetes":1}'],
      );
    });

    it("resources that belong to none under the stack", () => {
      assert.deepEqual(components(resource("aws:s3/bucket:Bucket", "a"), resource("gcp:kms/keyRing:KeyRing", "b")), [
        'directly in the stack : {"aws":1,"gcp":1}',
      ]);
    });

    it("a resource that has children is still a resource", () => {
      assert.deepEqual(
        components(
          resource("aws:ec2/vpc:Vpc", "main"),
          resource("aws:ec2/subnet:Subnet", "a", { parent: urn("aws:ec2/vpc:Vpc", "main") }),
        ),
        ['directly in the stack : {"aws":2}'],
      );
    });

    it("providers apart from what they serve", () => {
      assert.deepEqual(components(resource("pulumi:providers:aws", "aws", { parent: "" })), [
        'directly in the stack : {"providers":1}',
      ]);
    });

    it("children that the engine told of before their component", () => {
      assert.deepEqual(
        components(
          resource("aws:s3/bucket:Bucket", "a", { parent: urn(backup, "backup") }),
          component(backup, "backup"),
        ),
        ['BackupSuite backup: {"aws":1}'],
      );
    });
  });

  describe("names as not judged", () => {
    const inputs = { chart: "velero", version: "12.1.0" };

    it("charts without children, for they were not rendered", () => {
      const { notJudged } = summary([
        component(chart, "velero", { inputs }),
        component(chart, "istio", { inputs: { chart: "oci://ghcr.io/istio/base", version: "1.30.0" } }),
      ]);
      assert.deepEqual(notJudged.charts, ["istio (oci://ghcr.io/istio/base 1.30.0)", "velero (velero 12.1.0)"]);
    });

    it("no chart that has children", () => {
      const { notJudged } = summary([
        component(chart, "velero", { inputs }),
        resource("kubernetes:core/v1:Secret", "a", { parent: urn(chart, "velero") }),
      ]);
      assert.deepEqual(notJudged, { charts: [], withUnknowns: [], byPacks: [] });
    });

    it("resources with a value that is not yet known, at any depth", () => {
      const { notJudged } = summary([
        resource("aws:ec2/subnet:Subnet", "b", { inputs: { vpcId: unknown } }),
        resource("aws:ec2/subnet:Subnet", "a", { inputs: { tags: { list: [unknown] } } }),
        resource("aws:ec2/vpc:Vpc", "c", { inputs: { cidrBlock: "10.0.0.0/16" } }),
      ]);
      assert.deepEqual(notJudged.withUnknowns, ["aws:ec2/subnet:Subnet a", "aws:ec2/subnet:Subnet b"]);
    });
  });

  it("takes what a pack says of its coverage for no violation, unless it is mandatory", () => {
    const { violations, notJudged } = summary([
      violation("quotas", "coverage", "advisory", "It sees all.\nThe program leaves 1 thing unjudged", "urn:stack"),
      violation("quotas", "coverage", "mandatory", "It sees all.\nThe program leaves 2 things unjudged", "urn:stack"),
    ]);
    assert.deepEqual(notJudged.byPacks, [{ pack: "quotas", message: "The program leaves 1 thing unjudged" }]);
    assert.deepEqual(
      violations.map((each) => each.level),
      ["mandatory"],
    );
  });

  it("sorts violations: mandatory ones first, then by pack, policy and resource", () => {
    const { violations } = summary([
      violation("pods", "limits", "advisory", "6", "urn:b"),
      violation("network", "deny", "advisory", "5", "urn:b"),
      violation("pods", "no-root", "mandatory", "4", "urn:a"),
      violation("pods", "limits", "mandatory", "3", "urn:b"),
      violation("pods", "limits", "mandatory", "2", "urn:a"),
      violation("network", "deny", "mandatory", "1"),
    ]);
    assert.deepEqual(
      violations.map((each) => each.message),
      ["1", "2", "3", "4", "5", "6"],
    );
  });

  describe("tells errors:", () => {
    const errors = (events: readonly Event[], run: Partial<Finished>): readonly string[] => summary(events, run).errors;

    it("none when all went well, whatever the CLI printed", () => {
      assert.deepEqual(errors([], { output: "10 to create" }), []);
    });

    it("those of the log, with the name of the resource", () => {
      const events = [
        diagnostic("error", "quota exceeded", urn("aws:ec2/vpc:Vpc", "main")),
        diagnostic("error", "preview failed", ""),
        diagnostic("error", "no program"),
      ];
      assert.deepEqual(errors(events, { exitCode: 255, output: "all of it" }), [
        "main: quota exceeded",
        "preview failed",
        "no program",
      ]);
    });

    it("what the CLI printed when it failed without an event", () => {
      assert.deepEqual(errors([], { exitCode: 1, output: "\nerror: no such stack\n" }), ["error: no such stack"]);
    });

    it("what the CLI printed when it failed in spite of advice only", () => {
      const events = [violation("pods", "limits", "advisory", "no limits")];
      assert.deepEqual(errors(events, { exitCode: 1, output: "error: crashed" }), ["error: crashed"]);
    });

    it("none beside the mandatory violations that explain the failure", () => {
      const events = [violation("pods", "limits", "mandatory", "no limits")];
      assert.deepEqual(errors(events, { exitCode: 1, output: "policy violations" }), []);
    });
  });

  it("keeps warnings apart from errors and from information", () => {
    const events = [diagnostic("warning", "old version"), diagnostic("info", "hello")];
    const { warnings, errors } = summary(events);
    assert.deepEqual([warnings, errors], [["old version"], []]);
  });

  for (const [exitCode, ok] of [
    [0, true],
    [1, false],
    [255, false],
  ] as const) {
    it(`is ${ok ? "well" : "not well"} when the CLI exits with ${exitCode}`, () => {
      assert.equal(summary([], { exitCode }).ok, ok);
    });
  }
});
