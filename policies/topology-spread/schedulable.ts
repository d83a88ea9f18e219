import { counted, quoted, type Fault } from "../shared/messages";
import { objectPolicy } from "../shared/policy";
import type { Program } from "../shared/program";
import { rolloutOf } from "../shared/rollouts";
import type { Replicas } from "../shared/scaling";
import { clusterSettings, nodesFor, type Cluster, type Node } from "./cluster";
import { apart, autoscaler, budget, compliant, daemon, together, unrelated, workload, zoneSpread } from "./examples";
import { endlessFrom, place, rulesOf, type Rule } from "./placement";
import { hostKey, zoneKey } from "./pod-template";
import { roll } from "./rolling";
import { countOf, exemptible, untilComplete, workloadOf, type Workload } from "./workloads";

const name = "schedulable";
const twenty = [workload({ replicas: 20, pod: { affinity: apart(zoneKey) } }), budget()];
const withoutAntiAffinity = { "anti-affinity": { level: "none" } };
const apartAt = "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]";
const gpu = { name: "gpu", labels: { pool: "gpu" }, taints: [{ key: "gpu", effect: "NoSchedule" }] };

/** No node takes a single pod. */
function noNode({ spec }: Workload, nodes: readonly Node[]): readonly Fault[] {
  const picked = nodes.filter((node) => node.picked);
  const names = (of: readonly Node[]) => quoted([...new Set(of.map(({ pool }) => pool.name ?? "unnamed"))]);
  if (picked.length === 0) {
    const field = spec.nodeSelector === undefined ? "affinity.nodeAffinity" : "nodeSelector";
    return [{ field, must: "pick a node pool", found: `picks none of ${names(nodes)}` }];
  }
  if (picked.some((node) => node.tolerated)) return [];
  const found = spec.tolerations === undefined ? undefined : "do not";
  return [{ field: "tolerations", must: `cover the taints of ${names(picked)}`, found }];
}

/** The rules that leave less room than is wanted, each by itself or else together. */
function tooTight(rules: readonly Rule[], must: string, wanted: number, roomUnder: (rules: readonly Rule[]) => number) {
  if (roomUnder(rules) >= wanted) return [];
  const fault = (of: readonly Rule[]): Fault => ({
    field: of.map(({ at }) => at).join(" and "),
    must,
    found: `leaves room for ${roomUnder(of)}`,
  });
  const alone = rules.filter((rule) => roomUnder([rule]) < wanted).map((rule) => fault([rule]));
  if (alone.length > 0) return alone;
  const needed = rules.reduce((kept, rule) => {
    const others = kept.filter((each) => each !== rule);
    return roomUnder(others) < wanted ? others : kept;
  }, rules);
  return [fault(needed)];
}

/** The most pods whose rollout adds pods before it takes any away, and how many it adds. @throws Unseen */
function tightestRollout({ object }: Workload, { min, max }: Replicas) {
  for (let pods = max; pods >= Math.max(1, min); pods--) {
    const { needed } = rolloutOf(object, pods);
    if (needed > 0) return { pods, needed };
  }
  return { pods: 0, needed: 0 };
}

function faultsOf(workload: Workload, replicas: Replicas, cluster: Cluster, program: Program): readonly Fault[] {
  const rollout = workload.object.attempt(() => tightestRollout(workload, replicas)) ?? { pods: 0, needed: 0 };
  const rules = rulesOf(workload, program);
  const endless = endlessFrom(rules, cluster);
  const pods = Math.min(replicas.max, endless);
  const old = Math.min(rollout.pods, endless);
  const added = Math.min(rollout.needed, endless);
  const nodes = nodesFor(workload.spec, cluster, Math.max(pods, old + added));
  const unplaced = noNode(workload, nodes);
  if (unplaced.length > 0) return unplaced;
  const asked = replicas.by === undefined ? "" : `, as many as ${replicas.by} asks for`;
  const must = `leave room for ${counted(replicas.max, "pod")}${asked}`;
  const all = tooTight(rules, must, pods, (some) => place(some, nodes, { old: pods, new: 0 }).length);
  if (all.length > 0) return all;
  const beside = `leave room for ${rollout.needed} more beside ${counted(rollout.pods, "pod")}, as a rollout takes none away first`;
  const first = tooTight(rules, beside, added, (some) => place(some, nodes, { old, new: added }).length - old);
  return first.length > 0 ? first : stuck(workload, replicas, pods, rules, nodes);
}

/** Rules that count the old pods can keep new ones out of the very places that the others leave them. */
function stuck(
  { object }: Workload,
  { max }: Replicas,
  pods: number,
  rules: readonly Rule[],
  nodes: readonly Node[],
): readonly Fault[] {
  const rollout = object.attempt(() => rolloutOf(object, max));
  const isMixed = new Set(rules.map(({ ofRevision }) => ofRevision)).size > 1;
  if (rollout === undefined || !isMixed) return [];
  const must = `leave room for ${counted(max, "new pod")} where a rollout takes the old ones of one zone away first`;
  return tooTight(rules, must, pods, (some) => roll(some, nodes, pods, rollout));
}

