import type * as k8s from "@pulumi/kubernetes";
import { sortedEntries } from "../faults";
import { managedByPulumi, namespaceNameLabel } from "../labels";
import { type Graph, namespaceOf } from "./defaults";
import { type Flow, type Peer, sortedLabels, trafficOf } from "./traffic";

type NetworkPolicy = k8s.types.input.networking.v1.NetworkPolicy;
type NetworkPolicyPeer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type NetworkPolicyPort = k8s.types.input.networking.v1.NetworkPolicyPort;

/** One policy for each service, by the service's name, in the order of the names. Pure. */
export function networkPolicies(graphName: string, graph: Graph): readonly (readonly [string, NetworkPolicy])[] {
  return sortedEntries(graph.services).map(([name, service]) => {
    const { ingress, egress } = trafficOf(graph, name);
    const policy: NetworkPolicy = {
      metadata: {
        name: `${graphName}-${name}`,
        namespace: namespaceOf(graph, service),
        labels: { ...managedByPulumi },
      },
      spec: {
        podSelector: { matchLabels: sortedLabels(service.podLabels) },
        policyTypes: ["Ingress", "Egress"],
        ingress: ingress.map(({ peer, ports }) => ({ from: [policyPeer(peer)], ports: policyPorts(ports) })),
        egress: egress.map(({ peer, ports }) => ({ to: [policyPeer(peer)], ports: policyPorts(ports) })),
      },
    };
    return [name, policy];
  });
}

/** One peer with both selectors, as two peers would be an "or". */
function policyPeer(peer: Peer): NetworkPolicyPeer {
  if ("pods" in peer) {
    const { namespace, podLabels } = peer.pods;
    return {
      namespaceSelector: { matchLabels: { [namespaceNameLabel]: namespace } },
      podSelector: { matchLabels: { ...podLabels } },
    };
  }
  const { range, except } = peer.addresses;
  return { ipBlock: { cidr: range, ...(except.length === 0 ? {} : { except: [...except] }) } };
}

function policyPorts(ports: Flow["ports"]): NetworkPolicyPort[] {
  return ports.map(({ port, protocol }) => ({ port, protocol }));
}
