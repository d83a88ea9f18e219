import { count } from "../../shared/text";
import type { Difference } from "../compare/differences";
import type { Comparison } from "../compare/namespaces";
import { inWords } from "../durations";
import type { Outcome } from "../outcome";
import { notShown, type Verdict } from "../verdict";

/** Differences of one object, and objects of one list, that the text shows; the rest is in the JSON. */
const shown = 20;

/** The result for people at a terminal. */
export function asText(outcome: Outcome, verdict: Verdict): string {
  const { namespace, into, server, velero, comparison, restore, warnings, next, left } = outcome;
  const where = into === undefined ? `namespace ${namespace}` : `namespace ${namespace} into ${into}`;
  return [
    `${server.url}, Kubernetes ${server.version}, Velero ${velero.version}: ${where}`,
    "",
    ...times(outcome, verdict),
    "",
    ...(comparison === undefined ? ["not compared"] : objects(comparison)),
    ...list(
      "passed over",
      outcome.ignored.map((each) => `${count(each.objects, "object")}: ${each.what} (${each.reason})`),
    ),
    ...list("not compared, as the API server computes them", outcome.computed),
    ...list("warnings", warnings),
    ...list("Velero warns", [...(outcome.backup?.warnings ?? []), ...(restore?.warnings ?? [])]),
    ...list(
      "not ready",
      outcome.lacking.map(({ object, why }) => `${object}: ${why}`),
    ),
    ...list("Velero's errors", restore?.errors ?? []),
    ...list("not shown by this drill", notShown(outcome)),
    "",
    verdict.passed ? "PASSED" : "FAILED",
    ...verdict.reasons.map((each) => `  ${each.replaceAll("\n", "\n  ")}`),
    ...next.map((command) => `  → ${command}`),
    ...left,
  ].join("\n");
}

function times(outcome: Outcome, { rpo, rto }: Verdict): readonly string[] {
  const { times: spans, targets, backup } = outcome;
  const rows: readonly (readonly [string, number | undefined, string])[] = [
    [
      "backup",
      spans.backup,
      backup === undefined ? "" : `${backup.name}, ${backup.items} items, location ${backup.location}`,
    ],
    ["deletion", spans.deletion, ""],
    [
      "restore",
      spans.restore,
      outcome.restore === undefined ? "" : `${outcome.restore.name}, ${outcome.restore.phase}`,
    ],
    ["readiness", spans.readiness, ""],
    ["RPO", rpo, `allowed ${inWords(targets.rpo)}: from the backup's start to the loss`],
    ["RTO", rto, `allowed ${inWords(targets.rto)}: from the loss until all was ready`],
  ];
  return rows.map(([name, span, more]) =>
    `${name.padEnd(10)} ${(span === undefined ? "-" : inWords(span)).padStart(12)}  ${more}`.trimEnd(),
  );
}

function objects({ kinds, missing, additional, orphans, changed }: Comparison): readonly string[] {
  const width = Math.max(4, ...kinds.map(({ kind }) => kind.length));
  return [
    `${"kind".padEnd(width)}  before  after  same`,
    ...kinds.map(({ kind, expected, found, same }) =>
      [kind.padEnd(width), String(expected).padStart(6), String(found).padStart(5), String(same).padStart(4)].join(
        "  ",
      ),
    ),
    ...list("missing", missing),
    ...list("too many", additional),
    ...list("left without its owner by Velero, and not taken back", orphans),
    ...changed.slice(0, shown).flatMap(({ object, differences }) => list(`changed: ${object}`, differences.map(told))),
    ...(changed.length > shown ? [`and ${changed.length - shown} more changed; --json has all`] : []),
  ];
}

/** `/spec/replicas: 3 expected, 2 found`. */
export function told({ path, expected, found }: Difference): string {
  return `${path}: ${expected ?? "nothing"} expected, ${found ?? "nothing"} found`;
}

function list(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > shown ? [`  and ${lines.length - shown} more; --json has all`] : [];
  return [`${title}:`, ...lines.slice(0, shown).map((line) => `  ${line}`), ...more];
}
