import ipaddr from "ipaddr.js";

/** Subnets of the cluster's virtual network. */
export interface Subnets {
  /** Nodes and internal load balancers: 1,019 addresses. */
  readonly nodes: string;
  /** The API server's own: AKS takes at least a /28 and needs room to scale it. */
  readonly apiServer: string;
  /** Database servers: 251 addresses, of which one with a standby uses four. */
  readonly databases: string;
}

/** Cuts the first subnets from a virtual network of /20 or larger; the rest stays free for private endpoints. */
export function planSubnets(network: string): Subnets {
  return {
    nodes: `${addressAt(network, 0)}/22`,
    apiServer: `${addressAt(network, 1024)}/27`,
    databases: `${addressAt(network, 1280)}/24`,
  };
}

/** The address that stands `offset` places behind the first one of a range. */
export function addressAt(range: string, offset: number): string {
  const [address] = ipaddr.IPv4.parseCIDR(range);
  const number = address.octets.reduce((sum, octet) => sum * 256 + octet, 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
