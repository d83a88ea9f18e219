import type {
  CoreV1Event,
  V1ConfigMap,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Job,
  V1LimitRange,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V1ReplicaSet,
  V1ResourceQuota,
  V1StatefulSet,
  V1StorageClass,
} from "@kubernetes/client-node";
import type {
  Backup,
  Conditioned,
  PeerAuthentication,
  Schedule,
  StorageLocation,
  VerticalAutoscaler,
} from "./custom-objects";

/** What is read of a cluster, and what it is read as. */
export interface Kinds {
  readonly namespaces: V1Namespace;
  readonly nodes: V1Node;
  readonly storageClasses: V1StorageClass;
  readonly pods: V1Pod;
  readonly deployments: V1Deployment;
  readonly replicaSets: V1ReplicaSet;
  readonly statefulSets: V1StatefulSet;
  readonly daemonSets: V1DaemonSet;
  readonly jobs: V1Job;
  /** Those that say that a pod was refused. */
  readonly refusals: CoreV1Event;
  readonly networkPolicies: V1NetworkPolicy;
  readonly resourceQuotas: V1ResourceQuota;
  readonly limitRanges: V1LimitRange;
  readonly disruptionBudgets: V1PodDisruptionBudget;
  readonly claims: V1PersistentVolumeClaim;
  /** Those that Pulumi made: how charts connect to the database. */
  readonly connections: V1ConfigMap;
  readonly veleroDeployments: V1Deployment;
  readonly istiodDeployments: V1Deployment;
  readonly lokiStatefulSets: V1StatefulSet;
  readonly lokiDeployments: V1Deployment;
  readonly lokiConfigs: V1ConfigMap;
  readonly costEndpoints: V1EndpointSlice;
  readonly storageLocations: StorageLocation;
  readonly schedules: Schedule;
  readonly backups: Backup;
  readonly peerAuthentications: PeerAuthentication;
  readonly verticalAutoscalers: VerticalAutoscaler;
  readonly nodePools: Conditioned;
  readonly ec2NodeClasses: Conditioned;
  readonly aksNodeClasses: Conditioned;
  readonly externalSecrets: Conditioned;
  readonly secretStores: Conditioned;
  readonly clusterSecretStores: Conditioned;
}

export type Kind = keyof Kinds;
