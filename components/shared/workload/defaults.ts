import { parseQuantity } from "../quantity";
import type { Description, Replicas } from "./contract";

/** What a description means where it says nothing. */

export const defaultReplicas = 3;
export const defaultCpuPercent = 70;
export const defaultRunAsUser = 10001;
export const defaultTerminationSeconds = 45;
export const defaultSizeLimit = "64Mi";
export const defaultMetricsPath = "/metrics";

/** How many pods there are, and who decides. */
export interface Scale {
  readonly minimum: number;
  readonly maximum: number;
  /** What the autoscaler aims at; absent where the number stays. */
  readonly cpuPercent: number | undefined;
}

export function scaleOf(replicas: Replicas = defaultReplicas): Scale {
  if (typeof replicas === "number") return { minimum: replicas, maximum: replicas, cpuPercent: undefined };
  const { minimum, maximum, cpuPercent = defaultCpuPercent } = replicas;
  return { minimum, maximum, cpuPercent };
}

/** True for a workload that can run two pods or more, which are then spread. */
export function isReplicated({ replicas }: Description): boolean {
  return scaleOf(replicas).maximum > 1;
}

export type WorkloadKind = "Deployment" | "StatefulSet";

export function kindOf({ persistentPaths = {} }: Description): WorkloadKind {
  return Object.keys(persistentPaths).length > 0 ? "StatefulSet" : "Deployment";
}

/** Bytes for logs of a container beside its writable paths; kubelets rotate at 50 MiB, those of AKS at 250. */
const logBytes = 256 * 2 ** 20;

/** Bytes that the writable paths of a kind may hold; paths without a valid size count as none. */
export function writableBytes({ writablePaths = {} }: Description, where: "disk" | "memory"): number {
  return Object.values(writablePaths)
    .filter(({ inMemory = false }) => inMemory === (where === "memory"))
    .reduce((sum, { sizeLimit = defaultSizeLimit }) => sum + (parseQuantity(sizeLimit) ?? 0), 0);
}

/**
 * What the main container asks for and may use. Its share of the node's disk is what it may write there: below that the
 * default of a LimitRange would evict the pod before a path is full.
 */
export function resourcesOf(description: Description): {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
} {
  const { requests, limits } = description.resources;
  const storage = `${Math.ceil((writableBytes(description, "disk") + logBytes) / 2 ** 20)}Mi`;
  const disk = { "ephemeral-storage": storage };
  return {
    requests: { cpu: requests.cpu, memory: requests.memory, ...disk },
    limits: { cpu: limits.cpu, memory: limits.memory, ...disk },
  };
}
