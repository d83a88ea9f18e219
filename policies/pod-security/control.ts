import type { Fault } from "../shared/messages";
import type { PodCarrier } from "../shared/pods";
import type { Examples } from "../shared/policy";
import type { Finder } from "./fields";
import { viewOf, type Spec } from "./pod";

/** The rule of a control from a version on. */
export interface Revision {
  /** Minor version of Kubernetes. */
  readonly since: number;
  readonly find: Finder;
  /** Pods that need not keep the rule. */
  readonly spared?: (spec: Spec) => boolean;
}

export interface ControlSpec {
  /** Also the name of its policy. */
  readonly name: string;
  /** The check of the API server that says the same. */
  readonly check: string;
  readonly level: "baseline" | "restricted";
  /** The control of baseline that has nothing to add where this one speaks. */
  readonly overrides?: string;
  /** The rule, as the end of a sentence. */
  readonly rule: string;
  readonly cure: string;
  /** From the oldest to the newest. */
  readonly revisions: readonly [Revision, ...Revision[]];
  readonly examples: Examples;
}

/** One rule of the Pod Security Standards. */
export interface Control extends ControlSpec {
  /** The first minor version in which it speaks. */
  readonly since: number;
  /** Judges the pods of a carrier; undefined when they cannot be seen, or in a version before the control. */
  readonly judge: (carrier: PodCarrier, version: number) => readonly Fault[] | undefined;
}

export function control(spec: ControlSpec): Control {
  const newestFirst = spec.revisions.toReversed();
  return {
    ...spec,
    since: spec.revisions[0].since,
    judge(carrier, version) {
      const revision = newestFirst.find((each) => each.since <= version);
      return revision && carrier.object.attempt(() => judgeBy(revision, carrier));
    },
  };
}

/** @throws Unseen */
function judgeBy({ find, spared }: Revision, carrier: PodCarrier): readonly Fault[] | undefined {
  const pod = viewOf(carrier);
  if (pod === undefined) return undefined;
  const faults = find(pod);
  return faults.length > 0 && spared?.(pod.spec) === true ? [] : faults;
}

/** Windows has no such thing, and the API server refuses a Windows pod that sets it. */
export function onWindows({ os }: Spec): boolean {
  return os?.name === "windows";
}

/** In a user namespace root is not the root of the node. */
export function inUserNamespace({ hostUsers }: Spec): boolean {
  return hostUsers === false;
}
