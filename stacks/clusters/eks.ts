import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../components";
import type { EksAdoption, EksConfig, EksCreation } from "../settings/eks";
import { eksCapabilities } from "../settings/eks/shared";
import { EksCluster } from "./eks/cluster";
import { clusterArn, placeOf } from "./eks/names";
import { createDefaultStorageClass } from "./eks/storage-class";
import { identityOf, type ModePart, settingsPart } from "./handle";
import { type ApiServer, kubeconfig } from "./kubeconfig";
import { adoptedProvider, kubernetesProvider } from "./provider";
import { removalOptions } from "./removal";

/** Creates or adopts the EKS cluster of a stack. */
export function eksCluster(config: EksConfig): Handle<"eks"> {
  const cloudProvider = new aws.Provider("aws", {
    region: config.region,
    allowedAccountIds: [config.aws.accountId],
    defaultTags: { tags: config.tags },
  });
  const { cluster } = config;
  const part = cluster.mode === "create" ? create(config, cluster, cloudProvider) : adopt(config, cluster);
  return { ...settingsPart(config), cloudProvider, ...part };
}

function create(config: EksConfig, cluster: EksCreation, cloudProvider: aws.Provider): ModePart<"eks"> {
  const made = new EksCluster(
    "cluster",
    { cluster, place: placeOf(config), tags: config.tags, cloudProvider },
    removalOptions(cluster.removal),
  );
  const provider = kubernetesProvider({
    identity: identityOf(config, config.aws.accountId),
    kubeconfig: made.apiServer.apply((apiServer) => kubeconfigOf(config, apiServer)),
  });
  const storageClass = createDefaultStorageClass(
    "cluster-default-storage-class",
    { volumesKeyArn: made.volumesKeyArn },
    { parent: made, provider, dependsOn: [...made.ready] },
  );
  return {
    provider,
    workloadIdentityIssuer: made.issuer,
    capabilities: eksCapabilities,
    facts: {
      ...config.aws,
      clusterArn: made.arn,
      vpcId: made.vpcId,
      privateSubnetIds: made.privateSubnetIds,
      clusterSecurityGroupId: made.clusterSecurityGroupId,
      volumesKeyArn: made.volumesKeyArn,
    },
    ready: [storageClass],
  };
}

function adopt(config: EksConfig, cluster: EksAdoption): ModePart<"eks"> {
  const { network, volumesKeyArn } = cluster;
  return {
    provider: adoptedProvider(identityOf(config, config.aws.accountId), cluster),
    workloadIdentityIssuer: pulumi.output(cluster.issuer),
    capabilities: cluster.capabilities,
    facts: {
      ...config.aws,
      clusterArn: pulumi.output(clusterArn(placeOf(config), cluster.name)),
      vpcId: pulumi.output(network.vpcId),
      privateSubnetIds: pulumi.output(network.privateSubnetIds),
      clusterSecurityGroupId: pulumi.output(network.clusterSecurityGroupId),
      volumesKeyArn: volumesKeyArn === undefined ? undefined : pulumi.output(volumesKeyArn),
    },
    ready: [],
  };
}

function kubeconfigOf({ region, cluster }: EksConfig, apiServer: ApiServer): string {
  return kubeconfig({
    cluster: cluster.name,
    ...apiServer,
    exec: {
      command: "aws",
      args: ["--region", region, "eks", "get-token", "--cluster-name", cluster.name, "--output", "json"],
      installHint: "Install the AWS CLI, version 2, and sign in to the account.",
    },
  });
}
