import { coverage, coverageLimit } from "./coverage";
import { podCarriers } from "./pod-carriers";
import type { Policy } from "./policy";

/** A pack as it is written: its own rules, to which those that every pack has are added. */
export interface PackSpec {
  /** Also the name of its folder. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly policies: readonly Policy[];
}

export interface Pack extends PackSpec {
  /** In the order in which they judge: what carries pods is settled first, what nobody could see is summed up last. */
  readonly policies: readonly Policy[];
}

export function pack(spec: PackSpec): Pack {
  return { ...spec, policies: [podCarriers, ...spec.policies, coverage, coverageLimit] };
}
