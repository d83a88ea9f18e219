import type { Quantities } from "../shared/limits";
import { kubernetes } from "../shared/versions";

export {
  defaultLimits,
  type LimitOverrides,
  limitRules,
  type Limits,
  type LimitSet,
  mergeLimits,
  type Quantities,
} from "../shared/limits";

/** The Pod Security Standards, from the loosest. */
export const podSecurityLevels = ["privileged", "baseline", "restricted"] as const;
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

export const defaultLevel: PodSecurityLevel = "restricted";

/** Pinned, so that a new Kubernetes does not start to refuse pods that ran yesterday. */
export const defaultPodSecurityVersion = `v${kubernetes.default}`;

/** Where Prometheus runs, and the label that its pods carry (Prometheus Operator sets it). */
export const defaultMonitoring = {
  namespace: "monitoring",
  podLabels: { "app.kubernetes.io/name": "prometheus" },
} as const;

/** The most that a namespace may hold: room for about 200 average containers. */
export const defaultQuota: Quantities = {
  configmaps: "100",
  "limits.cpu": "100",
  "limits.memory": "200Gi",
  persistentvolumeclaims: "20",
  pods: "100",
  replicationcontrollers: "20",
  "requests.cpu": "50",
  "requests.memory": "100Gi",
  "requests.storage": "500Gi",
  secrets: "100",
  services: "50",
  "services.loadbalancers": "5",
  "services.nodeports": "10",
};

/** The overrides laid over the defaults, key by key. */
export function mergeQuota(overrides: Quantities = {}): Quantities {
  return { ...defaultQuota, ...overrides };
}
