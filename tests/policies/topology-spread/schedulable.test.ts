import assert from "node:assert/strict";
import fc from "fast-check";
import { schedulable } from "../../../policies/topology-spread/schedulable";
import { programOf, verdictOf } from "../../support/policies";

const zoneKey = "topology.kubernetes.io/zone";
const hostKey = "kubernetes.io/hostname";

/** A cluster of few nodes, on which every way of placing the pods can be tried. */
interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}
interface Pool {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly zones: number;
  readonly nodes: number;
}
interface Node {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

function nodesOf(pools: readonly Pool[]): readonly Node[] {
  const nodes: Node[] = [];
  for (const { labels, taints, zones, nodes: count } of pools) {
    for (let zone = 0; zone < zones; zone++) {
      for (let node = 0; node < count; node++) {
        nodes.push({ labels: { ...labels, [zoneKey]: `zone-${zone}`, [hostKey]: `node-${nodes.length}` }, taints });
      }
    }
  }
  return nodes;
}

interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains?: number | undefined;
  readonly nodeAffinityPolicy?: string | undefined;
  readonly nodeTaintsPolicy?: string | undefined;
}
interface Pod {
  readonly poolLabel: string | undefined;
  readonly zones: readonly string[] | undefined;
  readonly tolerations: readonly { readonly key?: string; readonly operator?: string; readonly value?: string }[];
  readonly constraints: readonly Constraint[];
  /** Topology keys of required affinity and anti-affinity to the pods of the workload. */
  readonly together: readonly string[];
  readonly apart: readonly string[];
}

/** The filters of the scheduler as its documentation describes them, for pods that are all alike. */
class Filters {
  constructor(
    private readonly nodes: readonly Node[],
    private readonly pod: Pod,
  ) {}

  /** The nodes on which one more pod may be placed beside those that stand there. */
  open(held: readonly number[]): readonly number[] {
    return this.nodes.flatMap((node, index) => (this.takes(node, held) ? [index] : []));
  }

  private takes(node: Node, held: readonly number[]): boolean {
    const { apart, together, constraints } = this.pod;
    return (
      this.asksFor(node) &&
      this.tolerates(node) &&
      apart.every((key) => this.inDomain(key, node, held) === 0) &&
      (together.every((key) => this.inDomain(key, node, held) > 0) || held.every((count) => count === 0)) &&
      constraints.every((each) => this.isEven(each, node, held))
    );
  }

  private asksFor({ labels }: Node): boolean {
    const { poolLabel, zones } = this.pod;
    return (
      (poolLabel === undefined || labels["pool"] === poolLabel) && (zones?.includes(labels[zoneKey] ?? "") ?? true)
    );
  }

  private tolerates({ taints }: Node): boolean {
    const blocking = taints.filter(({ effect }) => effect !== "PreferNoSchedule");
    return blocking.every((taint) =>
      this.pod.tolerations.some(({ key, operator, value }) =>
        operator === "Exists"
          ? key === undefined || key === taint.key
          : key === taint.key && (value ?? "") === (taint.value ?? ""),
      ),
    );
  }

  private inDomain(key: string, { labels }: Node, held: readonly number[]): number {
    return held.reduce((sum, count, index) => sum + (this.nodes[index]?.labels[key] === labels[key] ? count : 0), 0);
  }

  private isEven({ topologyKey, maxSkew, minDomains, ...policies }: Constraint, node: Node, held: readonly number[]) {
    const eligible = this.nodes.filter(
      (each) =>
        (policies.nodeAffinityPolicy === "Ignore" || this.asksFor(each)) &&
        (policies.nodeTaintsPolicy !== "Honor" || this.tolerates(each)),
    );
    const perDomain = new Map(
      eligible.map((each) => [each.labels[topologyKey], this.inDomain(topologyKey, each, held)]),
    );
    const least = perDomain.size < (minDomains ?? 1) ? 0 : Math.min(...perDomain.values());
    return this.inDomain(topologyKey, node, held) + 1 - least <= maxSkew;
  }
}

