import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AnyHandle } from "../cloud";
import type { LimitOverrides } from "../limits";

export type Labels = Readonly<Record<string, string>>;

/** A key of a Secret of the namespace. */
export interface SecretKey {
  readonly secret: pulumi.Input<string>;
  readonly key: string;
}

/** A value of an environment variable: text, or a key of a Secret. */
export type EnvValue = pulumi.Input<string> | SecretKey;

/** One port of the container, and of the Service. */
export interface WorkloadPort {
  /** Port that the container listens on: 1024 to 65535. */
  readonly port: number;
  /** Port of the Service. @default the container's */
  readonly servicePort?: number | undefined;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP" | undefined;
  /** What is spoken, such as `http` or `grpc`; a mesh reads it. @default none */
  readonly appProtocol?: string | undefined;
}

/** How the kubelet asks: by HTTP, by a TCP connection, by gRPC health, or by a command. */
export type Probe = (
  | { readonly path: string; readonly port: string }
  | { readonly tcp: string }
  | { readonly grpc: string }
  | { readonly command: readonly string[] }
) & {
  /** Seconds between two questions. @default 10 */
  readonly periodSeconds?: number | undefined;
  /** Seconds to wait for an answer. @default 3 */
  readonly timeoutSeconds?: number | undefined;
  /** Failures before the probe counts as failed. @default 3, of the startup probe 30 */
  readonly failureThreshold?: number | undefined;
};

export interface Probes {
  /** The others wait for it. @default none */
  readonly startup?: Probe | undefined;
  /** Its failure restarts the container. @default none */
  readonly liveness?: Probe | undefined;
  /** Its failure takes the pod out of the Service. */
  readonly readiness: Probe;
}

/** Quantities of what each pod asks for and may use. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/**
 * A number of pods that stays, or bounds between which an autoscaler keeps the CPU of the main container at a percentage
 * of its request (by default 70).
 */
export type Replicas =
  number | { readonly minimum: number; readonly maximum: number; readonly cpuPercent?: number | undefined };

/** A directory that the container may write, empty in every new pod. */
export interface WritablePath {
  readonly path: string;
  /** Most that it may hold; the pod is evicted beyond it. @default "64Mi" */
  readonly sizeLimit?: string | undefined;
  /** Keeps it in memory, where it counts against the memory limit. @default false */
  readonly inMemory?: boolean | undefined;
}

/** A volume of each pod that outlives it; makes the workload a StatefulSet. */
export interface PersistentPath {
  readonly path: string;
  /** Size of the volume, such as `10Gi`, within the limits of the namespace. */
  readonly size: string;
  /** Name of the StorageClass; one that waits for the pod, as the pod chooses the zone. @default the cluster's default */
  readonly storageClass?: string | undefined;
}

export type Container = k8s.types.input.core.v1.Container;
export type Volume = k8s.types.input.core.v1.Volume;
export type VolumeMount = k8s.types.input.core.v1.VolumeMount;

/** One service, in few words. */
export interface Description {
  /** Namespace: a DNS label. A change replaces everything. */
  readonly namespace: string;
  /**
   * Name of all objects, of the container and of `app.kubernetes.io/name`: a DNS label of at most 52 characters, so that
   * the names which Kubernetes makes of it fit a label. A change replaces everything.
   */
  readonly service: string;
  /** Image with a tag or digest, and no `latest`. A change rolls the pods. */
  readonly image: string;
  /** Program and its first arguments. A change rolls the pods. @default the image's */
  readonly command?: readonly string[] | undefined;
  /** Arguments. A change rolls the pods. @default the image's */
  readonly args?: readonly string[] | undefined;
  /** Ports by name: up to 15 lower-case letters, digits and dashes. None makes no Service. A change rolls the pods. */
  readonly ports: Readonly<Record<string, WorkloadPort>>;
  /** Number of pods, or bounds of an autoscaler. A change acts in place. @default 3 */
  readonly replicas?: Replicas | undefined;
  /** Why one pod is all there may be; needed exactly where `replicas` is 1. @default none */
  readonly singleton?: string | undefined;
  /**
   * How many nodes there are for the pods, where that is bounded. With fewer nodes than pods these rather keep off each
   * other's node than must. A change rolls the pods. @default a node for every pod
   */
  readonly nodes?: number | undefined;
  /** Requests and limits of the main container; a LimitRange must take them. A change rolls the pods. */
  readonly resources: Resources;
  /** Limits of the namespace where they differ from `defaultLimits`. @default {} */
  readonly limits?: LimitOverrides | undefined;
  readonly probes: Probes;
  /**
   * Environment by name, in the order in which it is written: `$(NAME)` means a variable that stands before. A change
   * rolls the pods; a change within a Secret does not. @default {}
   */
  readonly env?: Readonly<Record<string, EnvValue>> | undefined;
  /** Writable directories by volume name; the rest of the file system is read-only. A change rolls the pods. @default {} */
  readonly writablePaths?: Readonly<Record<string, WritablePath>> | undefined;
  /**
   * Persistent directories by volume name. A change replaces the StatefulSet and keeps the claims, which stay as large as
   * they were made. @default {}
   */
  readonly persistentPaths?: Readonly<Record<string, PersistentPath>> | undefined;
  /** User and group id of every container that names none: 1 or more. A change rolls the pods. @default 10001 */
  readonly runAsUser?: number | undefined;
  /** Seconds from the order to stop until the kill: 10 to 600. A change rolls the pods. @default 45 */
  readonly terminationSeconds?: number | undefined;
  /** Annotations of the service account, such as those of a cloud identity. @default {} */
  readonly serviceAccountAnnotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Whether the containers get a token of the service account, to speak to the API server with. @default false */
  readonly mountServiceAccountToken?: boolean | undefined;
  /** More labels of the pods. A change rolls the pods. @default {} */
  readonly podLabels?: Labels | undefined;
  /** More annotations of the pods. A change rolls the pods. @default {} */
  readonly podAnnotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Containers that start before the main one and run beside it: native sidecars with everything set. @default [] */
  readonly sidecars?: readonly Container[] | undefined;
  /** Containers that run to their end before the main one, beside the sidecars, with everything set. @default [] */
  readonly initContainers?: readonly Container[] | undefined;
  /** More volumes, for `volumeMounts`, sidecars and init containers. @default [] */
  readonly volumes?: readonly Volume[] | undefined;
  /** More mounts of the main container. @default [] */
  readonly volumeMounts?: readonly VolumeMount[] | undefined;
  /** Port that Prometheus scrapes, by name, and its path; written as annotations of the pods. @default none; "/metrics" */
  readonly metrics?: { readonly port: string; readonly path?: string | undefined } | undefined;
  /** Application that the workload belongs to: `app.kubernetes.io/part-of`. @default none */
  readonly partOf?: string | undefined;
}

export interface WorkloadArgs extends Description {
  /** The cluster. A change replaces everything. */
  readonly cluster: AnyHandle;
}
