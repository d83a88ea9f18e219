import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compareTable, ignoredTable } from "../../operations/drill/report/tables";
import { asJson } from "../../operations/drill/report/json";
import { asPage, table } from "../../operations/drill/report/page";
import { asText } from "../../operations/drill/report/text";
import type { Outcome } from "../../operations/drill/outcome";
import { usage } from "../../operations/drill/options";
import { exitCodeOf, notShown, verdictOf } from "../../operations/drill/verdict";
import { root } from "../support/offline";
import { outcome } from "../support/drill";

const same = outcome().comparison;
const differing = (more: object): Partial<Outcome> => (same === undefined ? {} : { comparison: { ...same, ...more } });
const field = { path: "/data/colour", expected: '"blue"', found: '"red | green"' };

describe("drill: verdicts", () => {
  const rows: readonly (readonly [string, Partial<Outcome>, RegExp | undefined])[] = [
    ["passes", {}, undefined],
    ["passes with warnings", { warnings: ["Data not covered"] }, undefined],
    [
      "passes with warnings of Velero",
      { restore: { name: "r", phase: "Completed", warnings: ["exists already"], errors: [] } },
      undefined,
    ],
    ["fails by a missing object", differing({ missing: ["Secret a"] }), /1 object missing/],
    ["fails by an object too many", differing({ additional: ["Secret a", "Secret b"] }), /2 objects too many/],
    [
      "fails by a difference",
      differing({ changed: [{ object: "ConfigMap a", differences: [field] }] }),
      /1 object changed/,
    ],
    [
      "fails by an error of the restore",
      { restore: { name: "r", phase: "Completed", warnings: [], errors: ["x"] } },
      /1 error/,
    ],
    ["fails by a fault", { faults: ["Restore r is PartiallyFailed."] }, /PartiallyFailed/],
    ["fails by old data", { targets: { rpo: 5000, rto: 3_600_000 } }, /data was 7.0 s old; allowed are 5.0 s/],
    [
      "fails by a slow restore",
      { targets: { rpo: 86_400_000, rto: 3000 } },
      /took 4.0 s until all was ready; allowed are 3.0 s/,
    ],
    ["fails when it did not come to its end", { comparison: undefined, moments: {} }, /did not come to its end/],
  ];
  for (const [rule, more, reason] of rows) {
    it(rule, () => {
      const verdict = verdictOf(outcome(more));
      assert.equal(verdict.passed, reason === undefined, verdict.reasons.join("\n"));
      assert.equal(exitCodeOf(verdict), reason === undefined ? 0 : 1);
      if (reason !== undefined) assert.match(verdict.reasons.join("\n"), reason);
    });
  }

  it("measures from the backup's start to the loss, and from the loss until all is ready", () => {
    const { rpo, rto } = verdictOf(outcome());
    assert.deepEqual([rpo, rto], [7000, 4000]);
  });

  it("says what it did not show", () => {
    const told = (more: Partial<Outcome>): string => notShown(outcome(more)).join("\n");
    assert.match(told({}), /contents of volumes/);
    assert.match(told({ into: "copy" }), /References to the namespace's name/);
    assert.match(told({ uncovered: [{ claim: "data", why: "x" }] }), /Any data of data/);
    assert.match(told({ lackedBefore: [{ object: "Job j", why: "failed" }] }), /Readiness of Job j/);
  });
});

describe("drill: reports", () => {
  const failed = outcome({
    ...differing({ missing: ["Secret a"], changed: [{ object: "ConfigMap a", differences: [field] }] }),
    next: ["npm run drill -- --namespace shop --backup drill-shop-1"],
    warnings: ["Data not covered: a <b>"],
    lacking: [{ object: "Deployment web", why: "0 of 1 pods ready" }],
  });
  const verdict = verdictOf(failed);

  it("tell a terminal what differs, how long it took and what to do", () => {
    const text = asText(failed, verdict);
    for (const part of [
      /Velero v1\.18\.3: namespace shop/,
      /backup +1\.2 s {2}drill-shop-1, 31 items, location default/,
      /RPO +7\.0 s {2}allowed 1 d/,
      /RTO +4\.0 s {2}allowed 1 h/,
      /Deployment +2 +2 +2/,
      /missing:\n {2}Secret a/,
      /not ready:\n {2}Deployment web: 0 of 1 pods ready/,
      /changed: ConfigMap a:\n {2}\/data\/colour: "blue" expected, "red \| green" found/,
      /2 objects: Leases \(/,
      /FAILED\n.*1 object missing, 1 object changed/,
      /→ npm run drill -- --namespace shop --backup drill-shop-1/,
    ]) {
      assert.match(text, part);
    }
    assert.match(asText(outcome(), verdictOf(outcome())), /PASSED/);
  });

  it("give the whole as JSON, times in seconds", () => {
    const read = JSON.parse(asJson(failed, verdict));
    assert.equal(read.passed, false);
    assert.deepEqual(read.seconds, { backup: 1.2, deletion: 5.7, restore: 1.5, readiness: 0.9, rpo: 7, rto: 4 });
    assert.deepEqual(read.comparison.changed[0].differences, [field]);
    assert.equal(read.server.user, "kim");
  });

  it("file a page with who, when, what and how it ended", () => {
    const page = asPage(failed, verdict);
    for (const part of [
      /^# Restore drill of shop, 2026-11-24: failed\n/,
      /\| by \| kim \|/,
      /\| ConfigMap a \| \/data\/colour \| "blue" \| "red \\\| green" \|/,
      /Data not covered: a &lt;b>/,
      /## What this drill did not show/,
      /\| RTO \| 4\.0 s \| 1 h \|/,
    ]) {
      assert.match(page, part);
    }
    assert.doesNotMatch(asPage(outcome(), verdictOf(outcome())), /Why it failed/);
  });

  it("keep a cell within its table", () => {
    assert.equal(table(["a"], [["x | y\nz"]]).at(-1), "| x \\| y z |");
  });
});

describe("drill: its page of documentation", () => {
  const page = readFileSync(join(root, "docs", "drill.md"), "utf8");
  const squeezed = (text: string): string => text.replace(/ +/g, " ").replace(/-+/g, "-");

  it("has the tables of what is compared and what is not", () => {
    for (const row of [...compareTable(), ...ignoredTable()].filter((each) => !each.includes("---"))) {
      assert.ok(squeezed(page).includes(squeezed(row)), row);
    }
  });

  it("tells every option", () => {
    for (const option of usage.match(/--[a-z-]+(?= )/g) ?? []) assert.ok(page.includes(`\`${option}`), option);
  });
});
