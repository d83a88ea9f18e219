import { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../components";
import type { AksAdoption, AksConfig, AksCreation } from "../settings/aks";
import { aksCapabilities } from "../settings/aks/shared";
import { AksCluster } from "./aks/cluster";
import type { Endpoint } from "./aks/endpoint";
import { kubeconfig } from "./kubeconfig";
import { kubernetesProvider } from "./provider";
import { removalOptions } from "./removal";

/** Creates or adopts the AKS cluster of a stack. */
export function aksCluster(config: AksConfig): Handle<"aks"> {
  const cloudProvider = new Provider("azure", { ...config.azure, location: config.region });
  const { cluster } = config;
  return cluster.mode === "create" ? create(config, cluster, cloudProvider) : adopt(config, cluster, cloudProvider);
}

function create(config: AksConfig, cluster: AksCreation, cloudProvider: Provider): Handle<"aks"> {
  const identity = identityOf(config);
  const made = new AksCluster("cluster", { config, cluster, identity, cloudProvider }, removalOptions(cluster.removal));
  return {
    ...commonHandle(config),
    provider: kubernetesProvider({
      identity,
      kubeconfig: made.endpoint.apply((endpoint) => kubeconfigOf(config, cluster, endpoint)),
    }),
    cloudProvider,
    workloadIdentityIssuer: made.issuer,
    capabilities: aksCapabilities,
    facts: {
      ...config.azure,
      resourceGroupName: made.resourceGroupName,
      nodeResourceGroupName: made.nodeResourceGroupName,
      virtualNetworkId: made.virtualNetworkId,
      nodeSubnetId: made.nodeSubnetId,
      databaseSubnetId: made.databaseSubnetId,
    },
    ready: made.ready,
  };
}

function adopt(config: AksConfig, cluster: AksAdoption, cloudProvider: Provider): Handle<"aks"> {
  const { network } = cluster;
  return {
    ...commonHandle(config),
    provider: kubernetesProvider({
      identity: identityOf(config),
      // Nothing but an empty text leaves the choice to the provider: KUBECONFIG, then `~/.kube/config`.
      kubeconfig: cluster.kubeconfig ?? "",
      context: cluster.context,
    }),
    cloudProvider,
    workloadIdentityIssuer: pulumi.output(cluster.issuer),
    capabilities: cluster.capabilities,
    facts: {
      ...config.azure,
      resourceGroupName: pulumi.output(cluster.resourceGroup),
      nodeResourceGroupName: pulumi.output(cluster.nodeResourceGroup),
      virtualNetworkId: pulumi.output(network.virtualNetworkId),
      nodeSubnetId: pulumi.output(network.nodeSubnetId),
      databaseSubnetId: pulumi.output(network.databaseSubnetId),
    },
    ready: [],
  };
}

/** What the settings alone say of a cluster. */
function commonHandle({ region, cluster }: AksConfig) {
  const { range, pods, services } = cluster.network;
  return {
    cloud: "aks",
    name: cluster.name,
    region,
    zones: cluster.zones,
    version: cluster.version,
    ranges: { nodes: range, pods, services },
  } as const;
}

/** The same whether the cluster is created or adopted. */
function identityOf({ azure: { subscriptionId }, region, cluster }: AksConfig): string {
  return `aks/${subscriptionId}/${region}/${cluster.name}`;
}

/** The application in Entra ID that stands for the API servers of AKS; the same in every tenant. */
const serverId = "6dae42f8-4368-4678-94ff-3960e28e3630";

function kubeconfigOf({ azure }: AksConfig, { name, login }: AksCreation, endpoint: Endpoint): string {
  return kubeconfig({
    cluster: name,
    ...endpoint,
    exec: {
      command: "kubelogin",
      args: ["get-token", "--login", login, "--server-id", serverId, "--tenant-id", azure.tenantId],
      installHint: "Install kubelogin (`az aks install-cli`) and sign in to the tenant.",
    },
  });
}
