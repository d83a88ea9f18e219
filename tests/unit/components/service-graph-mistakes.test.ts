import assert from "node:assert/strict";
import { clouds, type Cloud } from "../../../components";
import { type Graph, withDefaults } from "../../../components/shared/service-graph/defaults";
import { anyHandle } from "../../support/handles";
import { exampleArgs } from "../../support/network-policies/example";
import { policyOf, type Peer, type Policy, type Selector } from "../../support/network-policies/manifest";
import { allows, type Cluster, type Connection, type Endpoint, type Pod } from "../../support/network-policies/model";
import { clusterOf, type World, worldOf } from "../../support/network-policies/world";
import { record } from "../../support/record";

/** What goes wrong in public manifests of the example application; none of it may come back. */

let graph: Graph;
let world: World;
let cluster: Cluster;

const pod = (name: string): Pod =>
  world.pods.find((each) => each.name === name && each.namespace !== "elsewhere") ?? assert.fail(`no pod ${name}`);
const address = (text: string): Endpoint => ({ address: text });
const reaches = (from: Endpoint, to: Endpoint, port: number, protocol: Connection["protocol"] = "TCP"): boolean =>
  allows(cluster, { from, to, port, protocol });

/** The same question of a policy as it is found in public, in the namespace `shop`. */
const wouldReach = (spec: object, from: Endpoint, to: Endpoint, port: number): boolean => {
  const policies = [policyOf({ metadata: { name: "public", namespace: "shop" }, spec })];
  return allows({ ...cluster, policies }, { from, to, port, protocol: "TCP" });
};

const named = (name: string): object => ({ matchLabels: { "app.kubernetes.io/name": name } });
const peersOf = ({ spec }: Policy): readonly Peer[] => [
  ...(spec.ingress ?? []).flatMap(({ from }) => from),
  ...(spec.egress ?? []).flatMap(({ to }) => to),
];
const selectorsOf = (peers: readonly Peer[]): readonly { namespaces: Selector; pods: Selector }[] =>
  peers.flatMap((peer) => {
    if ("ipBlock" in peer) return [];
    const { namespaceSelector, podSelector } = peer;
    assert.ok(namespaceSelector !== undefined && podSelector !== undefined, "a peer has both selectors");
    return [{ namespaces: namespaceSelector, pods: podSelector }];
  });
const fits = ({ matchLabels }: Selector, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

describe("mistakes of public network policies", () => {
  const prepare = async (cloud: Cloud, database: "managed" | "in-cluster"): Promise<void> => {
    graph = (await record(() => withDefaults(exampleArgs(anyHandle[cloud](), database)))).result;
    world = worldOf(graph);
    cluster = clusterOf(graph, world, true);
  };
  beforeEach(() => prepare("gke", "in-cluster"));

  it("a peer in two list items, which is an or: only prometheus of monitoring scrapes", () => {
    const from = [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } },
      { podSelector: named("prometheus") },
    ];
    const either = { podSelector: named("application"), ingress: [{ from }] };
    for (const stranger of ["grafana", "own-prometheus"]) {
      assert.equal(wouldReach(either, pod(stranger), pod("application-0"), 8000), true);
      assert.equal(reaches(pod(stranger), pod("application-0"), 8000), false);
    }
    assert.equal(reaches(pod("prometheus"), pod("application-0"), 8000), true);
  });

  it("namespaces by a label that none carries: only the one that the API server sets is used", () => {
    const from = [{ namespaceSelector: { matchLabels: { name: "monitoring" } } }];
    const byName = { podSelector: named("application"), ingress: [{ from }] };
    assert.equal(wouldReach(byName, pod("prometheus"), pod("application-0"), 8000), false);
    const keys = selectorsOf(cluster.policies.flatMap(peersOf)).flatMap(({ namespaces }) =>
      Object.keys(namespaces.matchLabels),
    );
    assert.deepEqual([...new Set(keys)], ["kubernetes.io/metadata.name"]);
  });

  it("labels that no pod carries: every selector selects pods", () => {
    const selectors = selectorsOf(cluster.policies.flatMap(peersOf));
    assert.ok(selectors.length > 0);
    for (const { namespaces, pods } of selectors) {
      const selected = world.pods.filter(
        (each) => fits(namespaces, world.namespaces[each.namespace] ?? {}) && fits(pods, each.labels),
      );
      assert.notEqual(selected.length, 0, JSON.stringify({ namespaces, pods }));
    }
    for (const { metadata, spec } of cluster.policies) {
      const selected = world.pods.filter(
        (each) => each.namespace === metadata.namespace && fits(spec.podSelector, each.labels),
      );
      assert.deepEqual(
        selected.map((each) => `graph-${world.services.get(each)}`),
        [metadata.name, metadata.name],
      );
    }
  });

  it("an empty namespace selector for the internet: public addresses are reached, and no pod on 443", () => {
    const to = [{ namespaceSelector: {} }];
    const every = {
      podSelector: named("application"),
      policyTypes: ["Egress"],
      egress: [{ to, ports: [{ port: 443 }] }],
    };
    assert.equal(wouldReach(every, pod("application-0"), address("8.8.8.8"), 443), false);
    assert.equal(wouldReach(every, pod("application-0"), pod("unlabelled"), 443), true);
    assert.equal(reaches(pod("application-0"), address("8.8.8.8"), 443), true);
    for (const each of world.pods.filter((other) => other !== pod("application-0")))
      assert.equal(reaches(pod("application-0"), each, 443), false, each.name);
  });

  it("no DNS over TCP: every pod asks over both", () => {
    for (const each of world.services.keys())
      for (const protocol of ["TCP", "UDP"] as const)
        assert.equal(reaches(each, pod("dns"), 53, protocol), true, `${each.name} over ${protocol}`);
  });

  it("no way to istiod: pods with a sidecar reach it, and others do not", () => {
    for (const port of [15010, 15012, 15014]) {
      assert.equal(reaches(pod("application-0"), pod("istiod"), port), true);
      assert.equal(reaches(pod("valkey-0"), pod("istiod"), port), false);
    }
  });

  for (const cloud of clouds)
    it(`the metadata address within the internet: on ${cloud} no pod reaches it, but for one with an identity on GKE`, async () => {
      await prepare(cloud, "managed");
      const own = [...world.services].map(
        ([each, service]) => [each, graph.services[service]?.identity === true] as const,
      );
      assert.deepEqual([...new Set(own.map(([, identity]) => identity))].sort(), [false, true]);
      for (const [each, identity] of own)
        for (const port of [80, 443])
          assert.equal(
            reaches(each, address("169.254.169.254"), port),
            cloud === "gke" && identity && port === 80,
            `${each.name} on ${port}`,
          );
    });
});
