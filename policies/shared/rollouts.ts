import { known } from "./known";
import type { KubernetesObject } from "./objects";
import { shareOf } from "./scaling";
import { anything, numberOrText, object, text, type Read } from "./shape";

/** What an update of a workload does to the number of its pods. */
export interface Rollout {
  /** How many pods run at most beside the replicas. */
  readonly surge: number;
  /** How many of the replicas may be missing meanwhile. */
  readonly unavailable: number;
  /** How many pods beside all replicas it takes for the update to move on. */
  readonly needed: number;
}

const rolling = object({ maxSurge: numberOrText, maxUnavailable: numberOrText });
const deploymentStrategy = object({ type: text, rollingUpdate: rolling });
const argoStrategy = object({
  canary: object({ maxSurge: numberOrText, maxUnavailable: numberOrText, trafficRouting: anything }),
  blueGreen: anything,
});

/**
 * How a Deployment or a Rollout of so many replicas moves to its next revision. Other kinds take a pod away before they
 * make its successor, one at a time.
 * @throws Unseen
 */
export function rolloutOf(workload: KubernetesObject, replicas: number): Rollout {
  if (workload.groupKind === "apps/Deployment") {
    const { type, rollingUpdate } = known(workload, deploymentStrategy, "spec", "strategy") ?? {};
    if (type === "Recreate") return { surge: 0, unavailable: replicas, needed: 0 };
    return shares(rollingUpdate, replicas, "spec.strategy.rollingUpdate");
  }
  if (workload.groupKind === "argoproj.io/Rollout") {
    const { canary, blueGreen } = known(workload, argoStrategy, "spec", "strategy") ?? {};
    // Before traffic is switched, and behind a traffic router, both revisions stand in full.
    if (blueGreen !== undefined || canary?.trafficRouting !== undefined) return beside(replicas);
    return shares(canary, replicas, "spec.strategy.canary");
  }
  return { surge: 0, unavailable: Math.min(1, replicas), needed: 0 };
}

function beside(surge: number): Rollout {
  return { surge, unavailable: 0, needed: surge };
}

function shares(
  { maxSurge = "25%", maxUnavailable = "25%" }: Read<typeof rolling> = {},
  replicas: number,
  path: string,
): Rollout {
  const surge = shareOf(maxSurge, replicas, "up", `${path}.maxSurge`);
  const unavailable = shareOf(maxUnavailable, replicas, "down", `${path}.maxUnavailable`);
  // Where rounding leaves neither, a rollout takes a pod away.
  const forced = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { surge, unavailable: forced, needed: forced > 0 ? 0 : 1 };
}
