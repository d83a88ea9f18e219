import { sortedEntries } from "../faults";
import type { Labels, Resources } from "../workload/contract";

/** Values that many charts take, in the forms in which Kubernetes admits their pods. Pure. */

/** Text, numbers, lists and maps, as a values file holds them; `null` takes a default of the chart away. */
export type ChartValue = string | number | boolean | null | readonly ChartValue[] | ChartValues;
export interface ChartValues {
  readonly [key: string]: ChartValue | undefined;
}

/** The layers laid over each other, key by key, in the order of the keys; lists are replaced, `undefined` is left out. */
export function mergeValues(...layers: readonly ChartValues[]): ChartValues {
  const merged: Record<string, ChartValue> = {};
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer)) {
      if (value === undefined) continue;
      const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
      merged[key] = isMap(value) ? mergeValues(isMap(below) ? below : {}, value) : value;
    }
  }
  return Object.fromEntries(sortedEntries(merged));
}

function isMap(value: ChartValue | undefined): value is ChartValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Requests and limits of one container. Name all four: a namespace's LimitRange fills in what is missing, and a request
 * without its limit, or a limit without its request, then breaks the ratio between the two.
 */
export function resources({ requests, limits }: Resources) {
  return {
    requests: { cpu: requests.cpu, memory: requests.memory },
    limits: { cpu: limits.cpu, memory: limits.memory },
  };
}

/** What a controller or a sidecar with little to do needs: the least that `defaultLimits` admit, and four times as much. */
export const smallResources = resources({
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "400m", memory: "512Mi" },
});

/** Of a container: no new privileges and no capability. */
export const confinedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
} as const;

/** Of a pod or a container: the system calls that the container runtime allows by default. */
export const runtimeSeccomp = { seccompProfile: { type: "RuntimeDefault" } } as const;

/** Of a pod or a container: a user in digits, for the kubelet cannot tell whether one with a name is root. */
export function nonRoot(user: number) {
  return { runAsNonRoot: true, runAsUser: user };
}

/** All that level `restricted` asks of a container, for charts that set nothing on the pod. */
export function restrictedContainer(user: number) {
  return { ...confinedContainer, ...nonRoot(user), ...runtimeSeccomp };
}

/** What level `restricted` can read on the pod; `group` owns its volumes. Containers need `confinedContainer` beside it. */
export function restrictedPod(user: number, group?: number) {
  return { ...nonRoot(user), ...(group === undefined ? {} : { fsGroup: group }), ...runtimeSeccomp };
}

/**
 * At most one pod more in one zone than in another, or the pod waits. Drained and tainted nodes do not count.
 *
 * @param options.labels of the pods that count; leave them out only where the chart fills them in, for a constraint
 *   without labels counts nothing.
 * @param options.perRollout counts the pods of each rollout by themselves; only Deployments label them.
 */
export function zoneSpread(options: { readonly labels?: Labels | undefined; readonly perRollout: boolean }) {
  const { labels, perRollout } = options;
  return {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
    ...(perRollout ? { matchLabelKeys: ["pod-template-hash"] } : {}),
    ...(labels === undefined ? {} : { labelSelector: { matchLabels: { ...labels } } }),
  };
}

/** No two of these pods on one node, or the pod waits. Charts that fill in labels of constraints fill in none here. */
export function nodeAntiAffinity(labels: Labels) {
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { ...labels } } },
      ],
    },
  };
}
