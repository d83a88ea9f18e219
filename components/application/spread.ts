import { topologyLabels } from "../shared/labels";
import type { Labels } from "../shared/service-graph/contract";

/** No two of these pods on one node. */
export function separateNodes(labels: Labels, more: { readonly matchLabelKeys?: readonly string[] } = {}) {
  const term = { topologyKey: topologyLabels.hostname, labelSelector: { matchLabels: { ...labels } }, ...more };
  return { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}
