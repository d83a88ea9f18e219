import assert from "node:assert/strict";
import fc from "fast-check";
import type { Graph } from "../../../components/shared/service-graph/defaults";
import { farPolicies, networkPolicies } from "../../../components/shared/service-graph/manifests";
import { graphFaults } from "../../../components/shared/service-graph/validate";
import { addresses, graphs, ports } from "../../support/network-policies/arbitrary";
import { policyOf } from "../../support/network-policies/manifest";
import { declares } from "../../support/network-policies/declared";
import { allows, type Connection, type Endpoint } from "../../support/network-policies/model";
import { clusterOf, worldOf } from "../../support/network-policies/world";

/** What is allowed and not declared, and what is declared and not allowed, among pods and addresses. */
function differences(graph: Graph, ipBlocksMatchPods: boolean, further: readonly string[] = []): readonly string[] {
  const world = worldOf(graph);
  const cluster = clusterOf(graph, world, ipBlocksMatchPods);
  const own = [...world.services.keys()];
  const others: readonly Endpoint[] = [...world.pods, ...[...addresses, ...further].map((address) => ({ address }))];
  const pairs = own.flatMap((pod) =>
    others.flatMap((other) => [
      { from: pod, to: other },
      { from: other, to: pod },
    ]),
  );
  return pairs.flatMap((pair) =>
    ports.flatMap((port) =>
      (["TCP", "UDP"] as const).flatMap((protocol) => {
        const connection: Connection = { ...pair, port, protocol };
        const [allowed, declared] = [allows(cluster, connection), declares(graph, world, connection)];
        return allowed === declared ? [] : [`${text(connection)} is ${allowed ? "allowed" : "denied"}`];
      }),
    ),
  );
}

const text = ({ from, to, port, protocol }: Connection): string =>
  `${nameOf(from)} to ${nameOf(to)} on ${port}/${protocol}`;
const nameOf = (end: Endpoint): string => ("namespace" in end ? `${end.namespace}/${end.name}` : end.address);

describe("the policies of any graph", () => {
  const anyAddress = fc.ipV4();
  for (const matches of [true, false])
    it(`allow exactly what is declared, where address blocks ${matches ? "match" : "never match"} pods`, () => {
      fc.assert(
        fc.property(graphs, fc.array(anyAddress, { maxLength: 3 }), (graph, further) => {
          assert.deepEqual(graphFaults("graph", graph), []);
          assert.deepEqual(differences(graph, matches, further), []);
        }),
        { numRuns: 60 },
      );
    });

  it("are one for each service, by its name and in its namespace", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const expected = Object.entries(graph.services)
          .map(([name, service]) => `${service.namespace ?? graph.namespace}/graph-${name} of ${name}`)
          .sort();
        const found = networkPolicies("graph", graph).map(([name, manifest]) => {
          const { metadata } = policyOf(manifest);
          return `${metadata.namespace}/${metadata.name} of ${name}`;
        });
        assert.deepEqual([...found].sort(), expected);
      }),
    );
  });

  it("open the other end in guarded namespaces alone", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        for (const { namespace, policy } of farPolicies("graph", graph)) {
          const { metadata } = policyOf(policy[1]);
          assert.ok(graph.guarded.includes(namespace));
          assert.equal(metadata.namespace, namespace);
        }
      }),
    );
  });

  it("do not depend on the order in which the graph is written", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        for (const policies of [networkPolicies, farPolicies]) {
          assert.equal(JSON.stringify(policies("graph", reversed(graph))), JSON.stringify(policies("graph", graph)));
        }
      }),
    );
  });
});

/** The same value with every list and every map the other way round. */
function reversed<T>(value: T): T;
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => reversed(each)).reverse();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, reversed(each)] as const)
      .reverse(),
  );
}
