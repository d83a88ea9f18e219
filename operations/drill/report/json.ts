import type { Outcome } from "../outcome";
import { notShown, type Verdict } from "../verdict";

/** The whole result; times in seconds. */
export function asJson(outcome: Outcome, verdict: Verdict): string {
  const { times, targets, ...rest } = outcome;
  const seconds = (span: number | undefined): number | null => (span === undefined ? null : Math.round(span) / 1000);
  const { backup, deletion, restore, readiness } = times;
  const result = {
    passed: verdict.passed,
    reasons: verdict.reasons,
    seconds: {
      backup: seconds(backup),
      deletion: seconds(deletion),
      restore: seconds(restore),
      readiness: seconds(readiness),
      rpo: seconds(verdict.rpo),
      rto: seconds(verdict.rto),
    },
    targets: { rpo: seconds(targets.rpo), rto: seconds(targets.rto) },
    ...rest,
    notShown: notShown(outcome),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
