import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EksCreation } from "../../settings/eks";
import { managedPolicyArn, trust, type Place } from "./names";

export interface SystemNodesArgs {
  readonly cluster: EksCreation;
  readonly place: Place;
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the control plane, once it is there. */
  readonly clusterName: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly volumesKeyArn: pulumi.Input<string>;
}

const nodePolicies = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonSSMManagedInstanceCore",
];

/** Keeps pods off that do not tolerate it. */
export const systemTaint = { key: "CriticalAddonsOnly", value: "true" };

/**
 * A managed node group over all zones for system pods: what must run before an autoscaler can make other nodes.
 *
 * @param dependsOn what a node needs to become ready.
 */
export function createSystemNodes(
  name: string,
  args: SystemNodesArgs,
  opts: pulumi.CustomResourceOptions,
  dependsOn: readonly pulumi.Resource[],
): aws.eks.NodeGroup {
  const { nodes, version } = args.cluster;
  const { role, attachments } = createNodeRole(name, args, opts);
  const template = createLaunchTemplate(name, args, opts);
  return new aws.eks.NodeGroup(
    name,
    {
      clusterName: args.clusterName,
      nodeRoleArn: role.arn,
      subnetIds: args.subnetIds,
      version,
      amiType: nodes.image,
      capacityType: "ON_DEMAND",
      instanceTypes: nodes.machineTypes,
      launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
      scalingConfig: { minSize: nodes.minimum, desiredSize: nodes.minimum, maxSize: nodes.maximum },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      taints: nodes.dedicated ? [{ ...systemTaint, effect: "NO_SCHEDULE" }] : [],
    },
    {
      ...opts,
      // The count belongs to whoever scales the group, the release of the image to EKS.
      ignoreChanges: ["scalingConfig.desiredSize", "releaseVersion"],
      dependsOn: [...attachments, ...dependsOn],
    },
  );
}

function createNodeRole(
  name: string,
  { cluster, place }: SystemNodesArgs,
  opts: pulumi.CustomResourceOptions,
): { readonly role: aws.iam.Role; readonly attachments: pulumi.Resource[] } {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      description: `System nodes of the EKS cluster ${cluster.name}`,
      assumeRolePolicy: trust("ec2.amazonaws.com", ["sts:AssumeRole"]),
    },
    opts,
  );
  const attachments = nodePolicies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy}`,
        { role: role.id, policyArn: managedPolicyArn(place, policy) },
        opts,
      ),
  );
  return { role, attachments };
}

function createLaunchTemplate(
  name: string,
  { cluster, tags, volumesKeyArn }: SystemNodesArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.LaunchTemplate {
  const tagged = { ...tags, Name: `${cluster.name}-system` };
  return new aws.ec2.LaunchTemplate(
    `${name}-template`,
    {
      updateDefaultVersion: true,
      // Sessions only, and one hop: pods do not reach the credentials of their node.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: disksOf(cluster.nodes).map(({ deviceName, sizeGiB }) => ({
        deviceName,
        ebs: {
          volumeType: "gp3",
          volumeSize: sizeGiB,
          encrypted: "true",
          kmsKeyId: volumesKeyArn,
          deleteOnTermination: "true",
        },
      })),
      // Auto Scaling starts the nodes: the provider's default tags do not reach them.
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: tagged,
      })),
    },
    opts,
  );
}

interface Disk {
  readonly deviceName: string;
  readonly sizeGiB: number;
}

/** Bottlerocket keeps its system apart from containers and their images. */
function disksOf({ image, diskGiB }: EksCreation["nodes"]): readonly Disk[] {
  const bottlerocket = [
    { deviceName: "/dev/xvda", sizeGiB: 4 },
    { deviceName: "/dev/xvdb", sizeGiB: diskGiB },
  ];
  return image.startsWith("BOTTLEROCKET") ? bottlerocket : [{ deviceName: "/dev/xvda", sizeGiB: diskGiB }];
}
