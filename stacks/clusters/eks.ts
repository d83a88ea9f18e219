import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../components";
import type { EksAdoption, EksConfig, EksCreation } from "../settings/eks";
import { eksCapabilities } from "../settings/eks/adopt";
import { EksCluster } from "./eks/cluster";
import { clusterArn, placeOf } from "./eks/names";
import { createDefaultStorageClass } from "./eks/storage-class";
import { kubeconfig } from "./kubeconfig";
import { kubernetesProvider } from "./provider";
import { removalOptions } from "./removal";

/** Creates or adopts the EKS cluster of a stack. */
export function eksCluster(config: EksConfig): Handle<"eks"> {
  const cloudProvider = new aws.Provider("aws", {
    region: config.region,
    allowedAccountIds: [config.aws.accountId],
    defaultTags: { tags: config.tags },
  });
  const { cluster } = config;
  return cluster.mode === "create" ? create(config, cluster, cloudProvider) : adopt(config, cluster, cloudProvider);
}

function create(config: EksConfig, cluster: EksCreation, cloudProvider: aws.Provider): Handle<"eks"> {
  const made = new EksCluster(
    "cluster",
    { cluster, place: placeOf(config), tags: config.tags, cloudProvider },
    removalOptions(cluster.removal),
  );
  const provider = kubernetesProvider({
    identity: identityOf(config),
    kubeconfig: pulumi
      .all([made.endpoint, made.certificateAuthority])
      .apply(([server, certificateAuthority]) => kubeconfigOf(config, server, certificateAuthority)),
  });
  const storageClass = createDefaultStorageClass(
    "cluster-default-storage-class",
    { volumesKeyArn: made.volumesKeyArn },
    { parent: made, provider, dependsOn: [...made.ready] },
  );
  return {
    ...commonHandle(config),
    provider,
    cloudProvider,
    workloadIdentityIssuer: made.issuer,
    capabilities: eksCapabilities,
    facts: {
      ...config.aws,
      clusterArn: made.arn,
      vpcId: made.vpcId,
      privateSubnetIds: made.privateSubnetIds,
      clusterSecurityGroupId: made.clusterSecurityGroupId,
    },
    ready: [...made.ready, storageClass],
  };
}

function adopt(config: EksConfig, cluster: EksAdoption, cloudProvider: aws.Provider): Handle<"eks"> {
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
      ...config.aws,
      clusterArn: pulumi.output(clusterArn(placeOf(config), cluster.name)),
      vpcId: pulumi.output(network.vpcId),
      privateSubnetIds: pulumi.output(network.privateSubnetIds),
      clusterSecurityGroupId: pulumi.output(network.clusterSecurityGroupId),
    },
    ready: [],
  };
}

/** What the settings alone say of a cluster. Pods take addresses of the VPC. */
function commonHandle({ region, cluster }: EksConfig) {
  const { range, services } = cluster.network;
  return {
    cloud: "eks",
    name: cluster.name,
    region,
    zones: cluster.zones,
    version: cluster.version,
    ranges: { nodes: range, pods: range, services },
  } as const;
}

/** The same whether the cluster is created or adopted. */
function identityOf({ aws: { accountId }, region, cluster }: EksConfig): string {
  return `eks/${accountId}/${region}/${cluster.name}`;
}

function kubeconfigOf({ region, cluster }: EksConfig, server: string, certificateAuthority: string): string {
  return kubeconfig({
    cluster: cluster.name,
    server,
    certificateAuthority,
    exec: {
      command: "aws",
      args: ["--region", region, "eks", "get-token", "--cluster-name", cluster.name, "--output", "json"],
      installHint: "Install the AWS CLI, version 2, and sign in to the account.",
    },
  });
}