export const schedulable = objectPolicy({
  name,
  description: "The rules by which pods are spread leave room for as many as the workload can run, and for a rollout.",
  enforcement: "mandatory",
  why: "Mandatory, as pods without room stay pending, and a rollout without room never ends.",
  source: "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
  cure: "Loosen the rule, run fewer pods, count one revision alone by matchLabelKeys, let a rollout take a pod away first, or describe the cluster in the settings.",
  settings: { ...exemptible, ...clusterSettings },
  settled: untilComplete,
  judge(subject, program, { exempt, zones = 3, pools = [] }) {
    const workload = workloadOf(subject, program, exempt);
    if (workload === undefined) return undefined;
    const replicas = countOf(workload, program);
    if (replicas.max === 0) return undefined;
    return faultsOf(workload, replicas, { zones, pools: pools.length === 0 ? [{}] : pools }, program);
  },
  examples: {
    pass: [
      compliant,
      {
        title: "as many replicas as zones, where a rollout takes one away first",
        config: withoutAntiAffinity,
        objects: [
          workload({
            pod: { affinity: apart(zoneKey) },
            spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
          }),
          budget(),
        ],
      },
      {
        title: "a pool whose taint the pods tolerate",
        config: { [name]: { pools: [gpu] } },
        objects: [
          workload({ pod: { nodeSelector: gpu.labels, tolerations: [{ key: "gpu", operator: "Exists" }] } }),
          budget(),
        ],
      },
    ],
    fail: [
      {
        title: "twenty replicas in three zones that must not share one",
        config: withoutAntiAffinity,
        objects: twenty,
        faults: [`${apartAt} must leave room for 20 pods, but leaves room for 3`],
      },
      {
        title: "an autoscaler that asks for more pods than there are zones",
        config: withoutAntiAffinity,
        objects: [workload({ replicas: null, pod: { affinity: apart(zoneKey) } }), budget(), autoscaler(2, 10)],
        faults: [
          `${apartAt} must leave room for 10 pods, as many as HorizontalPodAutoscaler shop/web asks for, but leaves room for 3`,
        ],
      },
      {
        title: "a rollout that needs a fourth zone",
        config: withoutAntiAffinity,
        objects: [workload({ pod: { affinity: apart(zoneKey) } }), budget()],
        faults: [
          `${apartAt} must leave room for 1 more beside 3 pods, as a rollout takes none away first, but leaves room for 0`,
        ],
      },
      {
        title: "a rollout that may free a node only where the new pods must not stand yet",
        config: { [name]: { pools: [{ name: "small", nodes: 3 }] } },
        objects: [
          workload({ replicas: 9, spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } }),
          budget(),
        ],
        faults: [
          `${apartAt} and topologySpreadConstraints[0] must leave room for 9 new pods where a rollout takes the old ones of one zone away first, but leaves room for 1`,
        ],
      },
      {
        title: "more domains asked for than there are zones",
        objects: [
          workload({ replicas: 6, pod: { topologySpreadConstraints: [{ ...zoneSpread, minDomains: 4 }] } }),
          budget(),
        ],
        faults: ["topologySpreadConstraints[0] must leave room for 6 pods, but leaves room for 3"],
      },
      {
        title: "pods that must stand in one zone and be spread over three",
        objects: [workload({ pod: { affinity: { ...apart(hostKey), ...together(zoneKey) } } }), budget()],
        faults: [
          "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0] and topologySpreadConstraints[0] must leave room for 3 pods, but leaves room for 1",
        ],
      },
      {
        title: "fewer nodes than pods that must not share one",
        config: { [name]: { pools: [{ name: "small", nodes: 1 }] } },
        objects: [workload({ replicas: 6 }), budget()],
        faults: [`${apartAt} must leave room for 6 pods, but leaves room for 3`],
      },
      {
        title: "a pool with a taint that the pods do not tolerate",
        config: { [name]: { pools: [{ name: "general" }, gpu] } },
        objects: [workload({ pod: { nodeSelector: gpu.labels } }), budget()],
        faults: ['tolerations must cover the taints of "gpu", but is missing'],
      },
      {
        title: "labels that no pool has",
        config: { [name]: { pools: [gpu] } },
        objects: [workload({ pod: { nodeSelector: { pool: "spot" } } }), budget()],
        faults: ['nodeSelector must pick a node pool, but picks none of "gpu"'],
      },
    ],
    skip: [
      { title: "a DaemonSet", objects: [daemon] },
      { title: "a workload scaled to zero", objects: [workload({ replicas: 0, pod: { affinity: apart(zoneKey) } })] },
      { title: "an exempt namespace", objects: twenty, config: { [name]: { exempt: ["shop"] } } },
      unrelated,
    ],
  },
});
