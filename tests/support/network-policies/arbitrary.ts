import fc from "fast-check";
import { type Cloud, clouds } from "../../../components";
import type { Call, Caller, Pods, Port, Service } from "../../../components/shared/service-graph/contract";
import {
  defaultMeshControlPlane,
  defaultMonitoring,
  type Graph,
} from "../../../components/shared/service-graph/defaults";
import { collector, gateway } from "./example";

/** Graphs without faults: several namespaces, clouds and ranges, and calls of every kind. */

const portNumbers = [53, 80, 443, 5432, 8080, 9090, 15020];
const port: fc.Arbitrary<Port> = fc.record({
  port: fc.constantFrom(...portNumbers),
  protocol: fc.constantFrom("TCP", "UDP", undefined),
});
const somePorts = fc.array(port, { minLength: 1, maxLength: 2 });

const portNames = ["http", "grpc", "metrics"];
const outside: fc.Arbitrary<Pods> = fc.constantFrom<Pods[]>(
  gateway,
  collector,
  { namespace: "observability", podLabels: {} },
  { namespace: "shop", podLabels: { app: "job" } },
);

/** Ranges outside the cluster, one within the nodes' network but for its pods, and a public one. */
export const databaseRanges = ["10.60.0.0/24", "10.0.200.0/24", "54.1.2.0/24"];

const outgoing: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ to: fc.constant("pods" as const), pods: outside, ports: somePorts }),
  fc.record({ to: fc.constant("range" as const), range: fc.constantFrom(...databaseRanges), ports: somePorts }),
  fc.record({ to: fc.constant("internet" as const), ports: somePorts }),
);

/** A name that every object has is a name like any other. */
const serviceNames = ["constructor", "application", "store", "keys", "mail"];

interface Skeleton {
  readonly namespace: string | undefined;
  readonly tier: string | undefined;
  readonly ports: readonly Port[];
}

const skeleton: fc.Arbitrary<Skeleton> = fc.record({
  namespace: fc.constantFrom(undefined, "shop", "office"),
  tier: fc.constantFrom(undefined, "front", "back"),
  ports: fc.array(port, { minLength: 1, maxLength: portNames.length }),
});

const namesOf = ({ ports }: Skeleton): string[] => portNames.slice(0, ports.length);

function service(name: string, own: Skeleton, all: ReadonlyMap<string, Skeleton>): fc.Arbitrary<Service> {
  const ownPorts = fc.subarray(namesOf(own));
  const callers: fc.Arbitrary<Caller> = fc.record({
    pods: outside,
    ports: fc.subarray(namesOf(own), { minLength: 1 }),
  });
  const others = [...all].filter(([each]) => each !== name);
  const within = others.map(([each, callee]) =>
    fc.record({
      to: fc.constant("service" as const),
      service: fc.constant(each),
      ports: fc.subarray(namesOf(callee), { minLength: 1 }),
    }),
  );
  return fc.record({
    namespace: fc.constant(own.namespace),
    podLabels: fc.constant({ app: name, ...(own.tier === undefined ? {} : { tier: own.tier }) }),
    ports: fc.constant(Object.fromEntries(namesOf(own).map((each, index) => [each, own.ports[index] ?? { port: 80 }]))),
    metrics: ownPorts,
    peers: ownPorts,
    callers: fc.array(callers, { maxLength: 2 }),
    calls: fc.array(fc.oneof(outgoing, ...within), { maxLength: 4 }),
    identity: fc.boolean(),
    meshed: fc.boolean(),
  });
}

const services = fc
  .uniqueArray(fc.constantFrom(...serviceNames), { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(...names.map((name) => skeleton.map((each) => [name, each] as const))).map((each) => new Map(each)),
  )
  .chain((all) => fc.record(Object.fromEntries([...all].map(([name, own]) => [name, service(name, own, all)]))));

const apart = { nodes: "10.0.0.0/16", pods: "10.4.0.0/14", services: "10.8.0.0/20" };
const ranges: { readonly [C in Cloud]: readonly Graph["ranges"][] } = {
  // The second uses public addresses privately, as GKE can.
  gke: [apart, { ...apart, pods: "30.0.0.0/14", services: "34.118.224.0/20" }],
  // Pods take addresses of the VPC.
  eks: [{ nodes: "10.0.0.0/16", pods: "10.0.0.0/16", services: "172.20.0.0/16" }],
  aks: [apart],
};

export const graphs: fc.Arbitrary<Graph> = fc.constantFrom(...clouds).chain((cloud) =>
  fc.record({
    cloud: fc.constant(cloud),
    ranges: fc.constantFrom(...ranges[cloud]),
    namespace: fc.constantFrom("shop", "backend"),
    services,
    monitoring: fc.constantFrom(defaultMonitoring, collector),
    meshControlPlane: fc.constant(defaultMeshControlPlane),
    nodeLocalDns: fc.boolean(),
    guarded: fc.subarray(["istio-ingress", "istio-system", "monitoring", "observability"]),
  }),
);

/** Addresses that matter, for they are special, the cluster's or a database's, or just outside of one. */
export const addresses: readonly string[] = [
  "0.0.0.0",
  "8.8.8.8",
  "10.0.200.7",
  "10.0.201.7",
  "10.4.9.9",
  "10.8.0.1",
  "10.60.0.0",
  "10.60.0.255",
  "10.60.1.0",
  "30.1.0.1",
  "34.118.225.1",
  "54.1.2.3",
  "54.1.3.3",
  "100.100.100.200",
  "127.0.0.1",
  "168.63.129.16",
  "168.63.129.17",
  "169.254.20.10",
  "169.254.169.252",
  "169.254.169.253",
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "172.20.0.1",
  "192.168.1.1",
  "224.0.0.1",
  "255.255.255.255",
  "2606:2800:220:1::1",
  "fd00:ec2::23",
  "fd00:ec2::254",
];

/** Every port that a graph may open, and one that none does. */
export const ports: readonly number[] = [...portNumbers, 988, 15010, 15012, 15014, 15090, 7];