/** True when some order of choices places all pods. */
function canPlace(filters: Filters, held: readonly number[], left: number, seen = new Set<string>()): boolean {
  if (left === 0) return true;
  const state = held.join();
  if (seen.has(state)) return false;
  seen.add(state);
  return filters.open(held).some((node) => canPlace(filters, held.with(node, (held[node] ?? 0) + 1), left - 1, seen));
}

const own = { labelSelector: { matchLabels: { app: "web" } } };

function deployment(pod: Pod, replicas: number, strategy: object = { type: "Recreate" }): object {
  const terms = (keys: readonly string[]) => ({
    requiredDuringSchedulingIgnoredDuringExecution: keys.map((topologyKey) => ({ topologyKey, ...own })),
  });
  const inZones = [{ matchExpressions: [{ key: zoneKey, operator: "In", values: pod.zones }] }];
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: inZones } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      replicas,
      strategy,
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          nodeSelector: pod.poolLabel === undefined ? undefined : { pool: pod.poolLabel },
          tolerations: pod.tolerations,
          affinity: {
            podAffinity: terms(pod.together),
            podAntiAffinity: terms(pod.apart),
            ...(pod.zones === undefined ? {} : { nodeAffinity }),
          },
          topologySpreadConstraints: pod.constraints.map((each) => ({
            whenUnsatisfiable: "DoNotSchedule",
            ...own,
            ...each,
          })),
          containers: [{ name: "web", image: "example/web:1" }],
        },
      },
    },
  };
}

