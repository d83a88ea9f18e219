import type { V1Node, V1PodTemplateSpec, V1Taint, V1Toleration } from "@kubernetes/client-node";
import { conditionOf } from "./objects";

const zoneLabel = "topology.kubernetes.io/zone";

export const zoneOf = ({ metadata }: V1Node): string | undefined => metadata?.labels?.[zoneLabel];

export const isReady = ({ status }: V1Node): boolean => conditionOf(status?.conditions, "Ready")?.status === "True";

export const takesPods = (node: V1Node): boolean => isReady(node) && node.spec?.unschedulable !== true;

/** The nodes on which pods of a template could run, by readiness, node selector and taints. */
export function nodesFor(nodes: readonly V1Node[], template: V1PodTemplateSpec | undefined): readonly V1Node[] {
  const spec = template?.spec;
  const wanted = Object.entries(spec?.nodeSelector ?? {});
  return nodes.filter(
    (node) =>
      takesPods(node) &&
      wanted.every(([key, value]) => node.metadata?.labels?.[key] === value) &&
      (node.spec?.taints ?? []).every((taint) => isTolerated(taint, spec?.tolerations ?? [])),
  );
}

function isTolerated(taint: V1Taint, tolerations: readonly V1Toleration[]): boolean {
  if (taint.effect === "PreferNoSchedule") return true;
  return tolerations.some(
    ({ key, operator = "Equal", value, effect }) =>
      (effect === undefined || effect === "" || effect === taint.effect) &&
      (key === undefined || key === "" || key === taint.key) &&
      (operator === "Exists" || (value ?? "") === (taint.value ?? "")),
  );
}
