import { fault, type Fault, keyPath, sortedEntries } from "../faults";
import { isLabelKey, isLabelValue } from "../labels";
import { isDnsLabel } from "../names";
import type { Call, Labels, Pods, Port, Service } from "./contract";
import { type Graph, namespaceOf, portNamed, serviceNamed } from "./defaults";
import { isRange, overlap, platformRanges } from "./ranges";

/** Every fault of a graph, in the order of the names. Pure. */
export function graphFaults(name: string, graph: Graph): readonly Fault[] {
  return [
    ...nameFaults("name", name),
    ...nameFaults("namespace", graph.namespace),
    ...sortedEntries(graph.services).flatMap(([each, service]) => serviceFaults(graph, each, service)),
    ...selectorFaults(graph),
    ...podsFaults("monitoring", graph.monitoring),
    ...everyPodFaults("monitoring", graph.monitoring, "name the pods that scrape"),
    ...podsFaults("meshControlPlane", graph.meshControlPlane),
    ...everyPodFaults("meshControlPlane", graph.meshControlPlane, "name the pods of istiod"),
  ];
}

function serviceFaults(graph: Graph, name: string, service: Service): readonly Fault[] {
  const path = keyPath("services", name);
  const { namespace, podLabels, ports, metrics = [], peers = [], callers = [], calls = [] } = service;
  return [
    ...nameFaults(path, name),
    ...(namespace === undefined ? [] : nameFaults(`${path}.namespace`, namespace)),
    ...labelsFaults(`${path}.podLabels`, podLabels),
    ...everyPodFaults(path, { podLabels }, "name the labels that only its pods carry"),
    ...sortedEntries(ports).flatMap(([port, number]) => [
      ...portNameFaults(keyPath(`${path}.ports`, port), port),
      ...portFaults(keyPath(`${path}.ports`, port), number),
    ]),
    ...knownPortFaults(`${path}.metrics`, metrics, name, service),
    ...knownPortFaults(`${path}.peers`, peers, name, service),
    ...callers.flatMap((caller, index) => {
      const at = `${path}.callers[${index}]`;
      return [
        ...outsideFaults(`${at}.pods`, graph, caller.pods, `name ${name} in the calls of that service`),
        ...somePortFaults(`${at}.ports`, caller.ports),
        ...knownPortFaults(`${at}.ports`, caller.ports, name, service),
      ];
    }),
    ...calls.flatMap((call, index) => callFaults(`${path}.calls[${index}]`, graph, name, call)),
  ];
}

function callFaults(path: string, graph: Graph, caller: string, call: Call): readonly Fault[] {
  if (call.to === "service") return serviceCallFaults(path, graph, caller, call);
  const ports = [
    ...somePortFaults(`${path}.ports`, call.ports),
    ...call.ports.flatMap((port, index) => portFaults(`${path}.ports[${index}]`, port)),
  ];
  switch (call.to) {
    case "pods":
      return [...outsideFaults(`${path}.pods`, graph, call.pods, "call it as a service, by its name"), ...ports];
    case "range":
      return [...rangeFaults(`${path}.range`, graph, call.range), ...ports];
    case "internet":
      return ports;
  }
}

function serviceCallFaults(
  path: string,
  graph: Graph,
  caller: string,
  { service: name, ports }: Extract<Call, { to: "service" }>,
): readonly Fault[] {
  const callee = serviceNamed(graph, name);
  if (callee === undefined) {
    const known = Object.keys(graph.services).sort().join(", ");
    return [fault(`${path}.service`, name, `services of the graph: ${known}`, "declare it, or call pods or a range")];
  }
  const peers = callee.peers ?? [];
  const unshared = name === caller ? ports.filter((port) => !peers.includes(port)) : [];
  return [
    ...somePortFaults(`${path}.ports`, ports),
    ...knownPortFaults(`${path}.ports`, ports, name, callee),
    ...(unshared.length === 0
      ? []
      : [fault(`${path}.service`, name, "another service", `list ${unshared.join(", ")} in peers of ${name}`)]),
  ];
}

/** Pods of which services of the graph are, or may be, belong to the graph: only then are both ends of a call opened. */
function outsideFaults(path: string, graph: Graph, pods: Pods, cure: string): readonly Fault[] {
  const inside = sortedEntries(graph.services).find(
    ([, service]) =>
      namespaceOf(graph, service) === pods.namespace &&
      (carries(pods.podLabels, service.podLabels) || carries(service.podLabels, pods.podLabels)),
  );
  return [
    ...podsFaults(path, pods),
    ...(inside === undefined
      ? []
      : [
          {
            ...fault(`${path}.podLabels`, pods.podLabels, "pods that no service of the graph has", cure),
            problem: `selects pods of the service ${inside[0]}`,
          },
        ]),
  ];
}

