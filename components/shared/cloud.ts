import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The clouds, named after their Kubernetes service. A new one does not compile until every adapter is written. */
export const clouds = ["gke", "eks", "aks"] as const;
export type Cloud = (typeof clouds)[number];

/** Who runs a capability: the cloud (do not install it again), this program, or nobody. */
export type Provision = "managed" | "ours" | "none";

/** What a cluster may bring along; a component looks here before it installs anything. */
export interface Capabilities {
  readonly verticalPodAutoscaler: Provision;
  readonly metricsServer: Provision;
  readonly snapshotController: Provision;
  readonly nodeAutoscaling: Provision;
  readonly networkPolicy: Provision;
  readonly gatewayApiCrds: Provision;
}

/** Address ranges in CIDR notation, as network policies and firewalls need them. */
export interface NetworkRanges {
  /** The VPC or virtual network: nodes and private endpoints. */
  readonly nodes: string;
  /** Pod addresses; equal to `nodes` where pods take addresses of the network (EKS). */
  readonly pods: string;
  /** Addresses of Services. */
  readonly services: string;
}

/** What the resources of one cloud attach to. */
export interface CloudFacts {
  readonly gke: {
    readonly project: string;
    /** Self link of the VPC network. */
    readonly network: pulumi.Output<string>;
    /** Self link of the nodes' subnetwork. */
    readonly subnetwork: pulumi.Output<string>;
    /** `PROJECT.svc.id.goog`. */
    readonly workloadPool: string;
  };
  readonly eks: {
    readonly accountId: string;
    /** `aws`, `aws-cn` or `aws-us-gov`: the second part of every ARN. */
    readonly partition: string;
    readonly clusterArn: pulumi.Output<string>;
    readonly vpcId: pulumi.Output<string>;
    readonly privateSubnetIds: pulumi.Output<string[]>;
    /** The security group that EKS makes for control plane and nodes; databases admit it. */
    readonly clusterSecurityGroupId: pulumi.Output<string>;
    /** ARN of the customer key of node disks and volumes; absent where the account's own key for EBS encrypts them. */
    readonly volumesKeyArn: pulumi.Output<string> | undefined;
  };
  readonly aks: {
    readonly subscriptionId: string;
    readonly tenantId: string;
    readonly resourceGroupName: pulumi.Output<string>;
    /** The group that AKS makes for nodes and disks. */
    readonly nodeResourceGroupName: pulumi.Output<string>;
    /** Resource id of the virtual network. */
    readonly virtualNetworkId: pulumi.Output<string>;
    /** Resource id of the nodes' subnet. */
    readonly nodeSubnetId: pulumi.Output<string>;
    /** Resource id of the subnet that is delegated to database servers. */
    readonly databaseSubnetId: pulumi.Output<string>;
    /** Tags of all resources of the stack; the other clouds' providers add them by themselves. */
    readonly tags: Readonly<Record<string, string>>;
  };
}

/** One cluster of cloud `C`, created or adopted: all that components know of it. */
export interface Handle<C extends Cloud> {
  readonly cloud: C;
  readonly name: string;
  readonly region: string;
  /** Zones of the nodes, as the label `topology.kubernetes.io/zone` spells them. */
  readonly zones: readonly string[];
  /** Kubernetes minor version, such as `1.36`. */
  readonly version: string;
  /** Provider of the cluster's Kubernetes API. */
  readonly provider: k8s.Provider;
  /** Provider of the cloud, with the region and the tags of the stack. */
  readonly cloudProvider: pulumi.ProviderResource;
  /** OIDC issuer of the cluster's service account tokens. */
  readonly workloadIdentityIssuer: pulumi.Output<string>;
  readonly ranges: NetworkRanges;
  readonly capabilities: Capabilities;
  readonly facts: CloudFacts[C];
  /**
   * What must exist before the first object is applied, and must go after the last is deleted
   * (nodes, add-ons, the deployer's access). Pass it as `dependsOn`.
   */
  readonly ready: readonly pulumi.Resource[];
}

/** The one thing that clusters give and components take. */
export type ClusterHandle = { [C in Cloud]: Handle<C> }[Cloud];

/** A cluster of whatever cloud: for components that treat all clouds alike. */
export type AnyHandle = Omit<Handle<Cloud>, "facts">;

/** One function per cloud, each taking the handle of its own cloud. */
export type CloudTable<R> = { readonly [C in Cloud]: (handle: Handle<C>) => R };

/** Applies the entry of the handle's cloud: the only switch between clouds. */
export function forCloud<C extends Cloud, R>(table: CloudTable<R>, handle: Handle<C>): R {
  return table[handle.cloud](handle);
}
