import { exampleEntry, examplePod, type Parts } from "../../../policies/pod-security/example-pods";
import { podSecurity } from "../../../policies/pod-security/pack";
import type { Settings } from "../../../policies/shared/program";
import { programOf, verdictOf } from "../../support/policies";

export type Config = Readonly<Record<string, Settings>>;

/** The policies that refuse a program, and how often. */
export function refused(objects: readonly object[], config: Config = {}, today?: Date): string[] {
  const program = programOf({ objects, config }, today);
  return podSecurity.policies
    .filter((each) => !each.name.startsWith("coverage"))
    .flatMap((each) => verdictOf(each, program).faults.map(() => each.name));
}

export const ledger = (...entries: readonly object[]): Config => ({
  "exemption-ledger": { entries: entries.map((each) => ({ ...exampleEntry, ...each })) },
});
export const levelsOf = (settings: Settings): Config => ({ "namespace-levels": settings });

export const privileged: Parts = { context: { privileged: true } };

/** A workload that breaks two controls of baseline. */
export const agent = examplePod({ ...privileged, name: "agent", spec: { hostNetwork: true } });
