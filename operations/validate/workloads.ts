import type {
  CoreV1Event,
  V1LabelSelector,
  V1ObjectMeta,
  V1Pod,
  V1PodTemplateSpec,
  V1ReplicaSet,
} from "@kubernetes/client-node";
import type { Facts } from "./facts";
import { conditionOf, groupBy, nameOf, namespaceOf } from "./objects";

/** What keeps a number of pods, whatever its kind. */
export interface Workload {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** Pods of the newest revision. */
  readonly updated: number;
  /** Whether its controller has seen its newest form. */
  readonly observed: boolean;
  readonly selector: V1LabelSelector | undefined;
  readonly template: V1PodTemplateSpec | undefined;
  /** Pods that have neither ended nor are being deleted. */
  readonly pods: readonly V1Pod[];
  /** Why its pods are refused, by whom the API server was asked. */
  readonly refusal: Refusal | undefined;
}

interface Refusal {
  readonly message: string;
  readonly asker: { readonly kind: string; readonly name: string };
}

export const display = ({ kind, namespace, name }: Pick<Workload, "kind" | "namespace" | "name">): string =>
  `${kind} ${namespace}/${name}`;

/** Every workload of the namespaces that are checked. */
export function workloadsOf(facts: Facts): readonly Workload[] {
  const podsOf = podsByOwner(facts);
  const refusalOf = eventOf(facts.list("refusals"));
  return [
    ...deployments(facts, podsOf),
    ...statefulSets(facts, podsOf, refusalOf),
    ...daemonSets(facts, podsOf, refusalOf),
  ];
}

type PodsOf = (owner: V1ObjectMeta | undefined) => readonly V1Pod[];
type RefusalOf = (kind: string, owner: V1ObjectMeta | undefined) => Refusal | undefined;

function deployments(facts: Facts, podsOf: PodsOf): readonly Workload[] {
  const sets = facts.list("replicaSets");
  return facts.list("deployments").map(({ metadata, spec, status }) => {
    const own = sets.filter((each) => controllerOf(each.metadata)?.uid === metadata?.uid);
    return {
      kind: "Deployment",
      namespace: namespaceOf({ metadata }),
      name: nameOf({ metadata }),
      desired: spec?.replicas ?? 1,
      ready: status?.readyReplicas ?? 0,
      updated: status?.updatedReplicas ?? 0,
      observed: isObserved(metadata, status),
      selector: spec?.selector,
      template: spec?.template,
      pods: own.flatMap((each) => podsOf(each.metadata)),
      refusal: refusalBySet(own),
    };
  });
}

function refusalBySet(sets: readonly V1ReplicaSet[]): Refusal | undefined {
  return sets.flatMap((set) => {
    const condition = conditionOf(set.status?.conditions, "ReplicaFailure");
    if (condition?.status !== "True" || set.spec?.replicas === 0) return [];
    return [{ message: condition.message ?? "", asker: { kind: "replicaset", name: nameOf(set) } }];
  })[0];
}

function statefulSets(facts: Facts, podsOf: PodsOf, refusalOf: RefusalOf): readonly Workload[] {
  return facts.list("statefulSets").map(({ metadata, spec, status }) => ({
    kind: "StatefulSet",
    namespace: namespaceOf({ metadata }),
    name: nameOf({ metadata }),
    desired: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    // A StatefulSet with partition or OnDelete keeps old pods on purpose.
    updated: spec?.replicas ?? 1,
    observed: isObserved(metadata, status),
    selector: spec?.selector,
    template: spec?.template,
    pods: podsOf(metadata),
    refusal: refusalOf("StatefulSet", metadata),
  }));
}

function daemonSets(facts: Facts, podsOf: PodsOf, refusalOf: RefusalOf): readonly Workload[] {
  return facts.list("daemonSets").map(({ metadata, spec, status }) => ({
    kind: "DaemonSet",
    namespace: namespaceOf({ metadata }),
    name: nameOf({ metadata }),
    desired: status?.desiredNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    observed: isObserved(metadata, status),
    selector: spec?.selector,
    template: spec?.template,
    pods: podsOf(metadata),
    refusal: refusalOf("DaemonSet", metadata),
  }));
}

function isObserved(metadata: V1ObjectMeta | undefined, status: { observedGeneration?: number } | undefined): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

/** The newest refusal that an event tells of; those of Deployments stand in a condition. */
export function eventOf(events: readonly CoreV1Event[]): RefusalOf {
  return (kind, owner) => {
    const [newest] = events
      .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.uid === owner?.uid)
      .sort((a, b) => momentOf(b) - momentOf(a));
    if (newest === undefined) return undefined;
    return { message: newest.message ?? "", asker: { kind: kind.toLowerCase(), name: nameOf({ metadata: owner }) } };
  };
}

function momentOf({ lastTimestamp, eventTime }: CoreV1Event): number {
  return (lastTimestamp ?? eventTime)?.getTime() ?? 0;
}

function podsByOwner(facts: Facts): PodsOf {
  const pods = groupBy(facts.list("pods").filter(isAlive), ({ metadata }) => controllerOf(metadata)?.uid ?? "");
  return (owner) => pods.get(owner?.uid ?? "nobody") ?? [];
}

/** Neither ended nor being deleted. */
export function isAlive({ metadata, status }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}

export function controllerOf(metadata: V1ObjectMeta | undefined) {
  return metadata?.ownerReferences?.find((each) => each.controller === true);
}

/** Names what a pod belongs to, such as `Deployment shop`; a pod of nobody by itself. */
export function ownerNames(facts: Facts): (pod: V1Pod) => string {
  const deploymentOf = new Map(
    facts.list("replicaSets").map(({ metadata }) => [metadata?.uid, controllerOf(metadata)] as const),
  );
  return (pod) => {
    const owner = controllerOf(pod.metadata);
    const above = owner?.kind === "ReplicaSet" ? (deploymentOf.get(owner.uid) ?? owner) : owner;
    return above === undefined ? `pod ${nameOf(pod)}` : `${above.kind} ${above.name}`;
  };
}