/** Each pod belongs to one service at most: of any two in a namespace, one label has different values. */
function selectorFaults(graph: Graph): readonly Fault[] {
  const services = sortedEntries(graph.services).filter(([, { podLabels }]) => Object.keys(podLabels).length > 0);
  return services.flatMap(([name, service], index) =>
    services
      .slice(0, index)
      .filter(
        ([, other]) =>
          namespaceOf(graph, other) === namespaceOf(graph, service) &&
          Object.entries(service.podLabels).every(([key, value]) => (labelOf(other.podLabels, key) ?? value) === value),
      )
      .map(([other]) => ({
        ...fault(
          `${keyPath("services", name)}.podLabels`,
          service.podLabels,
          `labels that no pod of ${other} can carry`,
          "give both one label with different values, such as app.kubernetes.io/name",
        ),
        problem: `may select pods of the service ${other}`,
      })),
  );
}

function rangeFaults(path: string, { ranges }: Graph, range: string): readonly Fault[] {
  if (!isRange(range))
    return [fault(path, range, "an IPv4 range on its network address, such as 10.60.0.0/24", "write it as a range")];
  const platform = platformRanges.filter((each) => overlap(range, each));
  if (platform.length > 0) {
    const allowed = `addresses outside ${platform.join(" and ")}, where clouds give out credentials`;
    return [fault(path, range, allowed, "narrow the range; identity opens what an identity needs")];
  }
  // Where pods take addresses of the nodes' network, no range can tell them from a database.
  const own = [ranges.services, ...(ranges.pods === ranges.nodes ? [] : [ranges.pods])];
  const taken = own.filter((each) => overlap(range, each));
  if (taken.length === 0) return [];
  const allowed = `addresses outside ${taken.join(" and ")}, the cluster's own`;
  return [fault(path, range, allowed, "call a service or pods, by their labels")];
}

function podsFaults(path: string, { namespace, podLabels }: Pods): readonly Fault[] {
  return [...nameFaults(`${path}.namespace`, namespace), ...labelsFaults(`${path}.podLabels`, podLabels)];
}

function everyPodFaults(path: string, { podLabels }: Pick<Pods, "podLabels">, cure: string): readonly Fault[] {
  return Object.keys(podLabels).length > 0
    ? []
    : [{ ...fault(`${path}.podLabels`, podLabels, "one label or more", cure), problem: "selects every pod" }];
}

function labelsFaults(path: string, labels: Labels): readonly Fault[] {
  return sortedEntries(labels).flatMap(([key, value]) =>
    isLabelKey(key) && isLabelValue(value)
      ? []
      : [fault(keyPath(path, key), value, "a label of pods", "write a key and a value that labels take")],
  );
}

function nameFaults(path: string, name: string): readonly Fault[] {
  return isDnsLabel(name)
    ? []
    : [fault(path, name, "a DNS label that starts with a letter, at most 63 characters", "rename it")];
}

/** Names of a container's ports: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports */
function portNameFaults(path: string, name: string): readonly Fault[] {
  return isDnsLabel(name) && name.length <= 15
    ? []
    : [fault(path, name, "a name that containers' ports take: a DNS label of at most 15 characters", "rename it")];
}

function portFaults(path: string, { port }: Port): readonly Fault[] {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
    ? []
    : [fault(`${path}.port`, port, "a whole number from 1 to 65535", "name the container's port")];
}

/** In a policy, no ports are all ports. */
function somePortFaults(path: string, ports: readonly unknown[]): readonly Fault[] {
  return ports.length > 0 ? [] : [fault(path, ports, "one port or more", "name the ports that are called")];
}

function knownPortFaults(path: string, names: readonly string[], name: string, service: Service): readonly Fault[] {
  const known = Object.keys(service.ports).sort().join(", ");
  return names.flatMap((port, index) =>
    portNamed(service, port) === undefined
      ? [fault(`${path}[${index}]`, port, `ports of ${name}: ${known === "" ? "none" : known}`, "declare it there")]
      : [],
  );
}

/** True when pods with `labels` are all selected by `selector`. */
function carries(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labelOf(labels, key) === value);
}

function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
