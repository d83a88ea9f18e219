import ipaddr from "ipaddr.js";

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
 * last quarter a quarter per zone for what faces the internet. A `/16` gives private `/18`s and public `/20`s.
 */
export function planSubnets(vpc: string, zones: readonly string[]): readonly ZoneSubnets[] {
  if (zones.length > mostZones)
    throw new RangeError(`a VPC is cut for at most ${mostZones} zones, not ${zones.length}`);
  const publicQuarter = subrange(vpc, 2, mostZones);
  return zones.map((zone, index) => ({
    zone,
    private: subrange(vpc, 2, index),
    public: subrange(publicQuarter, 2, index),
  }));
}

/** AWS keeps the first four addresses of a subnet and its last. */
const reserved = 5;

/** Addresses that a subnet has to give. */
export function usableAddresses(subnet: string): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(subnet);
  return 2 ** (32 - prefix) - reserved;
}

/** The part numbered `index` of those that a range falls into when its prefix grows by `bits`. */
function subrange(range: string, bits: number, index: number): string {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(range);
  const first = address.octets.reduce((number, octet) => number * 256 + octet, 0);
  const start = first + index * 2 ** (32 - prefix - bits);
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix + bits}`;
}
