import { prefixOf, sizeOf, subrange } from "../../ranges";

/** The two subnets of one zone. */
export interface ZoneSubnets {
  readonly zone: string;
  /** Nodes, pods and databases. */
  readonly private: string;
  /** NAT gateways and public load balancers. */
  readonly public: string;
}

/** The last quarter of the VPC is cut into public subnets; the quarters before it are the private ones. */
const mostZones = 3;

/**
 * Cuts a VPC into subnets: a quarter of it per zone for nodes and pods, which take their addresses there, and of the
 * last quarter a quarter per zone for what faces the internet. A `/16` gives private `/18`s and public `/20`s. Zones
 * in another order get the same subnets.
 */
export function planSubnets(vpc: string, zones: readonly string[]): readonly ZoneSubnets[] {
  if (zones.length > mostZones)
    throw new RangeError(`a VPC is cut for at most ${mostZones} zones, not ${zones.length}`);
  const quarter = prefixOf(vpc) + 2;
  const last = subrange(vpc, quarter, mostZones);
  return [...zones].sort().map((zone, index) => ({
    zone,
    private: subrange(vpc, quarter, index),
    public: subrange(last, quarter + 2, index),
  }));
}

/** AWS keeps the first four addresses of a subnet and its last. */
const reserved = 5;

/** Addresses that a subnet has to give. */
export function usableAddresses(subnet: string): number {
  return sizeOf(subnet) - reserved;
}
