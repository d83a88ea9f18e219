import { subrange } from "../../ranges";

/** Subnets of the cluster's virtual network. */
export interface Subnets {
  /** Nodes and internal load balancers: 1,019 addresses. */
  readonly nodes: string;
  /** The API server's own: AKS takes at least a /28 and needs room to scale it. */
  readonly apiServer: string;
  /** Database servers: 251 addresses, of which one with a standby uses four. */
  readonly databases: string;
}

/**
 * Cuts the first subnets from a virtual network of /20 or larger: 1,024 addresses, then 32, and 256 from the 1,280th
 * on. The rest stays free for private endpoints.
 */
export function planSubnets(network: string): Subnets {
  return {
    nodes: subrange(network, 22, 0),
    apiServer: subrange(network, 27, 32),
    databases: subrange(network, 24, 5),
  };
}
