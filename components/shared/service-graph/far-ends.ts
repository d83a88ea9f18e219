import { sortedEntries } from "../faults";
import { hashedName } from "../names";
import type { Pods } from "./contract";
import { type Graph, namespaceOf } from "./defaults";
import { type Flow, sortedLabels, type Traffic, trafficOf } from "./traffic";

/** Pods outside the graph, in a namespace that denies by default, and what they hear from the graph and say to it. */
export interface FarEnd extends Traffic {
  /** Stable name of the end within its graph. */
  readonly name: string;
  readonly pods: Pods;
}

/** Longest name of an end, so that the graph's name before it fits too. */
const longestName = 40;

/**
 * The other ends of the graph's calls in guarded namespaces: a call needs both its ends, and a guarded namespace opens
 * none by itself. Each once, in the order of their names. Pure.
 */
export function farEndsOf(graph: Graph): readonly FarEnd[] {
  const mirrored = sortedEntries(graph.services).flatMap(([name, service]) => {
    const near = { namespace: namespaceOf(graph, service), podLabels: sortedLabels(service.podLabels) };
    const { ingress, egress } = trafficOf(graph, name);
    return [
      ...ingress.flatMap((flow) => mirror(graph, flow, (seen) => ({ ingress: [], egress: [seen] }), near)),
      ...egress.flatMap((flow) => mirror(graph, flow, (seen) => ({ ingress: [seen], egress: [] }), near)),
    ];
  });
  const byName: Record<string, FarEnd> = {};
  for (const end of mirrored) {
    const before = byName[end.name] ?? { ingress: [], egress: [] };
    const ingress = [...before.ingress, ...end.ingress];
    byName[end.name] = { ...end, ingress, egress: [...before.egress, ...end.egress] };
  }
  return sortedEntries(byName).map(([, end]) => end);
}

/** A flow as its other end sees it; nothing where that end is nobody's to open. */
function mirror(graph: Graph, { peer, ports }: Flow, as: (seen: Flow) => Traffic, near: Pods): readonly FarEnd[] {
  if (!("pods" in peer) || !graph.guarded.includes(peer.pods.namespace)) return [];
  const { namespace, podLabels } = peer.pods;
  const name = hashedName(namespace, [namespace, ...sortedEntries(podLabels).flat()], longestName);
  return [{ name, pods: peer.pods, ...as({ peer: { pods: near }, ports }) }];
}
