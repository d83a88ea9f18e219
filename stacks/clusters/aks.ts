import { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../components";
import type { AksAdoption, AksConfig, AksCreation } from "../settings/aks";
import { aksCapabilities } from "../settings/aks/shared";
import { AksCluster } from "./aks/cluster";
import { identityOf, type ModePart, settingsPart } from "./handle";
import { type ApiServer, kubeconfig } from "./kubeconfig";
import { adoptedProvider, kubernetesProvider } from "./provider";
import { removalOptions } from "./removal";

/** Creates or adopts the AKS cluster of a stack. */
export function aksCluster(config: AksConfig): Handle<"aks"> {
  const cloudProvider = new Provider("azure", { ...config.azure, location: config.region });
  const { cluster } = config;
  const part = cluster.mode === "create" ? create(config, cluster, cloudProvider) : adopt(config, cluster);
  return { ...settingsPart(config), cloudProvider, ...part };
}

function create(config: AksConfig, cluster: AksCreation, cloudProvider: Provider): ModePart<"aks"> {
  const identity = identityOf(config, config.azure.subscriptionId);
  const made = new AksCluster("cluster", { config, cluster, identity, cloudProvider }, removalOptions(cluster.removal));
  return {
    provider: kubernetesProvider({
      identity,
      kubeconfig: made.apiServer.apply((apiServer) => kubeconfigOf(config, cluster, apiServer)),
    }),
    workloadIdentityIssuer: made.issuer,
    capabilities: aksCapabilities,
    facts: {
      ...config.azure,
      tags: config.tags,
      resourceGroupName: made.resourceGroupName,
      nodeResourceGroupName: made.nodeResourceGroupName,
      virtualNetworkId: made.virtualNetworkId,
      nodeSubnetId: made.nodeSubnetId,
      databaseSubnetId: made.databaseSubnetId,
    },
    ready: made.ready,
  };
}

function adopt(config: AksConfig, cluster: AksAdoption): ModePart<"aks"> {
  const { network } = cluster;
  return {
    provider: adoptedProvider(identityOf(config, config.azure.subscriptionId), cluster),
    workloadIdentityIssuer: pulumi.output(cluster.issuer),
    capabilities: cluster.capabilities,
    facts: {
      ...config.azure,
      tags: config.tags,
      resourceGroupName: pulumi.output(cluster.resourceGroup),
      nodeResourceGroupName: pulumi.output(cluster.nodeResourceGroup),
      virtualNetworkId: pulumi.output(network.virtualNetworkId),
      nodeSubnetId: pulumi.output(network.nodeSubnetId),
      databaseSubnetId: pulumi.output(network.databaseSubnetId),
    },
    ready: [],
  };
}

/** The application in Entra ID that stands for the API servers of AKS; the same in every tenant. */
const serverId = "6dae42f8-4368-4678-94ff-3960e28e3630";

function kubeconfigOf({ azure }: AksConfig, { name, login }: AksCreation, apiServer: ApiServer): string {
  return kubeconfig({
    cluster: name,
    ...apiServer,
    exec: {
      command: "kubelogin",
      args: ["get-token", "--login", login, "--server-id", serverId, "--tenant-id", azure.tenantId],
      installHint: "Install kubelogin (`az aks install-cli`) and sign in to the tenant.",
    },
  });
}
