import type * as k8s from "@pulumi/kubernetes";
import { sortedEntries } from "../faults";
import { managedByPulumi, namespaceNameLabel } from "../labels";
import type { Pods } from "./contract";
import { type Graph, namespaceOf } from "./defaults";
import { farEndsOf } from "./far-ends";
import { type Flow, type Peer, sortedLabels, type Traffic, trafficOf } from "./traffic";

type NetworkPolicy = k8s.types.input.networking.v1.NetworkPolicy;
type NetworkPolicyPeer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type NetworkPolicyPort = k8s.types.input.networking.v1.NetworkPolicyPort;

/** A policy by the name of its resource within the graph. */
export type NamedPolicy = readonly [name: string, policy: NetworkPolicy];

/** One policy for each service, by the service's name, in the order of the names. Pure. */
export function networkPolicies(graphName: string, graph: Graph): readonly NamedPolicy[] {
  return sortedEntries(graph.services).map(([name, service]) => {
    const pods = { namespace: namespaceOf(graph, service), podLabels: service.podLabels };
    return [name, networkPolicy(`${graphName}-${name}`, pods, trafficOf(graph, name))];
  });
}

/** A policy in a namespace that the graph does not own. */
export interface FarPolicy {
  readonly namespace: string;
  readonly policy: NamedPolicy;
}

/** One policy for each other end in a guarded namespace. Pure. */
export function farPolicies(graphName: string, graph: Graph): readonly FarPolicy[] {
  return farEndsOf(graph).map((end) => ({
    namespace: end.pods.namespace,
    policy: [end.name, networkPolicy(`${graphName}-${end.name}`, end.pods, end)],
  }));
}

function networkPolicy(name: string, { namespace, podLabels }: Pods, { ingress, egress }: Traffic): NetworkPolicy {
  return {
    metadata: { name, namespace, labels: { ...managedByPulumi } },
    spec: {
      podSelector: { matchLabels: sortedLabels(podLabels) },
      policyTypes: ["Ingress", "Egress"],
      ingress: ingress.map(({ peer, ports }) => ({ from: [policyPeer(peer)], ports: policyPorts(ports) })),
      egress: egress.map(({ peer, ports }) => ({ to: [policyPeer(peer)], ports: policyPorts(ports) })),
    },
  };
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
