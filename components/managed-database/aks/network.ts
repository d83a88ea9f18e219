import type { Guards } from "../../shared/aks/guards";
import { createLinkedZone, type LinkedZone } from "../../shared/aks/linked-zone";
import type { Place } from "../../shared/aks/place";
import type { Handle } from "../../shared/cloud";

/** The private DNS zone in which the server's name stands; Azure does not look for the link that makes it found. */
export function createPrivateZone(name: string, cluster: Handle<"aks">, place: Place, guards: Guards): LinkedZone {
  // Of two labels: Azure refuses a single one that is the name of a server.
  const zoneName = `${cluster.name}-${name}.private.postgres.database.azure.com`;
  return createLinkedZone(name, { cluster, place, zoneName }, guards.held);
}
