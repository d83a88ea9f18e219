import type { Example } from "../shared/policy";
import { hostKey, zoneKey } from "./pod-template";

/** Manifests from which the examples of the policies are made. The workload and its budget pass every policy. */

const labels = { app: "web" };
const namespace = "shop";

/** Picks the pods of the workload. */
export const labelSelector = { matchLabels: labels };

export const zoneSpread = {
  topologyKey: zoneKey,
  whenUnsatisfiable: "DoNotSchedule",
  maxSkew: 1,
  nodeTaintsPolicy: "Honor",
  labelSelector,
  matchLabelKeys: ["pod-template-hash"],
};

export const nodeSpread = { topologyKey: hostKey, whenUnsatisfiable: "ScheduleAnyway", maxSkew: 1, labelSelector };

/** Keeps pods of the workload apart. */
export function apart(topologyKey: string): object {
  return {
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector }] },
  };
}

/** Keeps pods of the workload together. */
export function together(topologyKey: string): object {
  return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector }] } };
}

/** Prefers to keep pods of the workload apart. */
export function ratherApart(topologyKey: string): object {
  const podAffinityTerm = { topologyKey, labelSelector };
  return {
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] },
  };
}

interface Parts {
  readonly kind?: "Deployment" | "StatefulSet";
  readonly name?: string;
  readonly annotations?: object;
  readonly replicas?: number | null;
  /** Further fields of `spec`. */
  readonly spec?: object;
  /** Further fields of the spec of the pods. */
  readonly pod?: object;
}

export function workload({ kind = "Deployment", name = "web", annotations, replicas = 3, spec, pod }: Parts = {}) {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace, annotations },
    spec: {
      replicas,
      selector: labelSelector,
      ...spec,
      template: {
        metadata: { labels },
        spec: {
          affinity: apart(hostKey),
          topologySpreadConstraints: [zoneSpread, nodeSpread],
          ...pod,
          containers: [{ name: "web", image: "example/web:1" }],
        },
      },
    },
  };
}

export function budget(spec: object = { maxUnavailable: 1 }, name = "web") {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, namespace },
    spec: { selector: labelSelector, unhealthyPodEvictionPolicy: "AlwaysAllow", ...spec },
  };
}

export function autoscaler(minReplicas: number, maxReplicas: number) {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, minReplicas, maxReplicas },
  };
}

/** Says that one pod is all there is meant to be. */
export const singleton = { "kubernetes-best-practices/singleton": "keeps its state in memory" };

/** The workload that passes, which a policy of this pack has nothing against. */
export const compliant: Example = { title: "a workload that is spread", objects: [workload(), budget()] };

/** What no policy of this pack is about, however it is configured. */
export const unrelated: Example = {
  title: "an object without pods",
  objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace } }],
};

/** Runs one pod on each node. */
export const daemon = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "agent", namespace },
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: {
      metadata: { labels: { app: "agent" } },
      spec: { containers: [{ name: "agent", image: "example/agent:1" }] },
    },
  },
};

/** Examples that a policy about workloads with several replicas skips. `exempt` names its own setting. */
export function skippedBy(policy: string, broken: readonly object[]): readonly Example[] {
  return [
    { title: "a workload with a single replica", objects: [workload({ replicas: 1, annotations: singleton })] },
    { title: "a DaemonSet", objects: [daemon] },
    { title: "an exempt namespace", objects: broken, config: { [policy]: { exempt: [namespace] } } },
    unrelated,
  ];
}
