import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../cloud";
import type { Place } from "./place";

export interface LinkedZone {
  readonly id: pulumi.Output<string>;
  /** Without it nothing in the network finds what the zone names. */
  readonly link: privatedns.VirtualNetworkLink;
}

export interface LinkedZoneArgs {
  readonly cluster: Handle<"aks">;
  readonly place: Place;
  readonly zoneName: string;
  /**
   * Where a name is looked for that the zone lacks.
   * @default nowhere
   */
  readonly resolutionPolicy?: "NxDomainRedirect" | undefined;
}

/** Zones belong to no region. */
const everywhere = "Global";

/** A private DNS zone that only the cluster's network reads. */
export function createLinkedZone(
  name: string,
  { cluster, place: { resourceGroupName, tags }, zoneName, resolutionPolicy }: LinkedZoneArgs,
  opts: pulumi.CustomResourceOptions,
): LinkedZone {
  const zone = new privatedns.PrivateZone(
    `${name}-zone`,
    { resourceGroupName, location: everywhere, tags, privateZoneName: zoneName },
    opts,
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
      ...(resolutionPolicy === undefined ? {} : { resolutionPolicy }),
    },
    opts,
  );
  return { id: zone.id, link };
}
