import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Check, Status } from "../../operations/validate/check";
import { practices } from "../../operations/validate/checks";
import { judge } from "../../operations/validate/judge";
import { readOptions } from "../../operations/validate/options";
import { CannotRun } from "../../operations/shared/errors";
import { sources } from "../../operations/validate/read/sources";
import { asJson, asText, exitCodeOf } from "../../operations/validate/report";
import { clusterRole } from "../../operations/validate/role";
import { root } from "../support/offline";
import { checkOf, snapshotOf } from "../support/validate";

const check = (status: Status, more: Partial<Check> = {}): Check => ({
  id: status,
  title: "Pods",
  status,
  evidence: "1/2 ready",
  findings: [],
  ...more,
});
const finding = {
  severity: "fail",
  message: "web-1:\n  waits",
  command: "kubectl describe pod -n shop web-1",
} as const;
const reportOf = (checks: readonly Check[]) => ({
  server: { url: "https://cluster", version: "v1.36.3", milliseconds: 1 },
  namespaces: ["shop"],
  checks,
  seconds: 1.23,
});

describe("validate: the verdict", () => {
  it("has a check of its own for every practice", () => {
    const ids = practices.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      judge(snapshotOf({})).map(({ id }) => id),
      ids,
    );
  });

  it("does not fail on what is not installed", () =>
    assert.equal(checkOf("backups", snapshotOf({})).status, "not installed"));
  for (const name of ["backups", "velero"]) {
    it(`fails on backups that are not installed when ${name} is required`, () => {
      const { status, evidence } = checkOf("backups", snapshotOf({}), [name]);
      assert.deepEqual([status, evidence], ["fail", "required, but not installed: no Velero"]);
    });
  }
  it("fails on what is required and not known", () => {
    const snapshot = snapshotOf({ backups: "lacks the right to list backups.velero.io" });
    const { status, evidence } = checkOf("backups", snapshot, ["velero"]);
    assert.equal(status, "fail");
    assert.match(evidence, /required, but unknown: lacks the right/);
  });
  it("leaves other checks alone that are not required", () =>
    assert.equal(checkOf("mesh", snapshotOf({}), ["velero"]).status, "not installed"));

  for (const kind of Object.keys(sources)) {
    it(`is unknown where ${kind} cannot be read, and whole elsewhere`, () => {
      const checks = judge(snapshotOf({ [kind]: "lacks the right" }));
      const affected = checks.filter(({ evidence }) => evidence === "lacks the right");
      // Some kinds are asked for only when another one is there.
      const later = ["storageClasses", "lokiConfigs", "namespaces"];
      assert.ok(affected.length > 0 || later.includes(kind), "no check asks for it");
      assert.ok(affected.every(({ status }) => status === "unknown"));
      assert.ok(affected.length < checks.length);
    });
  }

  const codes: readonly (readonly [string, readonly Status[], number])[] = [
    ["0 when all pass", ["pass", "not installed"], 0],
    ["0 with warnings", ["pass", "warning"], 0],
    ["0 when something is unknown and the rest passes", ["pass", "unknown"], 0],
    ["1 with a failure", ["pass", "fail", "unknown"], 1],
    ["2 when nothing could be judged", ["unknown", "not installed"], 2],
  ];
  for (const [rule, statuses, code] of codes) {
    it(`ends with ${rule}`, () => assert.equal(exitCodeOf(statuses.map((each) => check(each))), code));
  }
});

describe("validate: the report", () => {
  it("is a table: status, title and evidence in columns, below them what is wrong and what to type", () => {
    const checks = [check("pass", { title: "API server" }), check("fail", { findings: [finding] })];
    assert.deepEqual(asText(reportOf(checks), false).split("\n"), [
      "https://cluster, Kubernetes v1.36.3; namespaces: shop",
      "",
      "pass           API server  1/2 ready",
      "fail           Pods        1/2 ready",
      "               fail: web-1: waits",
      "               → kubectl describe pod -n shop web-1",
      "",
      "1 pass, 1 fail (1.2 s)",
    ]);
  });
  it("is coloured on request alone", () => {
    const checks = [check("fail", { findings: [finding] })];
    assert.match(asText(reportOf(checks), true), /\u001b\[31mfail/);
    assert.doesNotMatch(asText(reportOf(checks), false), /\u001b/);
  });
  it("shows twenty findings of a check and counts the rest", () => {
    const findings = Array.from({ length: 25 }, () => finding);
    const text = asText(reportOf([check("fail", { findings })]), false);
    assert.equal(text.match(/→/g)?.length, 20);
    assert.match(text, /and 5 more; --json has all/);
  });
  it("is complete as JSON", () => {
    const checks = [check("fail", { findings: [finding] })];
    assert.deepEqual(JSON.parse(asJson(reportOf(checks))), { ok: false, ...reportOf(checks) });
  });
});

describe("validate: options", () => {
  it("take lists with commas and repeated", () => {
    const options = readOptions(["--namespace", "a,b", "-n", "c", "--require", "velero, istio", "--json"]);
    assert.deepEqual(options.namespaces, ["a", "b", "c"]);
    assert.deepEqual(options.required, ["velero", "istio"]);
    assert.equal(options.json, true);
  });
  it("refuse a check that does not exist", () =>
    assert.throws(
      () => readOptions(["--require", "velreo"]),
      (error) => error instanceof CannotRun && /no check velreo/.test(error.message),
    ));
  it("refuse an option that does not exist", () =>
    assert.throws(
      () => readOptions(["--delete"]),
      (error) => error instanceof CannotRun && /--delete/.test(error.message),
    ));
});

describe("validate: its ClusterRole", () => {
  it("only lists", () => {
    const verbs = clusterRole().rules.flatMap((rule) => rule.verbs);
    assert.deepEqual([...new Set(verbs)], ["list"]);
  });
  it("reads no Secret", () => assert.ok(!clusterRole().rules.some(({ resources }) => resources.includes("secrets"))));
  it("is the one that the documentation shows", () => {
    const page = readFileSync(join(root, "docs", "validate.md"), "utf8");
    const [, shown = ""] = /```yaml\n(apiVersion: rbac[\s\S]*?)```/.exec(page) ?? [];
    assert.deepEqual(parse(shown), clusterRole());
  });
  it("stands beside a documentation that names every check", () => {
    const page = readFileSync(join(root, "docs", "validate.md"), "utf8");
    const missing = practices.filter(({ id }) => !page.includes(`| \`${id}\``)).map(({ id }) => id);
    assert.deepEqual(missing, []);
  });
});
