import * as authorization from "@pulumi/azure-native/authorization";
import * as containerservice from "@pulumi/azure-native/containerservice";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig, AksCreation } from "../../settings/aks";
import type { ApiServer } from "../kubeconfig";
import { movable } from "../removal";
import { createEncryption } from "./encryption";
import { apiServerOf } from "./endpoint";
import { createIdentities, grantNetwork } from "./identities";
import { createLogs } from "./logs";
import { createMaintenance, managedClusterArgs, movedByAzure, type ManagedClusterParts } from "./managed-cluster";
import { createNetwork } from "./network";
import type { Placement } from "./placement";
import { present } from "./present";
import { Roles } from "./roles";

export interface AksClusterArgs {
  /** Settings of the stack: region, subscription, tags. */
  readonly config: AksConfig;
  /** Settings of the cluster; they say what a change of each does. */
  readonly cluster: AksCreation;
  /** Names the cluster for good, such as `aks/SUBSCRIPTION/uksouth/production`. A change replaces its role assignments. */
  readonly identity: string;
  /** Provider of the subscription and region. */
  readonly cloudProvider: pulumi.ProviderResource;
}

/** An AKS cluster in its own virtual network, with customer keys and node auto-provisioning; ready for objects. */
export class AksCluster extends pulumi.ComponentResource {
  public readonly apiServer: pulumi.Output<ApiServer>;
  public readonly issuer: pulumi.Output<string>;
  public readonly resourceGroupName: pulumi.Output<string>;
  public readonly nodeResourceGroupName: pulumi.Output<string>;
  public readonly virtualNetworkId: pulumi.Output<string>;
  public readonly nodeSubnetId: pulumi.Output<string>;
  public readonly databaseSubnetId: pulumi.Output<string>;
  /** What Kubernetes objects need before them: the cluster with its system nodes and its administrators. */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: AksClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super(
      "kubernetes-best-practices:index:AksCluster",
      name,
      {},
      pulumi.mergeOptions(opts, { providers: [args.cloudProvider] }),
    );
    const { config, cluster, identity } = args;

    const placement = this.placement(name, config);
    const network = createNetwork(name, cluster.network, placement, this);
    const identities = createIdentities(name, placement, this);
    const roles = new Roles(identity, config.azure.subscriptionId);
    const grants = grantNetwork(name, identities, network, roles, this);
    const encryption = createEncryption(
      name,
      { tenantId: config.azure.tenantId, controlPlane: identities.controlPlane, roles },
      placement,
      this,
    );
    const parts = { network, identities, encryption };
    const managed = this.managedCluster(name, args, parts, placement, [...grants, ...encryption.ready]);
    createMaintenance(name, cluster, managed, placement.resourceGroupName, this);
    createLogs(name, { cluster: managed, retentionDays: cluster.logRetentionDays }, placement, this);
    this.lock(name, cluster, managed);

    this.ready = [managed];
    this.apiServer = this.apiServerFrom(cluster, managed, placement);
    this.issuer = present(
      managed.oidcIssuerProfile.apply((profile) => profile?.issuerURL),
      "OIDC issuer",
    );
    this.resourceGroupName = pulumi.output(placement.resourceGroupName);
    this.nodeResourceGroupName = present(managed.nodeResourceGroup, "resource group of the nodes");
    this.virtualNetworkId = network.virtualNetwork.id;
    this.nodeSubnetId = network.nodes.id;
    this.databaseSubnetId = network.databases.id;
    this.registerOutputs({
      apiServer: this.apiServer,
      issuer: this.issuer,
      resourceGroupName: this.resourceGroupName,
      nodeResourceGroupName: this.nodeResourceGroupName,
      virtualNetworkId: this.virtualNetworkId,
      nodeSubnetId: this.nodeSubnetId,
      databaseSubnetId: this.databaseSubnetId,
    });
  }

  /** A resource group of the cluster's own. */
  private placement(name: string, { cluster, region, tags }: AksConfig): Placement {
    const group = new resources.ResourceGroup(
      `${name}-group`,
      { resourceGroupName: `${cluster.name}-${region}`, location: region, tags },
      { parent: this },
    );
    return { resourceGroupName: group.name, location: region, tags };
  }

  /** @param dependsOn rights without which Azure refuses to make the cluster, or the cluster to run. */
  private managedCluster(
    name: string,
    { config, cluster }: AksClusterArgs,
    parts: ManagedClusterParts,
    placement: Placement,
    dependsOn: pulumi.Resource[],
  ): containerservice.ManagedCluster {
    return new containerservice.ManagedCluster(
      `${name}-control-plane`,
      managedClusterArgs(config, cluster, parts, placement),
      { parent: this, dependsOn, deleteBeforeReplace: true, ignoreChanges: movedByAzure },
    );
  }

  /** Azure's own guard, beside the engine's, which must let go of it when `removal` is loosened. */
  private lock(name: string, { removal }: AksCreation, managed: containerservice.ManagedCluster): void {
    if (removal !== "protect") return;
    new authorization.ManagementLockByScope(
      `${name}-lock`,
      {
        scope: managed.id,
        level: "CanNotDelete",
        notes: "Set cluster.removal of the stack to `delete` to lift it.",
      },
      { parent: this, ...movable },
    );
  }

  /** Azure gives the address and CA of the API server within a kubeconfig only; neither is secret. */
  private apiServerFrom(
    { endpoint }: AksCreation,
    managed: containerservice.ManagedCluster,
    { resourceGroupName }: Placement,
  ): pulumi.Output<ApiServer> {
    const credentials = containerservice.listManagedClusterUserCredentialsOutput(
      {
        resourceGroupName,
        resourceName: managed.name,
        format: "exec",
        ...(endpoint.access === "private" ? { serverFqdn: "public" } : {}),
      },
      { parent: this },
    );
    return pulumi.unsecret(credentials.kubeconfigs.apply(([first]) => apiServerOf(first?.value ?? "")));
  }
}
