import type { Facts } from "./facts";

/** How bad a finding is, worst first. */
const severities = ["fail", "unknown", "warning"] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  readonly severity: Severity;
  /** What is wrong, with numbers and names. */
  readonly message: string;
  /** What to type next; it only reads. */
  readonly command: string;
}

/** What a judge says: what it saw, and what is wrong with it; or that there is nothing to judge. */
export type Verdict =
  { readonly evidence: string; readonly findings: readonly Finding[] } | { readonly notInstalled: string };

export type Status = "pass" | Severity | "not installed";

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly evidence: string;
  readonly findings: readonly Finding[];
}

/** One row of the registry. */
export interface Practice {
  readonly id: string;
  readonly title: string;
  /** What installs it, another name for `--require`. */
  readonly product?: string;
  /** Pure; asking for what could not be read makes the check unknown. */
  readonly judge: (facts: Facts) => Verdict;
}

/** The worst of the findings, or pass. */
export function statusOf(findings: readonly Finding[]): Status {
  return severities.find((severity) => findings.some((each) => each.severity === severity)) ?? "pass";
}

export function fail(message: string, command: string): Finding {
  return { severity: "fail", message, command };
}

export function warning(message: string, command: string): Finding {
  return { severity: "warning", message, command };
}

export function unknown(message: string, command: string): Finding {
  return { severity: "unknown", message, command };
}
