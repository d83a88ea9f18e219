import type { Check, Finding, Status } from "./check";
import type { Snapshot } from "./snapshot";

export interface Report {
  readonly server: Snapshot["server"];
  readonly namespaces: readonly string[];
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** 0 when nothing failed, 1 when something did, 2 when nothing could be judged. */
export function exitCodeOf(checks: readonly Check[]): 0 | 1 | 2 {
  if (checks.some(({ status }) => status === "fail")) return 1;
  return checks.every(({ status }) => status === "unknown" || status === "not installed") ? 2 : 0;
}

export function asJson(report: Report): string {
  return JSON.stringify({ ok: exitCodeOf(report.checks) === 0, ...report }, null, 2);
}

const colours: Readonly<Record<Status, number>> = { pass: 32, fail: 31, warning: 33, unknown: 35, "not installed": 90 };
const statuses: readonly Status[] = ["pass", "fail", "warning", "unknown", "not installed"];

/** Findings of one check that the table shows; the rest is in the JSON. */
const shown = 20;

/** A table for people: status, title, evidence; below it what is wrong and what to type next. */
export function asText({ server, namespaces, checks, seconds }: Report, coloured: boolean): string {
  const paint = (status: Status, text: string): string =>
    coloured ? `\u001b[${colours[status]}m${text}\u001b[0m` : text;
  const wordWidth = Math.max(...statuses.map((each) => each.length));
  const titleWidth = Math.max(...checks.map(({ title }) => title.length));
  const rows = checks.flatMap(({ status, title, evidence, findings }) => [
    `${paint(status, status.padEnd(wordWidth))}  ${title.padEnd(titleWidth)}  ${evidence}`.trimEnd(),
    ...findings.slice(0, shown).flatMap((each) => lines(each, " ".repeat(wordWidth + 2), paint)),
    ...(findings.length > shown
      ? [`${" ".repeat(wordWidth + 2)}and ${findings.length - shown} more; --json has all`]
      : []),
  ]);
  const numbers = statuses.flatMap((status) => {
    const number = checks.filter((each) => each.status === status).length;
    return number === 0 ? [] : [paint(status, `${number} ${status}`)];
  });
  return [
    `${server.url}, Kubernetes ${server.version}; namespaces: ${namespaces.join(", ") || "none"}`,
    "",
    ...rows,
    "",
    `${numbers.join(", ")} (${seconds.toFixed(1)} s)`,
  ].join("\n");
}

function lines(
  { severity, message, command }: Finding,
  indent: string,
  paint: (status: Status, text: string) => string,
): readonly string[] {
  return [`${indent}${paint(severity, severity)}: ${message.replace(/\s*\n\s*/g, " ")}`, `${indent}→ ${command}`];
}
