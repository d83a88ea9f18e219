import { unknownCheckingProxy, unknownStringValue } from "@pulumi/policy/proxy";
import { faultText } from "../../policies/shared/messages";
import { KubernetesObject } from "../../policies/shared/objects";
import { carrierTable, podCarriers } from "../../policies/shared/pod-carriers";
import type { Example, Policy } from "../../policies/shared/policy";
import { Program } from "../../policies/shared/program";

declare module "@pulumi/policy/proxy" {
  /** What CrossGuard wraps the properties of a resource in; its declarations leave it out. */
  export function unknownCheckingProxy<T extends object>(properties: T): T;
  export const unknownStringValue: string;
}

/** Stands in a manifest for a value that is known only after the update. */
export const later = unknownStringValue;

/** The program that registers the manifests of an example. */
export function programOf({ objects, opaque = [], config = {} }: Omit<Example, "title">, today = new Date()): Program {
  const settings = new Map(Object.entries(config));
  const parts = {
    objects: objects.map((each) => KubernetesObject.of(unknownCheckingProxy(each))),
    opaque,
    settings,
    today,
  };
  const { carriers } = podCarriers.settingsIn(new Program({ ...parts, carriers: {} }));
  return new Program({ ...parts, carriers: carrierTable(carriers) });
}

export interface Verdict {
  readonly outcome: "pass" | "fail" | "skip";
  readonly faults: readonly string[];
}

/** What a policy says of a program. */
export function verdictOf(policy: Policy, program: Program): Verdict {
  const judgements = policy.judge(program);
  const faults = judgements.flatMap((each) => each.faults.map(faultText));
  return { outcome: judgements.length === 0 ? "skip" : faults.length === 0 ? "pass" : "fail", faults };
}
