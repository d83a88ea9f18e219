import {
  backup,
  conditioned,
  peerAuthentication,
  schedule,
  storageLocation,
  verticalAutoscaler,
} from "./custom-objects";
import type { Kind } from "./kinds";
import { checked, cluster, custom, type Source } from "./source";

const named = (name: string): { readonly labelSelector: string } => ({
  labelSelector: `app.kubernetes.io/name in (${name})`,
});

/** All that is read. The ClusterRole of `--role` is made of it. */
export const sources: { readonly [K in Kind]: Source<K> } = {
  namespaces: cluster("namespaces", ["", "namespaces"], ({ core }, request) => core.listNamespace(request)),
  nodes: cluster("nodes", ["", "nodes"], ({ core }, request) => core.listNode(request)),
  storageClasses: cluster("storageClasses", ["storage.k8s.io", "storageclasses"], ({ storage }, request) =>
    storage.listStorageClass(request),
  ),

  pods: checked("pods", ["", "pods"], ({ core }, request) => core.listNamespacedPod(request)),
  deployments: checked("deployments", ["apps", "deployments"], ({ apps }, request) =>
    apps.listNamespacedDeployment(request),
  ),
  replicaSets: checked("replicaSets", ["apps", "replicasets"], ({ apps }, request) =>
    apps.listNamespacedReplicaSet(request),
  ),
  statefulSets: checked("statefulSets", ["apps", "statefulsets"], ({ apps }, request) =>
    apps.listNamespacedStatefulSet(request),
  ),
  daemonSets: checked("daemonSets", ["apps", "daemonsets"], ({ apps }, request) =>
    apps.listNamespacedDaemonSet(request),
  ),
  jobs: checked("jobs", ["batch", "jobs"], ({ batch }, request) => batch.listNamespacedJob(request)),
  refusals: checked("refusals", ["", "events"], ({ core }, request) =>
    core.listNamespacedEvent({ ...request, fieldSelector: "reason=FailedCreate" }),
  ),
  networkPolicies: checked("networkPolicies", ["networking.k8s.io", "networkpolicies"], ({ networking }, request) =>
    networking.listNamespacedNetworkPolicy(request),
  ),
  resourceQuotas: checked("resourceQuotas", ["", "resourcequotas"], ({ core }, request) =>
    core.listNamespacedResourceQuota(request),
  ),
  limitRanges: checked("limitRanges", ["", "limitranges"], ({ core }, request) =>
    core.listNamespacedLimitRange(request),
  ),
  disruptionBudgets: checked("disruptionBudgets", ["policy", "poddisruptionbudgets"], ({ policy }, request) =>
    policy.listNamespacedPodDisruptionBudget(request),
  ),
  claims: checked("claims", ["", "persistentvolumeclaims"], ({ core }, request) =>
    core.listNamespacedPersistentVolumeClaim(request),
  ),
  connections: checked("connections", ["", "configmaps"], ({ core }, request) =>
    core.listNamespacedConfigMap({ ...request, labelSelector: "app.kubernetes.io/managed-by=pulumi" }),
  ),

  veleroDeployments: cluster("veleroDeployments", ["apps", "deployments"], ({ apps }, request) =>
    apps.listDeploymentForAllNamespaces({ ...request, ...named("velero") }),
  ),
  istiodDeployments: cluster("istiodDeployments", ["apps", "deployments"], ({ apps }, request) =>
    apps.listDeploymentForAllNamespaces({ ...request, labelSelector: "app=istiod" }),
  ),
  lokiStatefulSets: cluster("lokiStatefulSets", ["apps", "statefulsets"], ({ apps }, request) =>
    apps.listStatefulSetForAllNamespaces({ ...request, ...named("loki") }),
  ),
  lokiDeployments: cluster("lokiDeployments", ["apps", "deployments"], ({ apps }, request) =>
    apps.listDeploymentForAllNamespaces({ ...request, ...named("loki") }),
  ),
  lokiConfigs: cluster("lokiConfigs", ["", "configmaps"], ({ core }, request) =>
    core.listConfigMapForAllNamespaces({ ...request, ...named("loki") }),
  ),
  // The slices of a Service carry its labels.
  costEndpoints: cluster("costEndpoints", ["discovery.k8s.io", "endpointslices"], ({ discovery }, request) =>
    discovery.listEndpointSliceForAllNamespaces({ ...request, ...named("opencost,kubecost,cost-analyzer") }),
  ),

  storageLocations: custom("storageLocations", ["velero.io", "backupstoragelocations"], "cluster", storageLocation),
  schedules: custom("schedules", ["velero.io", "schedules"], "cluster", schedule),
  backups: custom("backups", ["velero.io", "backups"], "cluster", backup),
  peerAuthentications: custom(
    "peerAuthentications",
    ["security.istio.io", "peerauthentications"],
    "cluster",
    peerAuthentication,
  ),
  verticalAutoscalers: custom(
    "verticalAutoscalers",
    ["autoscaling.k8s.io", "verticalpodautoscalers"],
    "checked",
    verticalAutoscaler,
  ),
  nodePools: custom("nodePools", ["karpenter.sh", "nodepools"], "cluster", conditioned),
  ec2NodeClasses: custom("ec2NodeClasses", ["karpenter.k8s.aws", "ec2nodeclasses"], "cluster", conditioned),
  aksNodeClasses: custom("aksNodeClasses", ["karpenter.azure.com", "aksnodeclasses"], "cluster", conditioned),
  externalSecrets: custom("externalSecrets", ["external-secrets.io", "externalsecrets"], "checked", conditioned),
  secretStores: custom("secretStores", ["external-secrets.io", "secretstores"], "checked", conditioned),
  clusterSecretStores: custom(
    "clusterSecretStores",
    ["external-secrets.io", "clustersecretstores"],
    "cluster",
    conditioned,
  ),
};
