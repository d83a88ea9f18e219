import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { Place } from "../../shared/aks/place";
import type { Handle } from "../../shared/cloud";

export interface PrivateZone {
  readonly id: pulumi.Output<string>;
  /** Without it nothing in the network finds the server, and Azure does not look for it. */
  readonly link: pulumi.Resource;
}

/** Zones belong to no region. */
const everywhere = "Global";

/** The private DNS zone in which the server's name stands; only the cluster's network reads it. */
export function createPrivateZone(
  name: string,
  cluster: Handle<"aks">,
  { resourceGroupName, tags }: Place,
  guards: Guards,
): PrivateZone {
  const zone = new privatedns.PrivateZone(
    `${name}-zone`,
    {
      resourceGroupName,
      location: everywhere,
      tags,
      // Of two labels: Azure refuses a single one that is the name of a server.
      privateZoneName: `${cluster.name}-${name}.private.postgres.database.azure.com`,
    },
    guards.held,
  );
  const link = new privatedns.VirtualNetworkLink(
    `${name}-zone-link`,
    {
      resourceGroupName,
      location: everywhere,
      tags,
      privateZoneName: zone.name,
      virtualNetwork: { id: cluster.facts.virtualNetworkId },
      registrationEnabled: false,
    },
    guards.held,
  );
  return { id: zone.id, link };
}
