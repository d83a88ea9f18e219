import { holdsAny, lookers } from "../shared/known";
import { isEmpty, matches } from "../shared/selectors";
import type { Program } from "../shared/program";
import type { PodTerm, SpreadConstraint } from "./pod-template";
import { picksOwnPods, type Workload } from "./workloads";

type Spec = Pick<Workload, "object" | "spec">;

/** Visits the spread constraints with their paths; what cannot be seen of one is noted, and the others still are. */
export function eachConstraint<R>(
  { object, spec }: Spec,
  visit: (constraint: SpreadConstraint, at: string) => readonly R[],
): R[] {
  const constraints = object.attempt(() => spec.topologySpreadConstraints) ?? [];
  return lookers(constraints).flatMap(
    (look, index) => object.attempt(() => visit(look(), `topologySpreadConstraints[${index}]`)) ?? [],
  );
}

/** As `eachConstraint`, of those that leave a pod pending rather than be broken. */
export function eachHardConstraint<R>(
  workload: Spec,
  visit: (constraint: SpreadConstraint, at: string) => readonly R[],
): R[] {
  return eachConstraint(workload, (constraint, at) => (isHard(constraint) ? visit(constraint, at) : []));
}

/** @throws Unseen */
export function isHard({ whenUnsatisfiable }: SpreadConstraint): boolean {
  return whenUnsatisfiable === "DoNotSchedule";
}

/**
 * True when the constraint counts the pods that bear it. An empty selector, which picks everything elsewhere, counts
 * nothing here: the scheduler passes over it.
 * @throws Unseen
 */
export function countsOwnPods({ labelSelector, matchLabelKeys = [] }: SpreadConstraint, { labels }: Workload): boolean {
  if (labelSelector === undefined) return false;
  const isIdle = isEmpty(labelSelector) && !matchLabelKeys.some((key) => Object.hasOwn(labels, key));
  return !isIdle && matches(labelSelector, labels);
}

/** The terms of anti-affinity that are required, to be looked at one by one. @throws Unseen */
export function requiredApart({ spec }: Workload): (() => PodTerm)[] {
  return lookers(spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
}

/** The terms of anti-affinity that are preferred, to be looked at one by one. @throws Unseen */
export function preferredApart({ spec }: Workload): (() => PodTerm)[] {
  const weighted = spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  return lookers(weighted).map((look) => () => look().podAffinityTerm ?? {});
}

/** True when one of the terms keeps the pods of a workload from each other. @throws Unseen */
export function keepsApart(
  terms: readonly (() => PodTerm)[],
  topologyKey: string,
  workload: Workload,
  program: Program,
): boolean {
  return holdsAny(
    terms.map((look) => () => {
      const term = look();
      return term.topologyKey === topologyKey && picksOwnPods(term, workload, program);
    }),
  );
}
