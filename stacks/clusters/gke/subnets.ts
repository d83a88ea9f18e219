import { prefixOf, subrange } from "../../ranges";

/** Ranges that a cluster's VPC is cut into. */
export interface Subnets {
  /** Nodes, internal load balancers and the API server's private address. */
  readonly nodes: string;
  /** Managed databases and their like, which Google puts behind private services access. */
  readonly privateServices: string;
}

/** Cuts a range into its two halves. */
export function planSubnets(range: string): Subnets {
  const half = prefixOf(range) + 1;
  return { nodes: subrange(range, half, 0), privateServices: subrange(range, half, 1) };
}

/** Pods that one node takes at most. */
export const podsPerNode = 110;

/** GKE gives each node twice as many addresses as it takes pods, rounded up to a power of two. */
const nodePrefix = 32 - Math.ceil(Math.log2(2 * podsPerNode));

/** Nodes that a range of pod addresses serves. */
export function nodesServed(pods: string): number {
  return 2 ** (nodePrefix - prefixOf(pods));
}
