import { type Check, type Practice, statusOf } from "./check";
import { practices } from "./checks";
import { Facts, Unreadable } from "./facts";
import type { Snapshot } from "./snapshot";

/** Every check over one snapshot. Pure. `required` names checks, or what installs them, that must pass. */
export function judge(snapshot: Snapshot, required: readonly string[] = []): readonly Check[] {
  const facts = new Facts(snapshot);
  return practices.map((practice) => {
    const check = judgeOne(practice, facts);
    return isNamed(practice, required) ? insistOn(check) : check;
  });
}

export function isNamed({ id, product }: Practice, names: readonly string[]): boolean {
  return names.includes(id) || (product !== undefined && names.includes(product));
}

function judgeOne({ id, title, judge: verdictOf }: Practice, facts: Facts): Check {
  try {
    const verdict = verdictOf(facts);
    if ("notInstalled" in verdict) {
      return { id, title, status: "not installed", evidence: verdict.notInstalled, findings: [] };
    }
    return { id, title, status: statusOf(verdict.findings), ...verdict };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { id, title, status: "unknown", evidence: error.message, findings: [] };
  }
}

/** What is required fails when it is not there, or when nobody can tell. */
function insistOn(check: Check): Check {
  if (check.status !== "not installed" && check.status !== "unknown") return check;
  return { ...check, status: "fail", evidence: `required, but ${check.status}: ${check.evidence}` };
}
