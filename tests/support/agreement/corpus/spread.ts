import { add, all, manifest, merged, patch, pod, type Patch, without, workload, workloadAt } from "../changes";
import { partOf } from "../../parts";
import { type Change, type Mutation, rowsOf } from "../mutation";

/** Spread over zones and nodes, budgets, and whether there is room for the pods at all: on nine nodes in three zones. */

const { accepted, refused } = rowsOf("spread");

const zoneKey = "topology.kubernetes.io/zone";
const hostKey = "kubernetes.io/hostname";
const own = { matchLabels: { "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web" } };

/** Lays a patch over the constraint about zones, or about nodes. */
const constraintAt =
  (index: number) =>
  (over: Patch): Change =>
    workloadAt(`template.spec.topologySpreadConstraints.${index}`, (part) => merged(part, over));
const zones = constraintAt(0);
const nodes = constraintAt(1);
const onlyConstraint = (index: number): Change =>
  workloadAt("template.spec", (spec) => ({
    ...Object(spec),
    topologySpreadConstraints: (partOf(spec, "topologySpreadConstraints") as object[]).slice(index, index + 1),
  }));

const replicas = (count: number): Change => workload({ replicas: count });
const apart = (over: Patch): Change =>
  workloadAt("template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0", (term) =>
    merged(term, over),
  );
const notApart = pod({ affinity: null });
const strategy = (maxSurge: number, maxUnavailable: number): Change =>
  workload({ strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } } });
const together = (topologyKey: string): Change =>
  pod({
    affinity: {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: own }] },
    },
  });
const inZones = (...values: readonly string[]): Change =>
  pod({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: zoneKey, operator: "In", values }] }],
        },
      },
    },
  });
const ofAllRevisions: Patch = { matchLabelKeys: null };

const room: readonly Mutation[] = [
  accepted("as many pods as nodes", replicas(9)),
  refused("more pods than nodes, apart from each other", replicas(10)),
  accepted("more pods than nodes, rather apart", all(replicas(12), notApart)),
  refused("as many pods as nodes, apart from those of the old revision, too", all(replicas(9), apart(ofAllRevisions))),
  refused(
    "as many pods as nodes, where a rollout takes one away first, and not always where the next may stand",
    all(replicas(9), apart(ofAllRevisions), strategy(0, 1)),
  ),
  refused(
    "a pod less than nodes, apart from those of the old revision, too",
    all(replicas(8), apart(ofAllRevisions), strategy(1, 0)),
  ),
  refused("more pods than zones, apart from each other's zones", all(replicas(4), apart({ topologyKey: zoneKey }))),
  accepted("as many pods as zones, apart from each other's zones", apart({ topologyKey: zoneKey })),
  refused(
    "as many pods as zones, apart from those of the old revision, too",
    apart({ topologyKey: zoneKey, ...ofAllRevisions }),
  ),
  accepted(
    "as many pods as zones, where a rollout takes one away first",
    all(apart({ topologyKey: zoneKey, ...ofAllRevisions }), strategy(0, 1)),
  ),
  accepted(
    "as many pods as zones, where a rollout may take one away",
    all(apart({ topologyKey: zoneKey, ...ofAllRevisions }), strategy(1, 1)),
  ),
  accepted(
    "apart from pods that are not there",
    apart({ topologyKey: zoneKey, labelSelector: { matchLabels: { app: "other" } } }),
  ),
  accepted("a pod in each of the zones that must be", zones({ minDomains: 3 })),
  accepted("a pod in each zone, of which there should be more", zones({ minDomains: 4 })),
  refused("two pods in each zone, of which there should be more", all(replicas(6), zones({ minDomains: 4 }))),
  accepted("two pods in each zone, of which there are enough", all(replicas(6), zones({ minDomains: 3 }))),
  refused(
    "more pods than nodes, of which there should be more",
    all(replicas(10), notApart, nodes({ whenUnsatisfiable: "DoNotSchedule", minDomains: 10 })),
  ),
  accepted(
    "more pods than nodes, even over them",
    all(replicas(10), notApart, nodes({ whenUnsatisfiable: "DoNotSchedule" })),
  ),
  refused("pods that must share a zone and be even over zones", together(zoneKey)),
  refused("pods that must share a node and be even over zones", together(hostKey)),
  accepted(
    "pods that must share their region",
    all(pod({ affinity: null }), together("topology.kubernetes.io/region")),
  ),
  accepted("pods of two zones", inZones("zone-a", "zone-b")),
  refused("more pods than the nodes of the zone that they ask for", all(replicas(4), inZones("zone-a"))),
  accepted("as many pods as the nodes of the zone that they ask for", all(replicas(3), inZones("zone-a"))),
  refused("pods of one zone that are even over all", all(inZones("zone-a"), zones({ nodeAffinityPolicy: "Ignore" }))),
  refused("nodes that the cluster does not have", pod({ nodeSelector: { "kubernetes.io/os": "windows" } })),
  accepted("nodes that the cluster has", pod({ nodeSelector: { "kubernetes.io/os": "linux" } })),
  refused("a constraint over a label that no node has", zones({ topologyKey: "topology.kubernetes.io/zones" })),
  refused(
    "a further constraint over a label that no node has",
    workloadAt("template.spec.topologySpreadConstraints", (list) => [
      ...(list as object[]),
      merged(Reflect.get(list as object, 0), { topologyKey: "topology.kubernetes.io/rack" }),
    ]),
  ),
  refused("nodes with a label that no node has", pod({ nodeSelector: { disk: "ssd" } })),
  accepted("a rather even spread over a label that no node has", nodes({ topologyKey: "kubernetes.io/host" })),
  refused(
    "an autoscaler that asks for more pods than nodes",
    patch("HorizontalPodAutoscaler", { spec: { maxReplicas: 10 } }),
    "scaled",
  ),
  accepted(
    "an autoscaler that asks for as many pods as nodes",
    patch("HorizontalPodAutoscaler", { spec: { maxReplicas: 9 } }),
    "scaled",
  ),
  accepted("a StatefulSet of as many pods as nodes", workload({ replicas: 9 }), "stored"),
  refused("a StatefulSet of more pods than nodes", workload({ replicas: 10 }), "stored"),
  refused(
    "a StatefulSet of more pods than zones, apart from each other's zones",
    all(workload({ replicas: 4 }), apart({ topologyKey: zoneKey })),
    "stored",
  ),
];

