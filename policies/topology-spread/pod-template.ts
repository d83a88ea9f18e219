import { labelSelector } from "../shared/selectors";
import { integer, list, map, object, text, type Read } from "../shared/shape";

/** What this pack reads of a pod. */

export const zoneKey = "topology.kubernetes.io/zone";
export const hostKey = "kubernetes.io/hostname";
export const regionKey = "topology.kubernetes.io/region";

const spreadConstraint = object({
  topologyKey: text,
  whenUnsatisfiable: text,
  maxSkew: integer,
  minDomains: integer,
  labelSelector,
  matchLabelKeys: list(text),
  nodeAffinityPolicy: text,
  nodeTaintsPolicy: text,
});
const podTerm = object({
  topologyKey: text,
  labelSelector,
  namespaces: list(text),
  namespaceSelector: labelSelector,
  matchLabelKeys: list(text),
  mismatchLabelKeys: list(text),
});
const nodeTerm = object({
  matchExpressions: list(object({ key: text, operator: text, values: list(text) })),
});
const podAffinity = object({
  requiredDuringSchedulingIgnoredDuringExecution: list(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: list(object({ podAffinityTerm: podTerm })),
});
const podSpec = object({
  affinity: object({
    nodeAffinity: object({
      requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: list(nodeTerm) }),
    }),
    podAffinity,
    podAntiAffinity: podAffinity,
  }),
  nodeSelector: map(text),
  tolerations: list(object({ key: text, operator: text, value: text, effect: text })),
  topologySpreadConstraints: list(spreadConstraint),
});
export const podTemplate = object({ spec: podSpec });

export type SpreadConstraint = Read<typeof spreadConstraint>;
export type PodTerm = Read<typeof podTerm>;
export type NodeTerm = Read<typeof nodeTerm>;
export type PodSpec = Read<typeof podSpec>;
