import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import { hashedName } from "../../../components";
import type { GkeCreation } from "../../settings/gke";
import type { Place } from "./place";
import { podsPerNode } from "./subnets";

export interface NodeAccountArgs {
  readonly cluster: GkeCreation;
  readonly place: Place;
}

/** What nodes run as. */
export interface NodeAccount {
  readonly email: pulumi.Output<string>;
  readonly grants: readonly gcp.projects.IAMMember[];
}

/** Writing logs and metrics, and pulling images of the project; pods with rights have identities of their own. */
const nodeRoles = {
  "node-role": "roles/container.defaultNodeServiceAccount",
  "image-role": "roles/artifactregistry.reader",
} as const;

/** The service account of all nodes, those of node auto-provisioning included. */
export function createNodeAccount(
  name: string,
  { cluster, place: { project, region } }: NodeAccountArgs,
  opts: pulumi.CustomResourceOptions,
): NodeAccount {
  const account = new gcp.serviceaccount.Account(
    `${name}-node-account`,
    {
      project,
      accountId: hashedName(`${cluster.name}-nodes`, [cluster.name, region], 30),
      displayName: `Nodes of cluster ${cluster.name}`,
    },
    opts,
  );
  const grants = Object.entries(nodeRoles).map(
    ([grant, role]) =>
      new gcp.projects.IAMMember(
        `${name}-${grant}`,
        { project, role, member: pulumi.interpolate`serviceAccount:${account.email}` },
        opts,
      ),
  );
  return { email: account.email, grants };
}

/** What each node has, whoever makes it. */
export const nodeSecurity = {
  shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
  // Scopes are the older limit on a node's rights; its roles are the one that counts.
  oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
};

/** One node goes only when another has come. */
export const nodeUpkeep = {
  management: { autoRepair: true, autoUpgrade: true },
  upgradeSettings: { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 },
};

export const nodeImage = "COS_CONTAINERD";

export interface NodeConfigArgs {
  readonly cluster: GkeCreation;
  readonly serviceAccount: pulumi.Input<string>;
  readonly disksKeyId: pulumi.Input<string>;
}

/** A system node. GKE chooses the type of its disk, for not every machine type takes the same. */
export function systemNodeConfig({ cluster: { nodes }, serviceAccount, disksKeyId }: NodeConfigArgs) {
  return {
    machineType: nodes.machineType,
    imageType: nodeImage,
    diskSizeGb: nodes.diskGiB,
    bootDiskKmsKey: disksKeyId,
    serviceAccount,
    ...nodeSecurity,
    // Pods ask GKE's metadata server, which gives them their own identity and hides the node's.
    workloadMetadataConfig: { mode: "GKE_METADATA" },
    metadata: { "disable-legacy-endpoints": "true" },
  } satisfies gcp.types.input.container.NodePoolNodeConfig;
}

export interface SystemNodesArgs extends NodeConfigArgs {
  readonly place: Place;
  readonly clusterId: pulumi.Input<string>;
}

/** The node pool of the system pods, over all zones; node auto-provisioning makes the others. */
export function createSystemNodes(
  name: string,
  args: SystemNodesArgs,
  opts: pulumi.CustomResourceOptions,
): gcp.container.NodePool {
  const { nodes, zones } = args.cluster;
  return new gcp.container.NodePool(
    name,
    {
      project: args.place.project,
      location: args.place.region,
      cluster: args.clusterId,
      nodeLocations: zones,
      initialNodeCount: nodes.minimumPerZone,
      autoscaling: {
        minNodeCount: nodes.minimumPerZone,
        maxNodeCount: nodes.maximumPerZone,
        locationPolicy: "BALANCED",
      },
      maxPodsPerNode: podsPerNode,
      networkConfig: { enablePrivateNodes: true },
      ...nodeUpkeep,
      nodeConfig: systemNodeConfig(args),
    },
    // The autoscaler moves the counts, the release channel the version.
    { ...opts, ignoreChanges: ["initialNodeCount", "nodeCount", "version"] },
  );
}
