import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { EksCreation } from "../../settings/eks";
import type { ClusterKeys } from "./keys";
import { logGroupNames } from "./names";
import type { EksNetwork } from "./network";

export interface ControlPlaneArgs {
  readonly cluster: EksCreation;
  readonly keys: ClusterKeys;
  readonly network: EksNetwork;
}

const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * The control plane, without nodes and add-ons. EKS admits the role that creates it as an administrator, and that
 * entry goes with the cluster itself: the deployer can delete everything else first.
 */
export function createControlPlane(
  name: string,
  { cluster, keys, network }: ControlPlaneArgs,
  opts: pulumi.ComponentResourceOptions & { readonly parent: pulumi.Resource },
): eks.Cluster {
  // EKS would make this log group itself, unencrypted and without end.
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log-group`,
    {
      name: logGroupNames(cluster.name).controlPlane,
      kmsKeyId: keys.logs.arn,
      retentionInDays: cluster.logRetentionDays,
    },
    { parent: opts.parent },
  );
  return new eks.Cluster(
    name,
    {
      name: cluster.name,
      clusterTags: { Name: cluster.name },
      version: cluster.version,
      upgradePolicy: { supportType: "STANDARD" },
      deletionProtection: cluster.removal === "protect",
      vpcId: network.vpcId,
      privateSubnetIds: network.privateSubnetIds,
      kubernetesServiceIpAddressRange: cluster.network.services,
      ...reachOf(cluster.endpoint),
      authenticationMode: "API",
      encryptionConfigKeyArn: keys.secrets.arn,
      enabledClusterLogTypes: logTypes,
      ...bare,
    },
    { ...opts, dependsOn: [...network.ready, logGroup] },
  );
}

/** Leaves to this program what the component would otherwise bring: nodes, their security groups and add-ons. */
const bare = {
  skipDefaultNodeGroup: true,
  createInstanceRole: false,
  skipDefaultSecurityGroups: true,
  bootstrapSelfManagedAddons: false,
  useDefaultVpcCni: true,
  kubeProxyAddonOptions: { enabled: false },
  corednsAddonOptions: { enabled: false },
} satisfies eks.ClusterArgs;

/** Nodes always reach the API server within the VPC. */
function reachOf(
  endpoint: EksCreation["endpoint"],
): Pick<eks.ClusterArgs, "endpointPrivateAccess" | "endpointPublicAccess" | "publicAccessCidrs"> {
  return endpoint.access === "restricted"
    ? { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: endpoint.authorisedRanges }
    : { endpointPrivateAccess: true, endpointPublicAccess: false };
}
