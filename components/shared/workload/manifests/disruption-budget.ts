import type * as k8s from "@pulumi/kubernetes";
import type { Description } from "../contract";
import { metadata, selector } from "./labels";

type PodDisruptionBudgetManifest = k8s.types.input.policy.v1.PodDisruptionBudget;

/** Drains take one pod at a time, and any that has failed. */
export function disruptionBudget(description: Description): PodDisruptionBudgetManifest {
  return {
    metadata: metadata(description),
    spec: { maxUnavailable: 1, selector: selector(description), unhealthyPodEvictionPolicy: "AlwaysAllow" },
  };
}
