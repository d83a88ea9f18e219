import type * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { GkeCreation } from "../../settings/gke";
import type { ApiServer } from "../kubeconfig";

type Endpoint = GkeCreation["endpoint"];

/** Who reaches the API server. It has an address in the nodes' subnetwork in any case; nodes and pods may use it. */
export function endpointArgs(endpoint: Endpoint) {
  const restricted = endpoint.access === "restricted";
  const ranges = [...endpoint.connectedRanges, ...(restricted ? endpoint.authorisedRanges : [])];
  return {
    privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: !restricted },
    masterAuthorizedNetworksConfig: {
      cidrBlocks: ranges.map((cidrBlock) => ({ cidrBlock })),
      gcpPublicCidrsAccessEnabled: false,
      privateEndpointEnforcementEnabled: true,
    },
    controlPlaneEndpointsConfig: { dnsEndpointConfig: { allowExternalTraffic: endpoint.access === "dns" } },
  } satisfies Partial<gcp.container.ClusterArgs>;
}

/** Where this program finds the API server. */
export function apiServerOf(cluster: gcp.container.Cluster, { access }: Endpoint): pulumi.Output<ApiServer> {
  if (access === "dns")
    return cluster.controlPlaneEndpointsConfig.apply(({ dnsEndpointConfig }) => ({
      server: `https://${dnsEndpointConfig.endpoint}`,
    }));
  return pulumi.all([cluster.endpoint, cluster.masterAuth]).apply(([address, { clusterCaCertificate }]) => ({
    server: `https://${address}`,
    certificateAuthority: clusterCaCertificate,
  }));
}
