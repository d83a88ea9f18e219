import { sortedEntries } from "../faults";
import {
  clusterDns,
  type Graph,
  identityCalls,
  meshPorts,
  namespaceOf,
  nodeDns,
  portNamed,
  serviceNamed,
  sidecarMetricsPorts,
} from "./defaults";
import type { Call, Labels, Pods, Port, Service } from "./contract";
import { outermost, platformRanges, specialRanges } from "./ranges";

/** Derives from the calls of a graph who speaks to whom. Pure, and for graphs without faults. */

/** Who is on the other side: pods, or addresses. */
export type Peer =
  { readonly pods: Pods } | { readonly addresses: { readonly range: string; readonly except: readonly string[] } };

/** One other side, and the ports on which the callee is called. */
export interface Flow {
  readonly peer: Peer;
  readonly ports: readonly Required<Port>[];
}

/** All that one service may hear and say: each peer once, in the order of its text; ports by number. */
export interface Traffic {
  readonly ingress: readonly Flow[];
  readonly egress: readonly Flow[];
}

export function trafficOf(graph: Graph, name: string): Traffic {
  const service = serviceNamed(graph, name);
  if (service === undefined) return { ingress: [], egress: [] };
  return { ingress: merged(ingressOf(graph, name, service)), egress: merged(egressOf(graph, service)) };
}

type Draft = Pick<Flow, "peer"> & { readonly ports: readonly Port[] };

function ingressOf(graph: Graph, name: string, service: Service): readonly Draft[] {
  const { callers = [], peers = [], metrics = [], meshed = false } = service;
  const within = Object.values(graph.services).flatMap((caller) =>
    (caller.calls ?? []).flatMap((call) =>
      call.to === "service" && call.service === name ? [hears(graph, caller, portsNamed(service, call.ports))] : [],
    ),
  );
  const scraped = [...portsNamed(service, metrics), ...(meshed ? sidecarMetricsPorts : [])];
  return [
    ...within,
    ...callers.map(({ pods, ports }) => ({ peer: podsPeer(pods), ports: portsNamed(service, ports) })),
    hears(graph, service, portsNamed(service, peers)),
    { peer: podsPeer(graph.monitoring), ports: scraped },
  ];
}

function hears(graph: Graph, caller: Service, ports: readonly Port[]): Draft {
  return { peer: servicePeer(graph, caller), ports };
}

function egressOf(graph: Graph, service: Service): readonly Draft[] {
  const { calls = [], peers = [], meshed = false, identity = false } = service;
  const all: readonly Call[] = [
    ...calls,
    clusterDns,
    ...(graph.nodeLocalDns ? nodeDns : []),
    ...(meshed ? [{ to: "pods", pods: graph.meshControlPlane, ports: meshPorts } as const] : []),
    ...(identity ? identityCalls[graph.cloud] : []),
  ];
  return [
    ...all.flatMap((call) => says(graph, call)),
    { peer: servicePeer(graph, service), ports: portsNamed(service, peers) },
  ];
}

function says(graph: Graph, call: Call): readonly Draft[] {
  switch (call.to) {
    case "service": {
      const callee = serviceNamed(graph, call.service);
      return callee === undefined ? [] : [{ peer: servicePeer(graph, callee), ports: portsNamed(callee, call.ports) }];
    }
    case "pods":
      return [{ peer: podsPeer(call.pods), ports: call.ports }];
    case "range":
      return [{ peer: { addresses: { range: call.range, except: [] } }, ports: call.ports }];
    case "internet":
      return [{ peer: internet(graph), ports: call.ports }];
  }
}

function internet({ ranges }: Graph): Peer {
  const never = [...specialRanges, ...platformRanges, ranges.nodes, ranges.pods, ranges.services];
  return { addresses: { range: "0.0.0.0/0", except: outermost(never) } };
}

function servicePeer(graph: Graph, service: Service): Peer {
  return podsPeer({ namespace: namespaceOf(graph, service), podLabels: service.podLabels });
}

function podsPeer({ namespace, podLabels }: Pods): Peer {
  return { pods: { namespace, podLabels: sortedLabels(podLabels) } };
}

export function sortedLabels(labels: Labels): Record<string, string> {
  return Object.fromEntries(sortedEntries(labels));
}

function portsNamed(service: Service, names: readonly string[]): readonly Port[] {
  return names.flatMap((name) => portNamed(service, name) ?? []);
}

/** One flow for each peer. No ports are no flow: in a policy they would mean every port. */
function merged(drafts: readonly Draft[]): readonly Flow[] {
  const byPeer: Record<string, Draft> = {};
  for (const { peer, ports } of drafts) {
    if (ports.length === 0) continue;
    const key = JSON.stringify(peer);
    byPeer[key] = { peer, ports: [...(byPeer[key]?.ports ?? []), ...ports] };
  }
  return sortedEntries(byPeer).map(([, { peer, ports }]) => ({ peer, ports: distinct(ports) }));
}

function distinct(ports: readonly Port[]): readonly Required<Port>[] {
  const byText = new Map(
    ports.map(({ port, protocol = "TCP" }) => [`${port}/${protocol}`, { port, protocol }] as const),
  );
  return [...byText.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}
