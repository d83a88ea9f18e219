import ipaddr from "ipaddr.js";
import type { Cloud } from "../../../components";
import type { Call, Pods, Service } from "../../../components/shared/service-graph/contract";
import type { Graph } from "../../../components/shared/service-graph/defaults";
import type { Connection, Endpoint } from "./model";
import type { World } from "./world";

/** Reads a graph as its author means it, with nothing of policies, selectors or merging. */

/** True when the graph declares the connection, or lets it be because neither end is of the graph. */
export function declares(graph: Graph, { services }: World, connection: Connection): boolean {
  const { from, to } = connection;
  if (from === to) return true;
  const [caller, callee] = [from, to].map((end) => (isPod(end) ? services.get(end) : undefined));
  if (caller === undefined) return callee === undefined || mayCall(graph, callee, connection);
  return callee === undefined
    ? mayLeave(graph, caller, connection)
    : callsWithin(graph, caller, callee).some((port) => isPort(port, connection));
}

interface Port {
  readonly port: number;
  readonly protocol?: string | undefined;
}

/** Ports of the callee that the caller declares, or that replicas of one service declare among themselves. */
function callsWithin(graph: Graph, caller: string, callee: string): readonly Port[] {
  const names = (service(graph, caller).calls ?? []).flatMap((call) =>
    call.to === "service" && call.service === callee ? call.ports : [],
  );
  return named(service(graph, callee), [...names, ...(caller === callee ? (service(graph, callee).peers ?? []) : [])]);
}

/** Calls from outside the graph: callers, and monitoring. */
function mayCall(graph: Graph, callee: string, connection: Connection): boolean {
  const own = service(graph, callee);
  const sidecar = own.meshed === true ? [{ port: 15020 }, { port: 15090 }] : [];
  const admitted: readonly (readonly [Pods, readonly Port[]])[] = [
    ...(own.callers ?? []).map(({ pods, ports }) => [pods, named(own, ports)] as const),
    [graph.monitoring, [...named(own, own.metrics ?? []), ...sidecar]],
  ];
  return admitted.some(
    ([pods, ports]) => isOf(pods, connection.from) && ports.some((port) => isPort(port, connection)),
  );
}

/** Calls to the outside: declared ones, DNS, the mesh, the identity. */
function mayLeave(graph: Graph, caller: string, connection: Connection): boolean {
  const { calls = [], meshed = false, identity = false } = service(graph, caller);
  const outgoing = [
    ...calls,
    ...dns(graph.nodeLocalDns),
    ...(meshed ? [toPods(graph.meshControlPlane, 15010, 15012, 15014)] : []),
    ...(identity ? identities[graph.cloud] : []),
  ];
  return outgoing.some((call) => {
    if (call.to === "service" || !call.ports.some((port) => isPort(port, connection))) return false;
    switch (call.to) {
      case "pods":
        return isOf(call.pods, connection.to);
      case "range":
        return !isPod(connection.to) && isWithin(connection.to.address, call.range);
      case "internet":
        return !isPod(connection.to) && isPublic(graph, connection.to.address);
    }
  });
}

const toPods = (pods: Pods, ...ports: readonly number[]): Call => ({
  to: "pods",
  pods,
  ports: ports.map((port) => ({ port })),
});
const toAddress = (address: string, ...ports: readonly Port[]): Call => ({
  to: "range",
  range: `${address}/32`,
  ports: ports.map(({ port, protocol }) => ({ port, protocol: protocol === "UDP" ? "UDP" : "TCP" })),
});

function dns(nodeLocal: boolean): readonly Call[] {
  const ports = [{ port: 53 }, { port: 53, protocol: "UDP" as const }];
  const resolver = (app: string): Call => ({
    to: "pods",
    pods: { namespace: "kube-system", podLabels: { "k8s-app": app } },
    ports,
  });
  return [
    resolver("kube-dns"),
    ...(nodeLocal ? [resolver("node-local-dns"), toAddress("169.254.20.10", ...ports)] : []),
  ];
}

const identities: Readonly<Record<Cloud, readonly Call[]>> = {
  gke: [toAddress("169.254.169.254", { port: 80 }), toAddress("169.254.169.252", { port: 988 })],
  eks: [toAddress("169.254.170.23", { port: 80 })],
  aks: [{ to: "internet", ports: [{ port: 443 }] }],
};

/** Public by the registry as another library knows it, and neither the cluster's own nor Azure's host. */
function isPublic({ ranges }: Graph, address: string): boolean {
  const parsed = ipaddr.parse(address);
  return (
    parsed.kind() === "ipv4" &&
    ["unicast", "as112", "amt"].includes(parsed.range()) &&
    address !== "168.63.129.16" &&
    [ranges.nodes, ranges.pods, ranges.services].every((range) => !isWithin(address, range))
  );
}

function isWithin(address: string, range: string): boolean {
  const parsed = ipaddr.parse(address);
  const [network, prefix] = ipaddr.parseCIDR(range);
  return parsed.kind() === network.kind() && parsed.match(network, prefix);
}

function isOf({ namespace, podLabels }: Pods, end: Endpoint): boolean {
  return (
    isPod(end) &&
    end.namespace === namespace &&
    Object.entries(podLabels).every(([key, value]) => end.labels[key] === value)
  );
}

function isPort({ port, protocol = "TCP" }: Port, connection: Connection): boolean {
  return port === connection.port && protocol === connection.protocol;
}

function named({ ports }: Service, names: readonly string[]): readonly Port[] {
  return names.map((name) => {
    const port = ports[name];
    if (port === undefined) throw new Error(`no port ${name}`);
    return port;
  });
}

function service({ services }: Graph, name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

function isPod(end: Endpoint): end is Extract<Endpoint, { namespace: string }> {
  return "namespace" in end;
}
