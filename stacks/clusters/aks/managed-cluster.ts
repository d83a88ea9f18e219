import * as containerservice from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import { addressAt } from "../../ranges";
import type { AksConfig, AksCreation } from "../../settings/aks";
import type { Encryption } from "./encryption";
import type { Identities } from "./identities";
import type { ClusterNetwork } from "./network";
import type { Placement } from "./placement";

export interface ManagedClusterParts {
  readonly network: ClusterNetwork;
  readonly identities: Identities;
  readonly encryption: Encryption;
}

/** Everything that AKS is asked for. */
export function managedClusterArgs(
  config: AksConfig,
  cluster: AksCreation,
  { network, identities: { controlPlane, kubelet }, encryption }: ManagedClusterParts,
  placement: Placement,
): containerservice.ManagedClusterArgs {
  return {
    ...placement,
    resourceName: cluster.name,
    dnsPrefix: cluster.name,
    nodeResourceGroup: `${cluster.name}-${config.region}-nodes`,
    sku: { name: "Base", tier: "Standard" },
    supportPlan: "KubernetesOfficial",
    kubernetesVersion: cluster.version,

    identity: { type: "UserAssigned", userAssignedIdentities: [controlPlane.id] },
    identityProfile: {
      kubeletidentity: { resourceId: kubelet.id, clientId: kubelet.clientId, objectId: kubelet.principalId },
    },
    ...access(config, cluster, network),

    networkProfile: networkProfile(cluster),
    agentPoolProfiles: [systemPool(cluster, network, placement)],
    nodeProvisioningProfile: { mode: "Auto", defaultNodePools: "Auto" },
    workloadAutoScalerProfile: { verticalPodAutoscaler: { enabled: true } },
    storageProfile: { diskCSIDriver: { enabled: true }, snapshotController: { enabled: true } },

    diskEncryptionSetID: encryption.diskEncryptionSetId,
    securityProfile: {
      workloadIdentity: { enabled: true },
      imageCleaner: { enabled: true, intervalHours: 168 },
      azureKeyVaultKms: {
        enabled: true,
        keyId: encryption.secretsKeyUri,
        keyVaultNetworkAccess: "Private",
        keyVaultResourceId: encryption.vaultId,
      },
    },
    oidcIssuerProfile: { enabled: true },

    autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
    metricsProfile: { costAnalysis: { enabled: true } },
  };
}

/** Who reaches the API server, and as whom: groups of Entra ID alone, with rights from Azure RBAC. */
function access(
  { azure }: AksConfig,
  { administrators, endpoint }: AksCreation,
  network: ClusterNetwork,
): Pick<
  containerservice.ManagedClusterArgs,
  "aadProfile" | "apiServerAccessProfile" | "disableLocalAccounts" | "enableRBAC"
> {
  return {
    enableRBAC: true,
    disableLocalAccounts: true,
    aadProfile: {
      managed: true,
      enableAzureRBAC: true,
      adminGroupObjectIDs: [...administrators],
      tenantID: azure.tenantId,
    },
    apiServerAccessProfile: {
      enableVnetIntegration: true,
      subnetId: network.apiServer.id,
      disableRunCommand: true,
      ...(endpoint.access === "private" ? privateEndpoint : { authorizedIPRanges: [...endpoint.authorisedRanges] }),
    },
  };
}

/**
 * A private API server whose name any connected network can resolve: the name is public, the address behind it is not.
 * A private zone would have to be linked to each of those networks, and the control plane be allowed to do so.
 */
const privateEndpoint = { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: true, privateDNSZone: "none" };

/** By convention the tenth address of the Services' range is DNS. */
const dnsOffset = 10;

function networkProfile({ network }: AksCreation): containerservice.ManagedClusterArgs["networkProfile"] {
  return {
    networkPlugin: "azure",
    networkPluginMode: "overlay",
    networkDataplane: "cilium",
    networkPolicy: "cilium",
    ipFamilies: ["IPv4"],
    podCidr: network.pods,
    serviceCidr: network.services,
    dnsServiceIP: addressAt(network.services, dnsOffset),
    // Spans the zones, as a NAT gateway would not; node auto-provisioning forbids a later change.
    outboundType: "loadBalancer",
    loadBalancerSku: "standard",
    loadBalancerProfile: { managedOutboundIPs: { count: network.egressAddresses } },
  };
}

/** Nodes of the system pods. Its size is fixed: all other nodes come from node auto-provisioning. */
function systemPool({ nodes, zones }: AksCreation, network: ClusterNetwork, { tags }: Placement) {
  return {
    name: "system",
    mode: "System",
    type: "VirtualMachineScaleSets",
    count: nodes.count,
    vmSize: nodes.machineType,
    availabilityZones: zones.map(zoneNumber).sort(),
    vnetSubnetID: network.nodes.id,
    maxPods: 110,
    nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
    osType: "Linux",
    osSKU: "AzureLinux",
    osDiskType: "Managed",
    osDiskSizeGB: nodes.diskGiB,
    enableAutoScaling: false,
    enableEncryptionAtHost: true,
    enableNodePublicIP: false,
    securityProfile: { enableSecureBoot: true, enableVTPM: true },
    upgradeSettings: { maxSurge: "33%", drainTimeoutInMinutes: 30 },
    tags,
  };
}

/** `uksouth-2` is zone 2. */
const zoneNumber = (zone: string): string => zone.slice(zone.lastIndexOf("-") + 1);

/** Azure moves the patch of Kubernetes and the image on the nodes within the maintenance window. */
export const movedByAzure = ["agentPoolProfiles[0].orchestratorVersion"];

const upgradeSchedules = { kubernetes: "aksManagedAutoUpgradeSchedule", nodes: "aksManagedNodeOSUpgradeSchedule" };

/** One window for both kinds of upgrade: patches of Kubernetes, and images of the nodes. */
export function createMaintenance(
  name: string,
  { maintenance }: AksCreation,
  cluster: containerservice.ManagedCluster,
  resourceGroupName: pulumi.Input<string>,
  parent: pulumi.Resource,
): readonly containerservice.MaintenanceConfiguration[] {
  return Object.entries(upgradeSchedules).map(
    ([kind, configName]) =>
      new containerservice.MaintenanceConfiguration(
        `${name}-${kind}-upgrades`,
        {
          resourceGroupName,
          resourceName: cluster.name,
          configName,
          maintenanceWindow: {
            schedule: { weekly: { dayOfWeek: maintenance.day, intervalWeeks: 1 } },
            startTime: maintenance.start,
            utcOffset: maintenance.utcOffset,
            durationHours: maintenance.hours,
          },
        },
        // Azure dates a window from the day on which it was made.
        { parent, ignoreChanges: ["maintenanceWindow.startDate"] },
      ),
  );
}
