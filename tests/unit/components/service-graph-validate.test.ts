import assert from "node:assert/strict";
import type { Cloud } from "../../../components";
import type { Call, Service } from "../../../components/shared/service-graph/contract";
import {
  defaultMeshControlPlane,
  defaultMonitoring,
  type Graph,
} from "../../../components/shared/service-graph/defaults";
import { graphFaults } from "../../../components/shared/service-graph/validate";
import { exampleServices } from "../../support/network-policies/example";

const ranges: { readonly [C in Cloud]: Graph["ranges"] } = {
  gke: { nodes: "10.0.0.0/16", pods: "10.4.0.0/14", services: "10.8.0.0/20" },
  eks: { nodes: "10.0.0.0/16", pods: "10.0.0.0/16", services: "172.20.0.0/16" },
  aks: { nodes: "10.0.0.0/16", pods: "10.244.0.0/16", services: "10.8.0.0/20" },
};

const graph = (more: Partial<Graph>): Graph => ({
  cloud: "gke",
  ranges: ranges.gke,
  namespace: "shop",
  services: {},
  monitoring: defaultMonitoring,
  meshControlPlane: defaultMeshControlPlane,
  nodeLocalDns: false,
  guarded: [],
  ...more,
});

const front: Service = { podLabels: { app: "front" }, ports: { http: { port: 8080 } } };
const back: Service = { podLabels: { app: "back" }, ports: { sql: { port: 5432 } }, peers: ["sql"] };

/** Paths of the faults of a graph of `front` and `back`, with changes to `front`. */
const paths = (change: Partial<Service>, more: Partial<Graph> = {}): readonly string[] =>
  graphFaults("example", graph({ services: { front: { ...front, ...change }, back }, ...more })).map(
    ({ path }) => path,
  );

const range = (text: string): Call => ({ to: "range", range: text, ports: [{ port: 5432 }] });

