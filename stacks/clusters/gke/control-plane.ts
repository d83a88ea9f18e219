import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import type { GkeCreation } from "../../settings/gke";
import { endpointArgs } from "./endpoint";
import type { ClusterKeys } from "./keys";
import { maintenanceWindow } from "./maintenance";
import { secondaryRanges, type Network } from "./network";
import { nodeImage, nodeSecurity, nodeUpkeep, systemNodeConfig, type NodeAccount } from "./nodes";
import { workloadPoolOf, type Place } from "./place";
import { podsPerNode } from "./subnets";

export interface ControlPlaneArgs {
  readonly cluster: GkeCreation;
  readonly place: Place;
  readonly network: Network;
  readonly keys: ClusterKeys;
  readonly nodeAccount: NodeAccount;
}

type Inputs = Partial<gcp.container.ClusterArgs>;

/** The regional control plane, without nodes. */
export function createControlPlane(
  name: string,
  args: ControlPlaneArgs,
  opts: pulumi.CustomResourceOptions,
): gcp.container.Cluster {
  const { cluster, place, keys, nodeAccount } = args;
  return new gcp.container.Cluster(
    name,
    {
      name: cluster.name,
      project: place.project,
      location: place.region,
      nodeLocations: cluster.zones,
      deletionProtection: cluster.removal === "protect",
      minMasterVersion: cluster.version,
      releaseChannel: { channel: cluster.releaseChannel },
      maintenancePolicy: { recurringWindow: maintenanceWindow(cluster.maintenance) },
      ...networking(args),
      ...endpointArgs(cluster.endpoint),
      ...security(args),
      ...scaling(args),
      ...observation(cluster),
      costManagementConfig: { enabled: true },
      // GKE makes a cluster with one pool only; it is taken away at once, and until then is no weaker than the others.
      initialNodeCount: 1,
      removeDefaultNodePool: true,
      nodeConfig: systemNodeConfig({ cluster, serviceAccount: nodeAccount.email, disksKeyId: keys.disks.id }),
    },
    {
      ...opts,
      dependsOn: [...keys.grants, ...nodeAccount.grants],
      ignoreChanges: ["initialNodeCount", "nodeConfig", "nodeVersion"],
    },
  );
}

/** Dataplane V2 enforces NetworkPolicies by itself. */
function networking({ network }: ControlPlaneArgs): Inputs {
  return {
    network: network.vpc.selfLink,
    subnetwork: network.subnetwork.selfLink,
    networkingMode: "VPC_NATIVE",
    ipAllocationPolicy: {
      clusterSecondaryRangeName: secondaryRanges.pods,
      servicesSecondaryRangeName: secondaryRanges.services,
    },
    defaultMaxPodsPerNode: podsPerNode,
    datapathProvider: "ADVANCED_DATAPATH",
    gatewayApiConfig: { channel: "CHANNEL_STANDARD" },
    addonsConfig: {
      httpLoadBalancing: { disabled: false },
      gcePersistentDiskCsiDriverConfig: { enabled: true },
      // NetworkPolicies admit pods to kube-dns; the cache would answer in its place.
      dnsCacheConfig: { enabled: false },
    },
  };
}

function security({ cluster, place, keys }: ControlPlaneArgs): Inputs {
  return {
    workloadIdentityConfig: { workloadPool: workloadPoolOf(place) },
    databaseEncryption: { state: "ENCRYPTED", keyName: keys.secrets.id },
    enableShieldedNodes: true,
    masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    anonymousAuthenticationConfig: { mode: "LIMITED" },
    rbacBindingConfig: {
      enableInsecureBindingSystemAuthenticated: false,
      enableInsecureBindingSystemUnauthenticated: false,
    },
    binaryAuthorization: {
      evaluationMode: cluster.binaryAuthorization ? "PROJECT_SINGLETON_POLICY_ENFORCE" : "DISABLED",
    },
    nodePoolDefaults: { nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: "FALSE" } },
    nodePoolAutoConfig: { nodeKubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" } },
  };
}

/** Node auto-provisioning within bounds, its nodes as safe as the system's, and the vertical pod autoscaler. */
function scaling({ cluster: { autoscaling, nodes, zones }, keys, nodeAccount }: ControlPlaneArgs): Inputs {
  return {
    verticalPodAutoscaling: { enabled: true },
    clusterAutoscaling: {
      enabled: true,
      autoscalingProfile: autoscaling.profile,
      autoProvisioningLocations: zones,
      resourceLimits: [
        { resourceType: "cpu", maximum: autoscaling.maximumCpu },
        { resourceType: "memory", maximum: autoscaling.maximumMemoryGiB },
      ],
      autoProvisioningDefaults: {
        imageType: nodeImage,
        diskSize: nodes.diskGiB,
        bootDiskKmsKey: keys.disks.id,
        serviceAccount: nodeAccount.email,
        ...nodeSecurity,
        ...nodeUpkeep,
      },
    },
  };
}

/** Managed Prometheus stays off: the observability of the stack scrapes for itself. */
function observation({ workloadLogs }: GkeCreation): Inputs {
  const controlPlane = ["SYSTEM_COMPONENTS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER"];
  return {
    loggingConfig: { enableComponents: workloadLogs ? [...controlPlane, "WORKLOADS"] : controlPlane },
    monitoringConfig: { enableComponents: controlPlane, managedPrometheus: { enabled: false } },
  };
}
