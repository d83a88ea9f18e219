import { holdAll, known, sameNamespace } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import type { PodCarrier } from "../shared/pods";
import { shareOf } from "../shared/scaling";
import { labelSelector, matches } from "../shared/selectors";
import { numberOrText, object, text, type Read } from "../shared/shape";
import { podLabels } from "./workloads";

/** What PodDisruptionBudgets pick, and what they allow. */

export const budgetKind = "policy/PodDisruptionBudget";

const budgetSpec = object({
  selector: labelSelector,
  minAvailable: numberOrText,
  maxUnavailable: numberOrText,
  unhealthyPodEvictionPolicy: text,
});

export type BudgetSpec = Read<typeof budgetSpec>;

/** @throws Unseen */
export function specOf(budget: KubernetesObject): BudgetSpec {
  return known(budget, budgetSpec, "spec") ?? {};
}

/** True when a budget is about the pods of a carrier. @throws Unseen */
export function picks(budget: KubernetesObject, carrier: PodCarrier): boolean {
  return holdAll([
    () => sameNamespace(budget, carrier.object),
    () => matches(specOf(budget).selector, podLabels(carrier)),
  ]);
}

/** The pods of a budget while all of them are healthy. */
export interface Healthy {
  readonly pods: number;
  /** Those of them that belong to something with a number of replicas. */
  readonly scale: number;
}

/** True for a budget that needs to know the number of replicas of what its pods belong to. @throws Unseen */
export function needsScale({ minAvailable, maxUnavailable }: BudgetSpec): boolean {
  return maxUnavailable !== undefined || typeof minAvailable === "string";
}

/**
 * How many pods may be evicted at once while all are healthy, as the disruption controller counts: percentages round up,
 * and a budget that expects no pods allows nothing.
 * @throws Unseen
 */
export function disruptionsAllowed(spec: BudgetSpec, { pods, scale }: Healthy): number {
  const expected = needsScale(spec) ? scale : pods;
  return expected <= 0 ? 0 : Math.max(0, pods - desiredHealthy(spec, expected));
}

function desiredHealthy({ minAvailable, maxUnavailable }: BudgetSpec, expected: number): number {
  if (maxUnavailable !== undefined) {
    return Math.max(0, expected - shareOf(maxUnavailable, expected, "up", "spec.maxUnavailable"));
  }
  // Without either the controller expects no pods at all, and allows nothing.
  if (minAvailable === undefined) return Infinity;
  return shareOf(minAvailable, expected, "up", "spec.minAvailable");
}
