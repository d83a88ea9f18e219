import ipaddr from "ipaddr.js";
import type { Direction, Peer, Policy, PolicyPort, Protocol, Selector } from "./manifest";

/**
 * What NetworkPolicies mean, by https://kubernetes.io/docs/concepts/services-networking/network-policies: written from
 * the specification and without a line of the product, so that the two can disagree.
 */

type Labels = Readonly<Record<string, string>>;

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly address: string;
  /** Ports of its containers that have a name. */
  readonly namedPorts?: Readonly<Record<string, { readonly port: number; readonly protocol: Protocol }>>;
}

/** A pod, or an address that no pod of the cluster has. */
export type Endpoint = Pod | { readonly address: string };

export interface Cluster {
  /** Labels of the namespaces by name. */
  readonly namespaces: Readonly<Record<string, Labels>>;
  readonly policies: readonly Policy[];
  /** Whether an ipBlock matches pods, as of the VPC CNI; Cilium never matches pods by address. */
  readonly ipBlocksMatchPods: boolean;
}

export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
  readonly protocol: Protocol;
}

/** True when the caller may say it and the callee may hear it. A pod always reaches itself. */
export function allows(cluster: Cluster, connection: Connection): boolean {
  const { from, to } = connection;
  if (from === to) return true;
  return admits(cluster, connection, "Egress", from, to) && admits(cluster, connection, "Ingress", to, from);
}

/** True when no policy isolates `own` in that direction, or one that does allows the connection. */
function admits(
  cluster: Cluster,
  connection: Connection,
  direction: Direction,
  own: Endpoint,
  other: Endpoint,
): boolean {
  if (!isPod(own)) return true;
  const isolating = cluster.policies.filter(
    (policy) =>
      policy.metadata.namespace === own.namespace &&
      selects(policy.spec.podSelector, own.labels) &&
      directionsOf(policy).includes(direction),
  );
  if (isolating.length === 0) return true;
  return isolating.some((policy) =>
    rulesOf(policy, direction).some(
      ({ peers, ports }) =>
        (peers.length === 0 || peers.some((peer) => matchesPeer(cluster, policy, peer, other))) &&
        (ports.length === 0 || ports.some((port) => matchesPort(port, connection))),
    ),
  );
}

/** Without `policyTypes`: ingress always, egress where there are rules for it. */
function directionsOf({ spec }: Policy): readonly Direction[] {
  return spec.policyTypes ?? ["Ingress", ...(spec.egress === undefined ? [] : (["Egress"] as const))];
}

interface Rule {
  readonly peers: readonly Peer[];
  readonly ports: readonly PolicyPort[];
}

function rulesOf({ spec }: Policy, direction: Direction): readonly Rule[] {
  return direction === "Ingress"
    ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
}

/** Within a peer both selectors must match; a peer without namespaceSelector means the policy's own namespace. */
function matchesPeer(cluster: Cluster, policy: Policy, peer: Peer, other: Endpoint): boolean {
  if ("ipBlock" in peer) {
    if (isPod(other) && !cluster.ipBlocksMatchPods) return false;
    const { cidr, except } = peer.ipBlock;
    return isWithin(other.address, cidr) && !except.some((each) => isWithin(other.address, each));
  }
  if (!isPod(other)) return false;
  const { namespaceSelector, podSelector } = peer;
  const namespaceMatches =
    namespaceSelector === undefined
      ? other.namespace === policy.metadata.namespace
      : selects(namespaceSelector, cluster.namespaces[other.namespace] ?? {});
  return namespaceMatches && (podSelector === undefined || selects(podSelector, other.labels));
}

/** A name stands for what the callee's containers call so. */
function matchesPort({ port, endPort, protocol }: PolicyPort, { to, ...connection }: Connection): boolean {
  if (typeof port === "string") {
    const named = isPod(to) ? to.namedPorts?.[port] : undefined;
    return (
      named?.port === connection.port && named.protocol === connection.protocol && protocol === connection.protocol
    );
  }
  if (protocol !== connection.protocol) return false;
  return port === undefined || (connection.port >= port && connection.port <= (endPort ?? port));
}

function selects({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
      }
    })
  );
}

/** An address of the other family is in no range. */
function isWithin(address: string, cidr: string): boolean {
  const parsed = addressOf(address);
  const [network, prefix] = rangeOf(cidr);
  return parsed.kind() === network.kind() && parsed.match(network, prefix);
}

/** Parsing costs more than all the rest, and the same few addresses come again and again. */
const addressOf = remembered((text) => ipaddr.parse(text));
const rangeOf = remembered((text) => ipaddr.parseCIDR(text));

function remembered<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? parse(text);
    known.set(text, value);
    return value;
  };
}

function isPod(endpoint: Endpoint): endpoint is Pod {
  return "namespace" in endpoint;
}