const survival: readonly Mutation[] = [
  accepted("no constraint over zones", onlyConstraint(1)),
  accepted("no constraint at all", pod({ topologySpreadConstraints: null })),
  accepted("zones that need not be even", zones({ whenUnsatisfiable: "ScheduleAnyway" })),
  accepted("a zone that may hold two pods more", zones({ maxSkew: 2 })),
  accepted("a constraint that selects nothing", zones({ labelSelector: { matchLabels: { app: "wbe" } } })),
  accepted("a constraint without a selector", zones({ labelSelector: null, matchLabelKeys: null })),
  accepted("a StatefulSet without a constraint over zones", onlyConstraint(1), "stored"),
  accepted("zones that count the old revision", zones({ matchLabelKeys: null })),
  accepted("zones that count the old revision, which goes first", all(zones({ matchLabelKeys: null }), strategy(0, 1))),
  accepted("zones that count drained nodes", zones({ nodeTaintsPolicy: null })),
  accepted("nothing that spreads over nodes", all(notApart, onlyConstraint(0))),
  accepted(
    "a spread over nodes that selects nothing",
    all(notApart, nodes({ labelSelector: { matchLabels: { app: "wbe" } } })),
  ),
  accepted("a preference for other nodes", notApart),
];

const budget = (over: Patch): Change => patch("PodDisruptionBudget", { spec: over });
const budgets: readonly Mutation[] = [
  accepted("no budget", without("PodDisruptionBudget")),
  accepted("a budget of other pods", budget({ selector: { matchLabels: { "app.kubernetes.io/name": "api" } } })),
  accepted(
    "two budgets",
    add(manifest("policy/v1", "PodDisruptionBudget", "more", { spec: { minAvailable: 1, selector: own } })),
  ),
  accepted("a budget of all pods", budget({ maxUnavailable: null, minAvailable: 3 })),
  accepted("a budget of all pods in percent", budget({ maxUnavailable: null, minAvailable: "67%" })),
  accepted("a budget that lets none go", budget({ maxUnavailable: 0 })),
  accepted("a budget without a number", budget({ maxUnavailable: null })),
  accepted("a budget of more than half the pods", budget({ maxUnavailable: null, minAvailable: "50%" })),
  accepted("a budget that keeps what has failed", budget({ unhealthyPodEvictionPolicy: null })),
  accepted("a single pod without a reason", all(replicas(1), without("PodDisruptionBudget"))),
];

export const spread: readonly Mutation[] = [...room, ...survival, ...budgets];
