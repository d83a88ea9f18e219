import type * as k8s from "@pulumi/kubernetes";
import { managedByPulumi } from "../labels";
import type { Labels } from "../workload/contract";

/**
 * One of these pods at a time may be evicted, and one that is not healthy at any time, so that a broken rollout keeps
 * no node from being drained. For charts whose own budget cannot say the second, or that have none. Pure.
 */
export function disruptionBudget(
  namespace: string,
  name: string,
  podLabels: Labels,
): k8s.types.input.policy.v1.PodDisruptionBudget {
  return {
    metadata: { name, namespace, labels: { ...managedByPulumi } },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { ...podLabels } },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  };
}
