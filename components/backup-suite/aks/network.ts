import * as network from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import { createLinkedZone } from "../../shared/aks/linked-zone";
import type { Place } from "../../shared/aks/place";
import type { Handle } from "../../shared/cloud";

/** An account and the ending of its endpoint's logical name. */
export interface Reached {
  readonly role: "home" | "copy" | "recovery";
  readonly accountId: pulumi.Input<string>;
}

/**
 * An address of each account among those of the nodes, and its name in a zone that only the cluster's network reads.
 * Azure links one zone of this name to a network. Accounts that have no address here are still found by their public
 * one.
 */
export function createEndpoints(
  name: string,
  cluster: Handle<"aks">,
  accounts: readonly Reached[],
  place: Place,
  guards: Guards,
): readonly pulumi.Resource[] {
  const zoneName = "privatelink.blob.core.windows.net";
  const zone = createLinkedZone(
    name,
    { cluster, place, zoneName, resolutionPolicy: "NxDomainRedirect" },
    guards.movable,
  );
  const { resourceGroupName, tags } = place;
  const endpoints = accounts.map(({ role, accountId }) => {
    const endpoint = new network.PrivateEndpoint(
      `${name}-endpoint-${role}`,
      {
        resourceGroupName,
        location: cluster.region,
        tags,
        subnet: { id: cluster.facts.nodeSubnetId },
        privateLinkServiceConnections: [{ name: "blob", groupIds: ["blob"], privateLinkServiceId: accountId }],
      },
      guards.movable,
    );
    return new network.PrivateDnsZoneGroup(
      `${name}-endpoint-${role}-name`,
      {
        resourceGroupName,
        privateEndpointName: endpoint.name,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: "blob", privateDnsZoneId: zone.id }],
      },
      guards.movable,
    );
  });
  return [zone.link, ...endpoints];
}