describe("schedulable", () => {
  const topologyKey = fc.constantFrom(zoneKey, hostKey);
  const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
  const pool = fc.record({
    labels: fc.constantFrom({ pool: "one" }, { pool: "two" }),
    taints: fc.subarray([
      { key: "gpu", value: "a", effect: "NoSchedule" },
      { key: "spot", effect: "PreferNoSchedule" },
      { key: "db", effect: "NoExecute" },
    ]),
    zones: fc.integer({ min: 1, max: 3 }),
    nodes: fc.integer({ min: 1, max: 2 }),
  });
  const pools = fc
    .array(pool, { minLength: 1, maxLength: 3 })
    .map((all): Pool[] => all.map((each, index) => ({ ...each, name: `pool-${index}` })));
  const policy = sometimes(fc.constantFrom("Honor", "Ignore"));
  const constraint: fc.Arbitrary<Constraint> = fc.record({
    topologyKey,
    maxSkew: fc.integer({ min: 1, max: 2 }),
    minDomains: sometimes(fc.integer({ min: 1, max: 4 })),
    nodeAffinityPolicy: policy,
    nodeTaintsPolicy: policy,
  });
  const pod: fc.Arbitrary<Pod> = fc.record({
    poolLabel: sometimes(fc.constantFrom("one", "two")),
    zones: sometimes(fc.constantFrom(["zone-0"], ["zone-0", "zone-1"])),
    tolerations: fc.subarray([
      { key: "gpu", operator: "Equal", value: "a" },
      { key: "gpu", operator: "Equal", value: "b" },
      { key: "db", operator: "Exists" },
      { operator: "Exists" },
    ]),
    constraints: fc.uniqueArray(constraint, { maxLength: 2, selector: (each) => each.topologyKey }),
    together: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.constantFrom([zoneKey], [hostKey])),
    apart: fc.subarray([zoneKey, hostKey]),
  });

  it("passes exactly the workloads of which some way to place the pods places all", () => {
    const outcomes = { pass: 0, fail: 0, skip: 0 };
    fc.assert(
      fc.property(pools, pod, fc.integer({ min: 1, max: 5 }), (given, spec, replicas) => {
        const program = programOf({
          objects: [deployment(spec, replicas)],
          config: { schedulable: { zones: 3, pools: given } },
        });
        const { outcome } = verdictOf(schedulable, program);
        const nodes = nodesOf(given);
        const placeable = canPlace(
          new Filters(nodes, spec),
          nodes.map(() => 0),
          replicas,
        );
        assert.equal(outcome, placeable ? "pass" : "fail");
        outcomes[outcome]++;
      }),
      { numRuns: 2000 },
    );
    assert.ok(outcomes.pass > 200 && outcomes.fail > 200, JSON.stringify(outcomes));
  });

  /** How many pods find a place one after the other, each on the open node of the least weight. */
  function placedBy(filters: Filters, nodes: readonly Node[], wanted: number, weigh: Weigh): number {
    let held: readonly number[] = nodes.map(() => 0);
    for (let pod = 0; pod < wanted; pod++) {
      const [node] = [...filters.open(held)].sort((one, other) => weigh(one, held, nodes) - weigh(other, held, nodes));
      if (node === undefined) return pod;
      held = held.with(node, (held[node] ?? 0) + 1);
    }
    return wanted;
  }

  type Weigh = (node: number, held: readonly number[], nodes: readonly Node[]) => number;
  const inZone: Weigh = (node, held, nodes) =>
    held.reduce(
      (sum, count, each) => sum + (nodes[each]?.labels[zoneKey] === nodes[node]?.labels[zoneKey] ? count : 0),
      0,
    );
  const orders: readonly Weigh[] = [
    (node) => node,
    (node, held) => held[node] ?? 0,
    (node, held, nodes) => inZone(node, held, nodes) * 100 + (held[node] ?? 0),
  ];

  it("passes exactly the workloads of many pods that find a place in some order, on as many nodes as it takes", () => {
    const outcomes = { pass: 0, fail: 0, skip: 0 };
    fc.assert(
      fc.property(pools, pod, fc.integer({ min: 6, max: 20 }), fc.nat(3), (given, spec, replicas, unlimited) => {
        const some = given.map((each, index) => (index < unlimited ? { ...each, nodes: undefined } : each));
        const config = { schedulable: { zones: 3, pools: some } };
        const { outcome } = verdictOf(schedulable, programOf({ objects: [deployment(spec, replicas)], config }));
        const nodes = nodesOf(some.map((each) => ({ ...each, nodes: each.nodes ?? replicas })));
        const filters = new Filters(nodes, spec);
        const placeable = orders.some((weigh) => placedBy(filters, nodes, replicas, weigh) === replicas);
        assert.equal(outcome, placeable ? "pass" : "fail");
        outcomes[outcome]++;
      }),
      { numRuns: 60 },
    );
    assert.ok(outcomes.pass > 5 && outcomes.fail > 5, JSON.stringify(outcomes));
  });

  const alone: Pod = {
    poolLabel: undefined,
    zones: undefined,
    tolerations: [],
    constraints: [],
    together: [],
    apart: [],
  };
  const overZones: Constraint = { topologyKey: zoneKey, maxSkew: 1 };

  it("counts zones whose nodes keep the pods out as empty, unless the constraint honors taints", () => {
    const taints = [{ key: "gpu", effect: "NoSchedule" }];
    const given = [
      { name: "general", zones: 2 },
      { name: "gpu", zones: 3, taints },
    ];
    const faults = (nodeTaintsPolicy?: string) => {
      const objects = [deployment({ ...alone, constraints: [{ ...overZones, nodeTaintsPolicy }] }, 6)];
      return verdictOf(schedulable, programOf({ objects, config: { schedulable: { pools: given } } })).faults;
    };
    const tight = ["topologySpreadConstraints[0] must leave room for 6 pods, but leaves room for 2"];
    assert.deepEqual([faults(), faults("Ignore"), faults("Honor")], [tight, tight, []]);
  });

  it("names no rule that plays no part", () => {
    const constraints = [{ topologyKey: hostKey, maxSkew: 1 }, overZones];
    const objects = [deployment({ ...alone, constraints, together: [zoneKey], apart: [hostKey] }, 3)];
    assert.deepEqual(verdictOf(schedulable, programOf({ objects })).faults, [
      "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0] and topologySpreadConstraints[1] must leave room for 3 pods, but leaves room for 1",
    ]);
  });
});
