import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { EksCreation } from "../../settings/eks";
import type { ApiServer } from "../kubeconfig";
import { movable } from "../removal";
import { admitNetworks, createAccessEntries } from "./access";
import { clusterAddons, createAddons, createVolumeDriver, nodeAddons } from "./addons";
import { createControlPlane } from "./control-plane";
import { createKeys } from "./keys";
import type { Place } from "./names";
import { EksNetwork } from "./network";
import { createSystemNodes } from "./nodes";

export interface EksClusterArgs {
  /** Settings of the cluster; they say what a change of each does. */
  readonly cluster: EksCreation;
  /** Partition, account and region. A change replaces the cluster; what ran in it is lost. */
  readonly place: Place;
  /** Tags of every resource, for those that the provider's default tags do not reach. */
  readonly tags: Readonly<Record<string, string>>;
  /** Provider of the account and region. */
  readonly cloudProvider: aws.Provider;
}

/** An EKS cluster in its own VPC, with customer keys, system nodes and add-ons; ready for Kubernetes objects. */
export class EksCluster extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  public readonly apiServer: pulumi.Output<ApiServer>;
  public readonly issuer: pulumi.Output<string>;
  public readonly vpcId: pulumi.Output<string>;
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  public readonly clusterSecurityGroupId: pulumi.Output<string>;
  public readonly volumesKeyArn: pulumi.Output<string>;
  /** What Kubernetes objects need before them: access and add-ons, which have the nodes and all else before them. */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: EksClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super(
      "kubernetes-best-practices:index:EksCluster",
      name,
      {},
      pulumi.mergeOptions(opts, { providers: [args.cloudProvider] }),
    );
    const { cluster, place } = args;

    const autoscalingRole = this.autoscalingRole(name, cluster);
    const keys = createKeys(name, { cluster: cluster.name, place }, { parent: this, dependsOn: autoscalingRole });
    const network = new EksNetwork(`${name}-network`, { cluster, place, logsKeyArn: keys.logs.arn }, { parent: this });
    const controlPlane = createControlPlane(
      `${name}-control-plane`,
      { cluster, keys, network },
      { parent: this, providers: [args.cloudProvider] },
    );
    this.ready = this.dataPlane(name, args, controlPlane, network, keys.volumes);

    this.arn = controlPlane.eksCluster.arn;
    this.apiServer = pulumi
      .all([controlPlane.eksCluster.endpoint, controlPlane.eksCluster.certificateAuthority])
      .apply(([server, { data }]) => ({ server, certificateAuthority: data }));
    this.issuer = controlPlane.oidcProviderUrl;
    this.vpcId = network.vpcId;
    this.privateSubnetIds = network.privateSubnetIds;
    this.clusterSecurityGroupId = controlPlane.clusterSecurityGroupId;
    this.volumesKeyArn = keys.volumes.arn;
    this.registerOutputs({
      arn: this.arn,
      apiServer: this.apiServer,
      issuer: this.issuer,
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      clusterSecurityGroupId: this.clusterSecurityGroupId,
      volumesKeyArn: this.volumesKeyArn,
    });
  }

  /** AWS has one such role per account: it is left there when the cluster goes. */
  private autoscalingRole(name: string, { autoscalingRole }: EksCreation): pulumi.Resource[] {
    if (autoscalingRole === "existing") return [];
    return [
      new aws.iam.ServiceLinkedRole(
        `${name}-autoscaling-role`,
        { awsServiceName: "autoscaling.amazonaws.com" },
        { parent: this, protect: false, retainOnDelete: true },
      ),
    ];
  }

  /** Who reaches and administers the cluster, add-ons of the nodes, the nodes, then the add-ons that run on them. */
  private dataPlane(
    name: string,
    { cluster, place, tags }: EksClusterArgs,
    controlPlane: eks.Cluster,
    network: EksNetwork,
    volumesKey: aws.kms.Key,
  ): readonly pulumi.Resource[] {
    const clusterName = controlPlane.eksCluster.name;
    const subnetIds = network.privateSubnetIds;
    const volumesKeyArn = volumesKey.arn;
    const addons = { cluster, clusterName };
    const opts = { parent: this, ...movable };

    const access = [
      ...createAccessEntries(name, { administrators: cluster.administrators, place, clusterName }, opts),
      ...admitNetworks(name, { cluster, securityGroupId: controlPlane.clusterSecurityGroupId }, opts),
    ];
    const before = createAddons(name, nodeAddons, addons, { ...opts, dependsOn: [controlPlane] });
    const nodes = createSystemNodes(
      `${name}-system-nodes`,
      { cluster, place, tags, clusterName, subnetIds, volumesKeyArn },
      opts,
      before,
    );
    const after = createAddons(name, clusterAddons, addons, { ...opts, dependsOn: [nodes] });
    const volumeDriver = createVolumeDriver(name, { ...addons, place, volumesKeyArn }, opts, [nodes]);
    return [...access, ...after, volumeDriver];
  }
}
