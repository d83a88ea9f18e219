import ipaddr from "ipaddr.js";

/** Ranges that a cluster's VPC is cut into. */
export interface Subnets {
  /** Nodes, internal load balancers and the API server's private address. */
  readonly nodes: string;
  /** Managed databases and their like, which Google puts behind private services access. */
  readonly privateServices: string;
}

/** Cuts a range into its two halves. */
export function planSubnets(range: string): Subnets {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(range);
  const split = Math.floor(prefix / 8);
  const upper = address.octets.map((octet, index) => (index === split ? octet + (128 >> (prefix % 8)) : octet));
  return { nodes: `${address.toString()}/${prefix + 1}`, privateServices: `${upper.join(".")}/${prefix + 1}` };
}

/** Pods that one node takes at most. */
export const podsPerNode = 110;

/** GKE gives each node twice as many addresses as it takes pods, rounded up to a power of two. */
const nodePrefix = 32 - Math.ceil(Math.log2(2 * podsPerNode));

/** Nodes that a range of pod addresses serves. */
export function nodesServed(pods: string): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(pods);
  return 2 ** (nodePrefix - prefix);
}
