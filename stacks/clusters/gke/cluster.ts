import type * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { GkeCreation } from "../../settings/gke";
import type { ApiServer } from "../kubeconfig";
import { movable } from "../removal";
import { createControlPlane } from "./control-plane";
import { apiServerOf } from "./endpoint";
import { createKeys } from "./keys";
import { createNetwork } from "./network";
import { createNodeAccount, createSystemNodes } from "./nodes";
import type { Place } from "./place";
import { enableServices } from "./services";

export interface GkeClusterArgs {
  /** Settings of the cluster; they say what a change of each does. */
  readonly cluster: GkeCreation;
  /** Project and region. A change replaces the cluster; what ran in it is lost. */
  readonly place: Place;
  /** Provider of the project and region. */
  readonly cloudProvider: gcp.Provider;
}

/**
 * A regional, private GKE cluster in its own VPC, with customer keys and system nodes; ready for Kubernetes objects.
 * Who deploys it administers it by IAM: `roles/container.admin`, and `roles/iam.serviceAccountUser` for its nodes.
 */
export class GkeCluster extends pulumi.ComponentResource {
  public readonly apiServer: pulumi.Output<ApiServer>;
  /** Self link of the VPC. */
  public readonly network: pulumi.Output<string>;
  /** Self link of the nodes' subnetwork. */
  public readonly subnetwork: pulumi.Output<string>;
  /** What Kubernetes objects and databases need before them: nodes, their way out, the databases' way in. */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: GkeClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super(
      "kubernetes-best-practices:index:GkeCluster",
      name,
      {},
      pulumi.mergeOptions(opts, { providers: [args.cloudProvider] }),
    );
    const { cluster, place } = args;

    const services = enableServices(name, { cluster, place }, { parent: this, ...movable });
    const enabled = { parent: this, dependsOn: [...services] };
    const network = createNetwork(name, { cluster, place }, enabled);
    const keys = createKeys(name, place, enabled);
    const nodeAccount = createNodeAccount(name, { cluster, place }, enabled);
    const controlPlane = createControlPlane(
      `${name}-control-plane`,
      { cluster, place, network, keys, nodeAccount },
      { parent: this },
    );
    const nodes = createSystemNodes(
      `${name}-system-nodes`,
      { cluster, place, clusterId: controlPlane.id, serviceAccount: nodeAccount.email, disksKeyId: keys.disks.id },
      { parent: this, ...movable, dependsOn: [network.nat] },
    );

    this.apiServer = apiServerOf(controlPlane, cluster.endpoint);
    this.network = network.vpc.selfLink;
    this.subnetwork = network.subnetwork.selfLink;
    this.ready = [controlPlane, nodes, network.nat, network.privateServices];
    this.registerOutputs({ apiServer: this.apiServer, network: this.network, subnetwork: this.subnetwork });
  }
}
