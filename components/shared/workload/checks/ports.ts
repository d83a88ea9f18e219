import { fault, type Fault, keyPath, sortedEntries } from "../../faults";
import type { Description, Probe, WorkloadPort } from "../contract";
import { known, knownItems, wholeFaults } from "./values";

/** Ports, and what speaks to them: Services, probes, Prometheus. */
export function portFaults(description: Description): readonly Fault[] {
  const { ports, metrics } = description;
  return [
    ...sortedEntries(ports).flatMap(([name, port]) => onePortFaults(keyPath("ports", name), name, port)),
    ...twiceFaults(description),
    ...probeFaults(description),
    ...(metrics === undefined
      ? []
      : [
          ...portNameFaults("metrics.port", metrics.port, ports),
          ...(metrics.path === undefined ? [] : urlPathFaults("metrics.path", metrics.path)),
        ]),
  ];
}

/** As RFC 6335 has it, which Kubernetes follows. */
const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

const protocols = ["TCP", "UDP"];

function onePortFaults(path: string, name: string, { port, servicePort, protocol }: WorkloadPort): readonly Fault[] {
  return [
    ...(portName.test(name)
      ? []
      : [
          fault(
            path,
            name,
            "a name of up to 15 lower-case letters, digits and dashes, a letter among them",
            "rename it",
          ),
        ]),
    // Below 1024 a process needs a capability that the level restricted takes away.
    ...wholeFaults(`${path}.port`, port, 1024, 65535),
    ...wholeFaults(`${path}.servicePort`, servicePort, 1, 65535),
    ...(protocol === undefined || protocols.includes(protocol)
      ? []
      : [fault(`${path}.protocol`, protocol, protocols.join(" or "), "choose one of them")]),
  ];
}

/** One thing by which no two ports of a pod, or of a Service, may be equal. */
interface Claimed {
  readonly path: string;
  readonly value: number | string;
  readonly key: string;
  readonly what: string;
}

function twiceFaults({ ports, sidecars = [] }: Description): readonly Fault[] {
  const own = sortedEntries(ports).flatMap(([name, { port, servicePort = port, protocol = "TCP" }]): Claimed[] => {
    const at = keyPath("ports", name);
    return [
      { path: `${at}.port`, value: port, key: `pod ${protocol} ${port}`, what: "a port that no other has" },
      {
        path: `${at}.servicePort`,
        value: servicePort,
        key: `service ${protocol} ${servicePort}`,
        what: "a port that no other of the Service has",
      },
      { path: at, value: name, key: `name ${name}`, what: "a name that no other port has" },
    ];
  });
  const others = sidecars.flatMap((sidecar, index) =>
    knownItems(sidecar.ports).flatMap(({ containerPort, name, protocol }): Claimed[] => {
      const at = `sidecars[${index}].ports`;
      const port = known(containerPort) ?? 0;
      const called = known(name);
      return [
        {
          path: at,
          value: port,
          key: `pod ${known(protocol) ?? "TCP"} ${port}`,
          what: "a port that no other container of the pod has",
        },
        ...(called === undefined
          ? []
          : [{ path: at, value: called, key: `name ${called}`, what: "a name that no other port has" }]),
      ];
    }),
  );
  const all = [...own, ...others];
  return all
    .filter(({ key }, index) => all.findIndex((each) => each.key === key) < index)
    .map(({ path, value, what }) => fault(path, value, what, "change one of the two"));
}

function probeFaults({ probes, ports }: Description): readonly Fault[] {
  const { startup, liveness, readiness } = probes;
  return Object.entries({ startup, liveness, readiness }).flatMap(([name, probe]) =>
    probe === undefined ? [] : oneProbeFaults(`probes.${name}`, probe, ports),
  );
}

function oneProbeFaults(path: string, probe: Probe, ports: Description["ports"]): readonly Fault[] {
  return [
    ...handlerFaults(path, probe, ports),
    ...wholeFaults(`${path}.periodSeconds`, probe.periodSeconds, 1, 600),
    ...wholeFaults(`${path}.timeoutSeconds`, probe.timeoutSeconds, 1, 600),
    ...wholeFaults(`${path}.failureThreshold`, probe.failureThreshold, 1, 600),
  ];
}

function handlerFaults(path: string, probe: Probe, ports: Description["ports"]): readonly Fault[] {
  if ("path" in probe)
    return [...urlPathFaults(`${path}.path`, probe.path), ...portNameFaults(`${path}.port`, probe.port, ports)];
  if ("tcp" in probe) return portNameFaults(`${path}.tcp`, probe.tcp, ports);
  if ("grpc" in probe) return portNameFaults(`${path}.grpc`, probe.grpc, ports);
  return probe.command.length > 0 ? [] : [fault(`${path}.command`, [], "a program and its arguments", "name it")];
}

function portNameFaults(path: string, name: string, ports: Description["ports"]): readonly Fault[] {
  if (Object.hasOwn(ports, name)) return [];
  const names = Object.keys(ports).sort();
  return names.length === 0
    ? [fault(path, name, "a name of `ports`, which has none", "add the port")]
    : [fault(path, name, names.join(", "), "name one of them, or add the port")];
}

function urlPathFaults(path: string, text: string): readonly Fault[] {
  return /^\/\S*$/.test(text) ? [] : [fault(path, text, "a path such as /health", "start it with a slash")];
}
