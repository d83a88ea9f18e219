import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../components/shared/cloud";
import type { GkeAdoption, GkeConfig, GkeCreation } from "../settings/gke";
import { gkeCapabilities } from "../settings/gke/shared";
import { GkeCluster } from "./gke/cluster";
import type { ApiServer } from "./gke/endpoint";
import { issuerOf, placeOf, workloadPoolOf } from "./gke/place";
import { kubeconfig } from "./kubeconfig";
import { kubernetesProvider } from "./provider";
import { removalOptions } from "./removal";

/** Creates or adopts the GKE cluster of a stack. */
export function gkeCluster(config: GkeConfig): Handle<"gke"> {
  const cloudProvider = new gcp.Provider("gcp", { ...placeOf(config), defaultLabels: config.tags });
  const { cluster } = config;
  return cluster.mode === "create" ? create(config, cluster, cloudProvider) : adopt(config, cluster, cloudProvider);
}

function create(config: GkeConfig, cluster: GkeCreation, cloudProvider: gcp.Provider): Handle<"gke"> {
  const made = new GkeCluster(
    "cluster",
    { cluster, place: placeOf(config), cloudProvider },
    removalOptions(cluster.removal),
  );
  return {
    ...commonHandle(config),
    provider: kubernetesProvider({
      identity: identityOf(config),
      kubeconfig: made.apiServer.apply((apiServer) => kubeconfigOf(cluster.name, apiServer)),
    }),
    cloudProvider,
    capabilities: gkeCapabilities,
    facts: { ...commonFacts(config), network: made.network, subnetwork: made.subnetwork },
    ready: made.ready,
  };
}

function adopt(config: GkeConfig, cluster: GkeAdoption, cloudProvider: gcp.Provider): Handle<"gke"> {
  return {
    ...commonHandle(config),
    provider: kubernetesProvider({
      identity: identityOf(config),
      // Nothing but an empty text leaves the choice to the provider: KUBECONFIG, then `~/.kube/config`.
      kubeconfig: cluster.kubeconfig ?? "",
      context: cluster.context,
    }),
    cloudProvider,
    capabilities: cluster.capabilities,
    facts: {
      ...commonFacts(config),
      network: pulumi.output(cluster.network.vpc),
      subnetwork: pulumi.output(cluster.network.subnetwork),
    },
    ready: [],
  };
}

/** What the settings alone say of a cluster. */
function commonHandle(config: GkeConfig) {
  const { region, cluster } = config;
  const { range, pods, services } = cluster.network;
  return {
    cloud: "gke",
    name: cluster.name,
    region,
    zones: cluster.zones,
    version: cluster.version,
    workloadIdentityIssuer: pulumi.output(issuerOf(placeOf(config), cluster.name)),
    ranges: { nodes: range, pods, services },
  } as const;
}

function commonFacts(config: GkeConfig) {
  return { project: config.gcp.project, workloadPool: workloadPoolOf(placeOf(config)) };
}

/** The same whether the cluster is created or adopted. */
function identityOf({ gcp: { project }, region, cluster }: GkeConfig): string {
  return `gke/${project}/${region}/${cluster.name}`;
}

/** Access with the credentials that deploy the rest of the stack. */
function kubeconfigOf(cluster: string, apiServer: ApiServer): string {
  return kubeconfig({
    cluster,
    ...apiServer,
    exec: {
      apiVersion: "v1beta1",
      command: "gke-gcloud-auth-plugin",
      args: ["--use_application_default_credentials"],
      installHint: "Install gke-gcloud-auth-plugin and sign in with `gcloud auth application-default login`.",
    },
  });
}
