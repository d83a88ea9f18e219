import type { Comparison } from "../compare/namespaces";
import { inWords } from "../durations";
import type { Outcome } from "../outcome";
import { notShown, type Verdict } from "../verdict";

type Row = readonly (string | number)[];

/** A page to file, as Markdown. */
export function asPage(outcome: Outcome, verdict: Verdict): string {
  const { namespace, into, warnings, next, left, restore } = outcome;
  const where =
    into === undefined
      ? `Namespace \`${namespace}\` was deleted and restored.`
      : `Namespace \`${namespace}\` was restored into \`${into}\`; the original was left alone.`;
  return [
    `# Restore drill of ${namespace}, ${outcome.began.toISOString().slice(0, 10)}: ${verdict.passed ? "passed" : "failed"}`,
    "",
    where,
    "",
    ...section("Why it failed", bullets(verdict.reasons)),
    ...section("To go on", next.length === 0 ? [] : ["```sh", ...next, "```"]),
    ...section("Facts", facts(outcome)),
    ...section("Times", times(outcome, verdict)),
    ...section("Objects", outcome.comparison === undefined ? ["Not compared."] : objects(outcome.comparison)),
    ...section("Not ready", bullets(outcome.lacking.map(({ object, why }) => `${object}: ${why}`))),
    ...section("Passed over", ignored(outcome)),
    ...section("Warnings", bullets(warnings)),
    ...section(
      "What Velero noted",
      bullets([
        ...(restore?.errors ?? []).map((each) => `Error: ${each}`),
        ...(restore?.warnings ?? []),
        ...(outcome.backup?.warnings ?? []),
      ]),
    ),
    ...section("What this drill did not show", bullets(notShown(outcome))),
    ...section("What is left", bullets(left)),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines, ""];
}

function facts({ began, ended, server, velero, backup, restore, expectation, recorded }: Outcome): readonly string[] {
  const measure = expectation === "live" ? "the live namespace before the loss" : "the contents of the backup";
  return table(
    ["what", "value"],
    [
      ["when", `${began.toISOString()} to ${ended.toISOString()}`],
      ["by", server.user],
      ["cluster", `${server.url}, Kubernetes ${server.version}`],
      ["Velero", `${velero.version}, namespace ${velero.namespace}`],
      ...(backup === undefined
        ? []
        : [
            [
              "backup",
              `${backup.name}, ${backup.made ? "made for this drill" : "existed"}, ${backup.items} items, location ${backup.location}, of ${backup.started}`,
            ],
            ...(backup.volumes === undefined ? [] : [["volumes", `as ${backup.volumes}`]]),
          ]),
      ...(restore === undefined ? [] : [["restore", `${restore.name}, ${restore.phase}`]]),
      ["compared with", `${measure}, ${recorded} objects`],
    ],
  );
}

function times({ times: spans, targets }: Outcome, { rpo, rto }: Verdict): readonly string[] {
  const row = (name: string, span: number | undefined, target = "", how = ""): Row => [
    name,
    span === undefined ? "-" : inWords(span),
    target,
    how,
  ];
  return table(
    ["what", "took", "allowed", "measured"],
    [
      row("backup", spans.backup),
      row("deletion", spans.deletion),
      row("restore", spans.restore),
      row("readiness", spans.readiness, "", "after the restore"),
      row("RPO", rpo, inWords(targets.rpo), "from the backup's start to the loss"),
      row("RTO", rto, inWords(targets.rto), "from the loss until all was ready"),
    ],
  );
}

function objects({ kinds, missing, additional, orphans, changed, ignored: rules }: Comparison): readonly string[] {
  const differences = changed.flatMap(({ object, differences: all }) =>
    all.map(({ path, expected, found }) => [object, path, expected ?? "nothing", found ?? "nothing"]),
  );
  return [
    ...table(
      ["kind", "before", "after", "the same"],
      kinds.map(({ kind, expected, found, same }) => [kind, expected, found, same]),
    ),
    ...(missing.length === 0 ? [] : ["", "Missing:", "", ...bullets(missing)]),
    ...(additional.length === 0 ? [] : ["", "Too many:", "", ...bullets(additional)]),
    ...(orphans.length === 0
      ? []
      : ["", "Left without its owner by Velero, and not taken back:", "", ...bullets(orphans)]),
    ...(differences.length === 0 ? [] : ["", ...table(["object", "field", "expected", "found"], differences)]),
    ...(rules.length === 0
      ? []
      : [
          "",
          "Differences that count for nothing:",
          "",
          ...table(
            ["fields", "reason"],
            rules.map(({ reason, fields }) => [fields, reason]),
          ),
        ]),
  ];
}

function ignored({ ignored: rows, computed }: Outcome): readonly string[] {
  if (rows.length + computed.length === 0) return [];
  return table(
    ["objects", "what", "reason"],
    [
      ...rows.map(({ objects: number, what, reason }) => [number, what, reason]),
      ...computed.map((kind) => ["-", kind, "the API server computes it; it cannot be restored"]),
    ],
  );
}

/** A table of Markdown; what a cell holds cannot end it. */
export function table(head: readonly string[], rows: readonly Row[]): readonly string[] {
  const line = (cells: Row): string => `| ${cells.map((cell) => escaped(String(cell))).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)];
}

const bullets = (lines: readonly string[]): readonly string[] => lines.map((line) => `- ${escaped(line)}`);

const escaped = (text: string): string =>
  text
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;");
