import type { KubernetesObject } from "../shared/objects";
import { quantityOf, type Quantity } from "../shared/quantity";
import { known } from "../shared/known";
import { boolean, integer, list, object, text } from "../shared/shape";

const spec = object({
  type: text,
  allocateLoadBalancerNodePorts: boolean,
  ports: list(object({ nodePort: integer })),
});

/**
 * What a quota counts of a Service beside the Service itself. A load balancer takes a node port for each of its ports,
 * too, unless it is told to take none but those that are written.
 * @throws Unseen
 */
export function chargedOfService(service: KubernetesObject, key: string): Quantity | undefined {
  if (key !== "services.loadbalancers" && key !== "services.nodeports") return undefined;
  const { type, allocateLoadBalancerNodePorts = true, ports = [] } = known(service, spec, "spec") ?? {};
  const balances = type === "LoadBalancer";
  if (key === "services.loadbalancers") return quantityOf(balances ? 1 : 0);
  if (type === "NodePort" || (balances && allocateLoadBalancerNodePorts)) return quantityOf(ports.length);
  return quantityOf(balances ? ports.filter(({ nodePort = 0 }) => nodePort !== 0).length : 0);
}
