import assert from "node:assert/strict";
import fc from "fast-check";
import { type Graph, withDefaults } from "../../../components/shared/service-graph/defaults";
import { clusterHandle } from "../../support/handles";
import { addresses, graphs, ports } from "../../support/network-policies/arbitrary";
import { type Database, exampleArgs } from "../../support/network-policies/example";
import { between, findJudge, isOpen, isPublic, type Verdict, verdicts } from "../../support/network-policies/judge";
import { allows, type Connection, type Endpoint } from "../../support/network-policies/model";
import { clusterOf, policiesOf, type World, worldOf } from "../../support/network-policies/world";
import { record } from "../../support/record";

const judge = findJudge();

const example = async (database: Database): Promise<Graph> =>
  (await record(() => withDefaults(exampleArgs(clusterHandle("gke"), database)))).result;

/** Who speaks to whom in the example, services in place of their pods. */
const always: Readonly<Record<string, readonly string[]>> = {
  "istio-ingress/gateway => application": ["TCP 8000"],
  "istio-ingress/gateway => keycloak": ["TCP 8080"],
  "monitoring/prometheus => application": ["TCP 8000,15020,15090"],
  "monitoring/prometheus => keycloak": ["TCP 9000"],
  "monitoring/prometheus => openfga": ["TCP 2112"],
  "monitoring/prometheus => valkey": ["TCP 9121"],
  "application => istio-system/istiod": ["TCP 15010,15012,15014"],
  "application => keycloak": ["TCP 8080"],
  "application => kube-system/dns": ["TCP 53", "UDP 53"],
  "application => observability/collector": ["TCP 4317"],
  "application => openfga": ["TCP 8080-8081"],
  "application => the internet": ["TCP 443"],
  "application => valkey": ["TCP 6379"],
  "keycloak => kube-system/dns": ["TCP 53", "UDP 53"],
  "keycloak => the internet": ["TCP 443,587"],
  "openfga => kube-system/dns": ["TCP 53", "UDP 53"],
  "valkey => kube-system/dns": ["TCP 53", "UDP 53"],
  "valkey => valkey": ["TCP 6379,26379"],
};
const callers = ["application", "keycloak", "openfga"];
const declared: { readonly [D in Database]: Readonly<Record<string, readonly string[]>> } = {
  managed: {
    ...always,
    ...Object.fromEntries(
      callers.flatMap((caller) => [
        [`${caller} => 10.60.0.0-10.60.0.255`, ["TCP 5432"]],
        [`${caller} => 169.254.169.252`, ["TCP 988"]],
        [`${caller} => 169.254.169.254`, ["TCP 80"]],
      ]),
    ),
  },
  "in-cluster": {
    ...always,
    ...Object.fromEntries([...callers, "postgresql"].map((caller) => [`${caller} => postgresql`, ["TCP 5432"]])),
    "monitoring/prometheus => postgresql": ["TCP 9187"],
    "postgresql => kube-system/dns": ["TCP 53", "UDP 53"],
  },
};

/** The judge's answer about the graph's own pods, with services in place of pods, which must agree on it. */
function summary(all: readonly Verdict[], world: World): Readonly<Record<string, readonly string[]>> {
  const services = new Map(
    [...world.services].map(([{ namespace, name }, service]) => [`${namespace}/${name}`, service]),
  );
  const found: Record<string, readonly string[]> = {};
  for (const { from, to, opens } of all) {
    if (!services.has(from) && !services.has(to)) continue;
    const line = [from, to].map((end) => services.get(end) ?? (isPublic(end) ? "the internet" : end)).join(" => ");
    assert.deepEqual(found[line] ?? opens, opens, `pods agree on ${line}`);
    found[line] = opens;
  }
  return found;
}

describe("network-config-analyzer, the second judge,", () => {
  if ("missing" in judge) {
    it(`WAS NOT ASKED, as ${judge.missing}`, function () {
      if (process.env["CI"] !== undefined) assert.fail(judge.missing);
      this.skip();
    });
    return;
  }
  const { command } = judge;

  for (const database of ["managed", "in-cluster"] as const)
    it(`reads the declared calls and no others in the policies of the example, its database ${database}`, async () => {
      const graph = await example(database);
      const world = worldOf(graph);
      assert.deepEqual(summary(verdicts(command, world, policiesOf(graph)), world), declared[database]);
    });

  it("sees the policy that opens too much", async () => {
    const graph = await example("in-cluster");
    const world = worldOf(graph);
    const from = [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } },
      { podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } },
    ];
    const either = {
      metadata: { name: "either", namespace: "shop" },
      spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from, ports: [{ port: 2112 }] }] },
    };
    const found = summary(verdicts(command, world, [...policiesOf(graph), either]), world);
    assert.deepEqual(found["monitoring/grafana => openfga"], ["TCP 2112"]);
    assert.deepEqual(found["shop/own-prometheus => openfga"], ["TCP 2112"]);
  });

  it("agrees with the model of these tests on any graph", () => {
    fc.assert(
      fc.property(graphs, (any) => {
        // It does not name pods that reach nothing at all, as the others of a guarded namespace do.
        const graph = { ...any, guarded: [] };
        const world = worldOf(graph);
        const cluster = clusterOf(graph, world, false);
        const all = verdicts(command, world, policiesOf(graph));
        const outside = addresses.filter((address) => !address.includes(":")).map((address) => ({ address }));
        const disagreements = pairs(world, outside).flatMap((pair) => {
          const opens = between(all, pair.from, pair.to);
          return numbers
            .filter((number) => allows(cluster, { ...pair, ...number }) !== isOpen(opens, number.port, number.protocol))
            .map((number) => ({ ...pair, ...number }));
        });
        assert.deepEqual(disagreements, []);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});

const numbers = ports.flatMap((port) => (["TCP", "UDP"] as const).map((protocol) => ({ port, protocol })));

/** Each pod of the graph with every other pod and address, both ways. */
function pairs(world: World, outside: readonly Endpoint[]): readonly Pick<Connection, "from" | "to">[] {
  return [...world.services.keys()].flatMap((pod) =>
    [...world.pods, ...outside]
      .filter((other) => other !== pod)
      .flatMap((other) => [
        { from: pod, to: other },
        { from: other, to: pod },
      ]),
  );
}
