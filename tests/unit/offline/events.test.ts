import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { countSteps, nameOf, readEvents } from "../../../offline/report/events";
import { component, diagnostic, logged, resource, stackType, stackUrn, summary, urn, violation } from "./event-log";
import { temporaryFolder } from "./temporary-folder";

describe("an event log", () => {
  const file = temporaryFolder();
  const empty = { steps: [], violations: [], diagnostics: [], packs: {}, changes: {} };

  it("is empty before the engine writes one", () => {
    assert.deepEqual(readEvents(file("events.jsonl")), empty);
    assert.equal(countSteps(file("events.jsonl")), 0);
  });

  it("says nothing by events that nobody asked for", () => {
    assert.deepEqual(logged(file("events.jsonl"), [{ preludeEvent: { config: {} } }, { cancelEvent: {} }]), empty);
  });

  it("tells resources from components", () => {
    const vpc = resource("aws:ec2/vpc:Vpc", "main", { inputs: { cidrBlock: "10.0.0.0/16" } });
    const { steps } = logged(file("events.jsonl"), [component(stackType, "shop-dev", { parent: "" }), vpc]);
    assert.deepEqual(steps, [
      { op: "create", urn: stackUrn, type: stackType, name: "shop-dev", parent: "", custom: false, inputs: {} },
      {
        op: "create",
        urn: urn("aws:ec2/vpc:Vpc", "main"),
        type: "aws:ec2/vpc:Vpc",
        name: "main",
        parent: stackUrn,
        custom: true,
        inputs: { cidrBlock: "10.0.0.0/16" },
      },
    ]);
  });

  it("has the old state of what is deleted", () => {
    const old = { type: "a:b:C", urn: urn("a:b:C", "c"), custom: true, parent: stackUrn, inputs: { size: 1 } };
    const metadata = { op: "delete", urn: old.urn, type: old.type, old, new: null };
    const [step] = logged(file("events.jsonl"), [{ resourcePreEvent: { metadata } }]).steps;
    assert.deepEqual([step?.op, step?.parent, step?.custom, step?.inputs], ["delete", stackUrn, true, { size: 1 }]);
  });

  it("has violations and messages without the engine's colours", () => {
    const at = urn("a:b:C", "c");
    const { violations, diagnostics } = logged(file("events.jsonl"), [
      violation("pods", "no-root", "mandatory", "<{%reset%}>runs as <{%fg 1%}>root<{%reset%}>\n", at),
      violation("pods", "whole-stack", "advisory", "no limits"),
      diagnostic("error", "<{%fg 1%}>broken<{%reset%}>\n", at),
    ]);
    assert.deepEqual(violations, [
      { pack: "pods", policy: "no-root", level: "mandatory", urn: at, message: "runs as root" },
      { pack: "pods", policy: "whole-stack", level: "advisory", urn: undefined, message: "no limits" },
    ]);
    assert.deepEqual(diagnostics, [{ severity: "error", urn: at, message: "broken" }]);
  });

  it("leaves out debug messages, which may hold secrets", () => {
    const events = [diagnostic("debug", "token"), diagnostic("info", "hello")];
    assert.deepEqual(
      logged(file("events.jsonl"), events).diagnostics.map((each) => each.message),
      ["hello"],
    );
  });

  it("has changes and packs from its summary", () => {
    const log = logged(file("events.jsonl"), [summary({ create: 3, same: 1 }, { pods: "v1.0.0" })]);
    assert.deepEqual([log.changes, log.packs], [{ create: 3, same: 1 }, { pods: "v1.0.0" }]);
  });

  it("can be read while half a line is being written", () => {
    logged(file("events.jsonl"), [resource("a:b:C", "c")]);
    appendFileSync(file("events.jsonl"), '{"sequence":1,"resourcePreEv');
    assert.equal(readEvents(file("events.jsonl")).steps.length, 1);
  });

  it("counts steps without reading the rest", () => {
    logged(file("events.jsonl"), [resource("a:b:C", "c"), diagnostic("info", "x"), resource("a:b:C", "d")]);
    assert.equal(countSteps(file("events.jsonl")), 2);
  });

  it("is refused when an event has another shape", () => {
    writeFileSync(file("events.jsonl"), '{"resourcePreEvent":{"metadata":{"op":1}}}\n');
    assert.throws(() => readEvents(file("events.jsonl")), /op/);
  });
});

describe("the name in a URN", () => {
  it("is what stands behind the types", () => {
    assert.equal(nameOf("urn:pulumi:dev::shop::a:b:C$d:e:F::main"), "main");
  });

  it("may hold colons itself", () => {
    assert.equal(nameOf("urn:pulumi:dev::shop::kubernetes:core/v1:Secret::velero:backup/a::b"), "velero:backup/a::b");
  });
});
