import { nameOf, type Violation } from "./events";
import type { ComponentSummary, PreviewSummary } from "./summary";

/** The summary of one preview for a terminal. */
export function asText(summary: PreviewSummary): string {
  const lines = [
    `${summary.ok ? "✔" : "✘"} ${summary.stack}: ${changes(summary)}, ${verdict(summary)}, ${summary.seconds.toFixed(1)} s`,
    ...components(summary.components).map((line) => `    ${line}`),
    ...summary.violations.map(
      (each) => `  ${each.level} ${each.pack}/${each.policy}${at(each)}: ${indent(each.message)}`,
    ),
    ...notJudged(summary).map((line) => `  not judged: ${line}`),
    ...summary.warnings.map((message) => `  warning: ${indent(message)}`),
    ...summary.errors.map((message) => `  error: ${indent(message)}`),
  ];
  return lines.join("\n");
}

/** The same for a comment on a pull request. */
export function asMarkdown(summaries: readonly PreviewSummary[]): string {
  return [
    "## Preview",
    "",
    ...summaries.flatMap(section),
    "Previewed on the real engine without a cloud account.",
  ].join("\n");
}

function section(summary: PreviewSummary): string[] {
  return [
    `### ${summary.ok ? "✅" : "❌"} ${summary.stack}`,
    "",
    `${changes(summary)}; ${verdict(summary)}; ${summary.seconds.toFixed(1)} s.`,
    "",
    ...(summary.errors.length === 0 ? [] : ["```", ...summary.errors, "```", ""]),
    ...bullets(
      summary.violations.map(
        (each) => `**${each.level}** \`${each.pack}/${each.policy}\`${at(each)}: ${indent(each.message)}`,
      ),
    ),
    ...bullets(summary.warnings.map((message) => `warning: ${indent(message)}`)),
    ...bullets(notJudged(summary).map((line) => `not judged: ${line}`)),
    ...table(summary.components),
  ];
}

function table(all: readonly ComponentSummary[]): string[] {
  if (all.length === 0) return [];
  const rows = all.map((each) => `| ${title(each)} | ${total(each)} | ${packages(each)} |`);
  return [
    "<details><summary>Resources by component</summary>",
    "",
    "| component | resources | of |",
    "|---|---|---|",
    ...rows,
    "",
    "</details>",
    "",
  ];
}

function bullets(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines.map((line) => `- ${line}`), ""];
}

function components(all: readonly ComponentSummary[]): string[] {
  const names = all.map(title);
  const width = Math.max(0, ...names.map((name) => name.length));
  return all.map((each) =>
    `${title(each).padEnd(width)}  ${String(total(each)).padStart(4)}  ${packages(each)}`.trimEnd(),
  );
}

function title(component: ComponentSummary): string {
  return `${component.type} ${component.name}`.trim();
}

function packages(component: ComponentSummary): string {
  return Object.entries(component.resources)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function total(component: ComponentSummary): number {
  return Object.values(component.resources).reduce((sum, count) => sum + count, 0);
}

function changes(summary: PreviewSummary): string {
  const parts = Object.entries(summary.changes).map(([op, count]) => `${count} to ${op}`);
  return parts.length === 0 ? "no resources" : parts.join(", ");
}

function verdict(summary: PreviewSummary): string {
  const packs = Object.keys(summary.packs);
  if (packs.length === 0) return "no policy pack";
  const mandatory = summary.violations.filter((each) => each.level === "mandatory").length;
  const advisory = summary.violations.length - mandatory;
  return `${packs.join(", ")}: ${mandatory} mandatory and ${advisory} advisory violations`;
}

function notJudged(summary: PreviewSummary): string[] {
  const { charts, withUnknowns, byPacks } = summary.notJudged;
  return [
    ...(charts.length === 0
      ? []
      : [`${charts.length} charts not rendered: ${charts.join(", ")}; \`npm run charts\` fetches them`]),
    ...(withUnknowns.length === 0
      ? []
      : [`${withUnknowns.length} resources have values that are known only after \`up\``]),
    ...byPacks.map(({ pack, message }) => `by ${pack}: ${indent(message)}`),
  ];
}

/** Which resource a policy objects to; none where it looks at the stack as a whole. */
function at({ urn }: Violation): string {
  return urn === undefined || urn === "" ? "" : ` at ${nameOf(urn)}`;
}

/** Further lines of a message stand below its first. */
function indent(message: string): string {
  return message.split("\n").join("\n      ");
}