describe("checks of a service graph", () => {
  for (const database of ["managed", "in-cluster"] as const)
    it(`find nothing wrong with the example, its database ${database}`, () => {
      assert.deepEqual(graphFaults("example", graph({ services: exampleServices(database) })), []);
    });

  describe("of a service", () => {
    const cases: readonly [string, Partial<Service>, readonly string[]][] = [
      ["find nothing wrong with a plain one", {}, []],
      ["refuse a namespace that is no DNS label", { namespace: "Shop_1" }, ["services.front.namespace"]],
      ["refuse labels that select every pod", { podLabels: {} }, ["services.front.podLabels"]],
      ["refuse a malformed label", { podLabels: { app: "front", "a b": "c" } }, ['services.front.podLabels["a b"]']],
      ["refuse a malformed value of a label", { podLabels: { app: "-front" } }, ["services.front.podLabels.app"]],
      ["refuse port 0", { ports: { http: { port: 0 } } }, ["services.front.ports.http.port"]],
      ["refuse port 65536", { ports: { http: { port: 65_536 } } }, ["services.front.ports.http.port"]],
      ["refuse half a port", { ports: { http: { port: 80.5 } } }, ["services.front.ports.http.port"]],
      ["take the first and the last port", { ports: { a: { port: 1 }, z: { port: 65_535 } } }, []],
      ["refuse a port's name in capitals", { ports: { HTTP: { port: 80 } } }, ["services.front.ports.HTTP"]],
      [
        "refuse a port's name of 16 characters",
        { ports: { abcdefghijklmnop: { port: 80 } } },
        ["services.front.ports.abcdefghijklmnop"],
      ],
      [
        "refuse metrics on a port that is not declared",
        { metrics: ["http", "metrics"] },
        ["services.front.metrics[1]"],
      ],
      ["refuse metrics on a name that every object has", { metrics: ["constructor"] }, ["services.front.metrics[0]"]],
      ["refuse peers on a port that is not declared", { peers: ["raft"] }, ["services.front.peers[0]"]],
      ["take labels that another namespace uses, too", { namespace: "office", podLabels: { app: "back" } }, []],
      ["refuse the labels of another service", { podLabels: { app: "back" } }, ["services.front.podLabels"]],
      [
        "refuse labels that hold those of another service",
        { podLabels: { app: "back", tier: "a" } },
        ["services.front.podLabels"],
      ],
      [
        "refuse labels of a key that every object has, which the other service lacks",
        { podLabels: { constructor: "a" } },
        ["services.front.podLabels"],
      ],
      [
        "refuse labels that one pod could carry beside those of another service",
        { podLabels: { tier: "a" } },
        ["services.front.podLabels"],
      ],
    ];
    for (const [title, change, expected] of cases) it(title, () => assert.deepEqual(paths(change), expected));
  });

  describe("of callers", () => {
    const gateway = { namespace: "istio-ingress", podLabels: { istio: "ingress" } };
    const cases: readonly [string, NonNullable<Service["callers"]>[number], readonly string[]][] = [
      ["take pods of another namespace", { pods: gateway, ports: ["http"] }, []],
      ["take every pod of another namespace", { pods: { ...gateway, podLabels: {} }, ports: ["http"] }, []],
      [
        "refuse a port that is not declared",
        { pods: gateway, ports: ["grpc"] },
        ["services.front.callers[0].ports[0]"],
      ],
      [
        "refuse no port, which would mean every port",
        { pods: gateway, ports: [] },
        ["services.front.callers[0].ports"],
      ],
      [
        "refuse a malformed namespace",
        { pods: { ...gateway, namespace: "*" }, ports: ["http"] },
        ["services.front.callers[0].pods.namespace"],
      ],
      [
        "refuse pods of a service of the graph",
        { pods: { namespace: "shop", podLabels: { app: "back", a: "b" } }, ports: ["http"] },
        ["services.front.callers[0].pods.podLabels"],
      ],
      [
        "refuse every pod of a namespace that has services of the graph",
        { pods: { namespace: "shop", podLabels: {} }, ports: ["http"] },
        ["services.front.callers[0].pods.podLabels"],
      ],
    ];
    for (const [title, caller, expected] of cases)
      it(title, () => assert.deepEqual(paths({ callers: [caller] }), expected));
  });

  describe("of calls", () => {
    const call = "services.front.calls[0]";
    const cases: readonly [string, Call, readonly string[]][] = [
      ["take a declared port of a service", { to: "service", service: "back", ports: ["sql"] }, []],
      [
        "refuse a service that is not declared",
        { to: "service", service: "redis", ports: ["sql"] },
        [`${call}.service`],
      ],
      [
        "refuse a service by a name that every object has",
        { to: "service", service: "constructor", ports: ["sql"] },
        [`${call}.service`],
      ],
      [
        "refuse a port that the callee does not declare",
        { to: "service", service: "back", ports: ["sql", "http"] },
        [`${call}.ports[1]`],
      ],
      ["refuse no port of a service", { to: "service", service: "back", ports: [] }, [`${call}.ports`]],
      [
        "refuse the service itself, without peers",
        { to: "service", service: "front", ports: ["http"] },
        [`${call}.service`],
      ],
      [
        "take pods that are not of the graph",
        { to: "pods", pods: { namespace: "shop", podLabels: { app: "job" } }, ports: [{ port: 80 }] },
        [],
      ],
      [
        "refuse pods of a service of the graph",
        { to: "pods", pods: { namespace: "shop", podLabels: { app: "back" } }, ports: [{ port: 80 }] },
        [`${call}.pods.podLabels`],
      ],
      [
        "refuse no port of pods",
        { to: "pods", pods: { namespace: "office", podLabels: {} }, ports: [] },
        [`${call}.ports`],
      ],
      ["refuse no port of the internet", { to: "internet", ports: [] }, [`${call}.ports`]],
      [
        "refuse a port beyond the last",
        { to: "internet", ports: [{ port: 443 }, { port: 70_000 }] },
        [`${call}.ports[1].port`],
      ],
      ["take a range outside the cluster", range("10.60.0.0/24"), []],
      ["take a range in the network of the nodes", range("10.0.200.0/24"), []],
      ["refuse an address without prefix", range("10.60.0.4"), [`${call}.range`]],
      ["refuse a range that is not on its network address", range("10.60.0.4/24"), [`${call}.range`]],
      ["refuse a range of IPv6", range("2001:db8::/32"), [`${call}.range`]],
      ["refuse the metadata address", range("169.254.169.254/32"), [`${call}.range`]],
      ["refuse a range around the metadata address", range("168.0.0.0/7"), [`${call}.range`]],
      ["refuse the address of Azure's host", range("168.63.129.16/32"), [`${call}.range`]],
      ["refuse a range of pods", range("10.5.0.0/16"), [`${call}.range`]],
      ["refuse a range of pods and Services", range("10.0.0.0/8"), [`${call}.range`]],
      ["refuse a range of Services", range("10.8.1.0/24"), [`${call}.range`]],
      ["refuse everything", range("0.0.0.0/0"), [`${call}.range`]],
    ];
    for (const [title, each, expected] of cases) it(title, () => assert.deepEqual(paths({ calls: [each] }), expected));

    it("take the network of the nodes where pods take addresses of it", () => {
      const calls = [range("10.0.0.0/16")];
      assert.deepEqual(paths({ calls }, { cloud: "eks", ranges: ranges.eks }), []);
    });

    it("take the service itself on ports of peers", () => {
      const calls: readonly Call[] = [{ to: "service", service: "front", ports: ["http"] }];
      assert.deepEqual(paths({ calls, peers: ["http"] }), []);
    });
  });

  describe("of the graph", () => {
    const everyPod = { namespace: "monitoring", podLabels: {} };
    const cases: readonly [string, Partial<Graph>, readonly string[]][] = [
      ["refuse a namespace that is no DNS label", { namespace: "shop.example" }, ["namespace"]],
      ["refuse monitoring by every pod of a namespace", { monitoring: everyPod }, ["monitoring.podLabels"]],
      [
        "refuse every pod of a namespace as control plane",
        { meshControlPlane: everyPod },
        ["meshControlPlane.podLabels"],
      ],
      [
        "refuse a malformed namespace of monitoring",
        { monitoring: { ...defaultMonitoring, namespace: "" } },
        ["monitoring.namespace"],
      ],
      ["refuse a service's name that is no DNS label", { services: { Front_1: front } }, ["services.Front_1"]],
    ];
    for (const [title, more, expected] of cases) it(title, () => assert.deepEqual(paths({}, more), expected));

    it("refuse a name of its own that is no DNS label, as the policies bear it", () => {
      assert.deepEqual(
        graphFaults("Example", graph({})).map(({ path }) => path),
        ["name"],
      );
    });
  });

  it("name what is wrong, what is allowed and the cure", () => {
    const services = {
      front: { ...front, calls: [{ to: "service", service: "redis", ports: ["redis"] }, range("169.254.0.0/16")] },
      back: { ...back, podLabels: { app: "front" } },
    } as const;
    assert.deepEqual(graphFaults("example", graph({ services })), [
      {
        path: "services.front.calls[0].service",
        value: "redis",
        allowed: "services of the graph: back, front",
        cure: "declare it, or call pods or a range",
      },
      {
        path: "services.front.calls[1].range",
        value: "169.254.0.0/16",
        allowed: "addresses outside 169.254.0.0/16, where clouds give out credentials",
        cure: "narrow the range; identity opens what an identity needs",
      },
      {
        path: "services.front.podLabels",
        value: { app: "front" },
        problem: "may select pods of the service back",
        allowed: "labels that no pod of back can carry",
        cure: "give both one label with different values, such as app.kubernetes.io/name",
      },
    ]);
  });
});
