import { lookers } from "../shared/known";
import type { Program } from "../shared/program";
import type { Cluster, Node } from "./cluster";
import { countsOwnPods, eachHardConstraint } from "./constraints";
import { hostKey, regionKey, zoneKey, type PodTerm, type SpreadConstraint } from "./pod-template";
import { picksOwnPods, revisionLabel, type Workload } from "./workloads";

/**
 * The rules by which the pods of one workload stand in each other's way, and a scheduler that obeys them. Pods of other
 * workloads, and resources, play no part.
 */
export interface Rule {
  /** Path of the rule in the pod. */
  readonly at: string;
  readonly topologyKey: string;
  /** Pods of the revision before do not count. */
  readonly ofRevision: boolean;
  /** Nodes whose domain counts even while it is empty. */
  readonly sees: (node: Node) => boolean;
  /** Whether a domain that holds so many pods takes one more; `all` is what the domains hold, each by itself. */
  readonly allows: (pods: number, all: readonly number[]) => boolean;
  /** How many pods more than the emptiest domain it ever allows one to hold. */
  readonly skew: number;
}

/** What the pods of a workload demand of each other; what cannot be seen is noted, and left out. */
export function rulesOf(workload: Workload, program: Program): readonly Rule[] {
  const hash = revisionLabel[workload.object.groupKind];
  const ofRevision = ({ matchLabelKeys = [] }: PodTerm | SpreadConstraint) =>
    hash !== undefined && matchLabelKeys.includes(hash);
  const { affinity } = workload.spec;
  const termsOf = (kind: "podAffinity" | "podAntiAffinity", allows: Rule["allows"]): Rule[] => {
    const terms = affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution;
    return lookers(terms).flatMap(
      (look, index) =>
        workload.object.attempt((): Rule[] => {
          const term = look();
          if (!picksOwnPods(term, workload, program)) return [];
          const at = `affinity.${kind}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`;
          const topologyKey = term.topologyKey ?? "";
          return [{ at, topologyKey, ofRevision: ofRevision(term), sees: () => true, allows, skew: 1 }];
        }) ?? [],
    );
  };
  return [
    ...termsOf("podAffinity", (pods, all) => pods > 0 || all.every((each) => each === 0)),
    ...termsOf("podAntiAffinity", (pods) => pods === 0),
    ...eachHardConstraint(workload, (constraint, at) => {
      if (!countsOwnPods(constraint, workload)) return [];
      const { topologyKey = "", maxSkew: skew = 1 } = constraint;
      const sees = seenBy(constraint);
      return [{ at, topologyKey, ofRevision: ofRevision(constraint), sees, allows: evenly(constraint), skew }];
    }),
  ];
}

/** By default a constraint looks past nodes that the pod does not ask for, and counts those whose taints keep it out. */
function seenBy({ nodeAffinityPolicy = "Honor", nodeTaintsPolicy = "Ignore" }: SpreadConstraint): Rule["sees"] {
  return ({ picked, tolerated }) =>
    (picked || nodeAffinityPolicy === "Ignore") && (tolerated || nodeTaintsPolicy === "Ignore");
}

/** With fewer domains than asked for, the emptiest counts as holding none. */
function evenly({ maxSkew = 1, minDomains = 1 }: SpreadConstraint): Rule["allows"] {
  return (pods, all) => pods + 1 - (all.length < minDomains ? 0 : Math.min(...all)) <= maxSkew;
}

/**
 * A number of pods after which there is no end: each rule fills a domain to its skew over another that is full, so room
 * that ends does so before.
 */
export function endlessFrom(rules: readonly Rule[], { zones, pools }: Cluster): number {
  const domains = pools.reduce((sum, pool) => sum + (pool.zones ?? zones) * (pool.nodes ?? 1), zones);
  return domains * rules.reduce((sum, { skew }) => sum + skew, 1) + 1;
}

export type Revision = "old" | "new";

export interface Placed {
  readonly node: Node;
  readonly revision: Revision;
}

/**
 * The pods that find a node, first those of the old revision, one after the other, until one does not. Each goes where
 * there are fewest, so pods without room here have none in any order; a scheduler may do worse.
 */
export function place(
  rules: readonly Rule[],
  nodes: readonly Node[],
  pods: Readonly<Record<Revision, number>>,
): readonly Placed[] {
  const placed: Placed[] = [];
  while (placed.length < pods.old + pods.new) {
    const revision = placed.length < pods.old ? "old" : "new";
    const node = emptiest(openTo(revision, rules, nodes, placed), placed);
    if (node === undefined) break;
    placed.push({ node, revision });
  }
  return placed;
}

/** The nodes that take one more pod of a revision. */
export function openTo(
  revision: Revision,
  rules: readonly Rule[],
  nodes: readonly Node[],
  placed: readonly Placed[],
): readonly Node[] {
  const tests = rules.map((rule) =>
    testOf(
      rule,
      nodes,
      placed.filter((each) => !rule.ofRevision || each.revision === revision),
    ),
  );
  return nodes.filter((node) => node.picked && node.tolerated && tests.every((test) => test(node)));
}

/** The emptiest node of those in the emptiest zone. */
export function emptiest(open: readonly Node[], placed: readonly Placed[]): Node | undefined {
  const zones = countBy(placed, ({ node }) => node.zone);
  const hosts = countBy(placed, ({ node }) => node.host);
  const load = ({ zone, host }: Node) => (zones.get(zone) ?? 0) * (placed.length + 1) + (hosts.get(host) ?? 0);
  const [first, ...rest] = open;
  return first && rest.reduce((best, node) => (load(node) < load(best) ? node : best), first);
}

function testOf(rule: Rule, nodes: readonly Node[], placed: readonly Placed[]): (node: Node) => boolean {
  const domainOf = domains(rule.topologyKey, nodes);
  if (domainOf === undefined) return () => true;
  const counts = new Map<unknown, number>();
  for (const node of nodes) if (rule.sees(node)) counts.set(domainOf(node), 0);
  for (const { node } of placed) counts.set(domainOf(node), (counts.get(domainOf(node)) ?? 0) + 1);
  const all = [...counts.values()];
  return (node) => rule.allows(counts.get(domainOf(node)) ?? 0, all);
}

/** Where a node stands by a label; undefined for one that the configuration does not tell of every node. */
function domains(topologyKey: string, nodes: readonly Node[]): ((node: Node) => unknown) | undefined {
  if (topologyKey === zoneKey) return ({ zone }) => zone;
  if (topologyKey === hostKey) return ({ host }) => host;
  if (topologyKey === regionKey) return () => "";
  const labelOf = ({ pool }: Node) => pool.labels?.[topologyKey];
  return nodes.every((node) => labelOf(node) !== undefined) ? labelOf : undefined;
}

function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
