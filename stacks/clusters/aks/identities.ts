import * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterNetwork } from "./network";
import type { Placement } from "./placement";
import type { Roles } from "./roles";

export interface Identities {
  /** Acts for the control plane: load balancers, disks, nodes. */
  readonly controlPlane: managedidentity.UserAssignedIdentity;
  /** Acts for the nodes, which pull images with it. */
  readonly kubelet: managedidentity.UserAssignedIdentity;
}

export function createIdentities(name: string, placement: Placement, parent: pulumi.Resource): Identities {
  const identity = (role: string): managedidentity.UserAssignedIdentity =>
    new managedidentity.UserAssignedIdentity(`${name}-${role}-identity`, { ...placement }, { parent });
  return { controlPlane: identity("control-plane"), kubelet: identity("kubelet") };
}

/** What the control plane must be allowed before a cluster can be made: its two subnets, and to hand out the kubelet's identity. */
export function grantNetwork(
  name: string,
  { controlPlane, kubelet }: Identities,
  { nodes, apiServer }: ClusterNetwork,
  roles: Roles,
  parent: pulumi.Resource,
): readonly pulumi.Resource[] {
  const principalId = controlPlane.principalId;
  return [
    roles.assign(`${name}-nodes-join`, { role: "networkContributor", scope: nodes.id, principalId }, parent),
    roles.assign(`${name}-api-server-join`, { role: "networkContributor", scope: apiServer.id, principalId }, parent),
    roles.assign(
      `${name}-kubelet-operator`,
      { role: "managedIdentityOperator", scope: kubelet.id, principalId },
      parent,
    ),
  ];
}
