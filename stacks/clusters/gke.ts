import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../components";
import type { GkeAdoption, GkeConfig, GkeCreation } from "../settings/gke";
import { gkeCapabilities } from "../settings/gke/shared";
import { GkeCluster } from "./gke/cluster";
import { issuerOf, placeOf, workloadPoolOf } from "./gke/place";
import { identityOf, type ModePart, settingsPart } from "./handle";
import { type ApiServer, kubeconfig } from "./kubeconfig";
import { adoptedProvider, kubernetesProvider } from "./provider";
import { removalOptions } from "./removal";

/** Creates or adopts the GKE cluster of a stack. */
export function gkeCluster(config: GkeConfig): Handle<"gke"> {
  const cloudProvider = new gcp.Provider("gcp", { ...placeOf(config), defaultLabels: config.tags });
  const { cluster } = config;
  const part = cluster.mode === "create" ? create(config, cluster, cloudProvider) : adopt(config, cluster);
  return { ...settingsPart(config), cloudProvider, ...part };
}

function create(config: GkeConfig, cluster: GkeCreation, cloudProvider: gcp.Provider): ModePart<"gke"> {
  const made = new GkeCluster(
    "cluster",
    { cluster, place: placeOf(config), cloudProvider },
    removalOptions(cluster.removal),
  );
  return {
    provider: kubernetesProvider({
      identity: identityOf(config, config.gcp.project),
      kubeconfig: made.apiServer.apply((apiServer) => kubeconfigOf(cluster, apiServer)),
    }),
    workloadIdentityIssuer: issuer(config),
    capabilities: gkeCapabilities,
    facts: { ...commonFacts(config), network: made.network, subnetwork: made.subnetwork },
    ready: made.ready,
  };
}

function adopt(config: GkeConfig, cluster: GkeAdoption): ModePart<"gke"> {
  const { vpc, subnetwork } = cluster.network;
  return {
    provider: adoptedProvider(identityOf(config, config.gcp.project), cluster),
    workloadIdentityIssuer: issuer(config),
    capabilities: cluster.capabilities,
    facts: { ...commonFacts(config), network: pulumi.output(vpc), subnetwork: pulumi.output(subnetwork) },
    ready: [],
  };
}

const issuer = (config: GkeConfig): pulumi.Output<string> =>
  pulumi.output(issuerOf(placeOf(config), config.cluster.name));

function commonFacts(config: GkeConfig) {
  return { project: config.gcp.project, workloadPool: workloadPoolOf(placeOf(config)) };
}

/** Access with the credentials that deploy the rest of the stack. */
function kubeconfigOf({ name }: GkeCreation, apiServer: ApiServer): string {
  return kubeconfig({
    cluster: name,
    ...apiServer,
    exec: {
      apiVersion: "v1beta1",
      command: "gke-gcloud-auth-plugin",
      args: ["--use_application_default_credentials"],
      installHint: "Install gke-gcloud-auth-plugin and sign in with `gcloud auth application-default login`.",
    },
  });
}
