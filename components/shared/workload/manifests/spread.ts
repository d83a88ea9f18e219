import type * as k8s from "@pulumi/kubernetes";
import { revisionLabel, topologyLabels } from "../../labels";
import type { Description } from "../contract";
import { isReplicated, kindOf, scaleOf } from "../defaults";
import { selector } from "./labels";

type Affinity = k8s.types.input.core.v1.Affinity;
type PodAffinityTerm = k8s.types.input.core.v1.PodAffinityTerm;
type TopologySpreadConstraint = k8s.types.input.core.v1.TopologySpreadConstraint;

export interface Spread {
  readonly affinity?: Affinity;
  readonly topologySpreadConstraints?: TopologySpreadConstraint[];
}

/**
 * Even over zones, or pending; on nodes of their own where there are enough. Drained nodes do not count as empty ones,
 * and pods that a rollout is about to remove do not count at all, so that it needs no more nodes than pods.
 */
export function spread(description: Description): Spread {
  if (!isReplicated(description)) return {};
  const ofRevision = kindOf(description) === "Deployment" ? { matchLabelKeys: [revisionLabel] } : {};
  const own = { labelSelector: selector(description), ...ofRevision };
  const evenly = { maxSkew: 1, nodeTaintsPolicy: "Honor", ...own };
  return {
    affinity: { podAntiAffinity: antiAffinity(description, { topologyKey: topologyLabels.hostname, ...own }) },
    topologySpreadConstraints: [
      { topologyKey: topologyLabels.zone, whenUnsatisfiable: "DoNotSchedule", ...evenly },
      { topologyKey: topologyLabels.hostname, whenUnsatisfiable: "ScheduleAnyway", ...evenly },
    ],
  };
}

function antiAffinity({ replicas, nodes = Infinity }: Description, term: PodAffinityTerm): Affinity["podAntiAffinity"] {
  return scaleOf(replicas).maximum <= nodes
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] };
}
