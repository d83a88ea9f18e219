import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../../offline/kubernetes/api";
import { ApiError } from "../../../offline/kubernetes/connection";
import { type KubernetesObject, referenceOf } from "../../../offline/kubernetes/objects";
import { eventually } from "../cluster";
import { partOf } from "../parts";
import { Admission } from "./admission";
import { all, context, pod, resources, workload } from "./changes";
import { amounts } from "./fences";
import type { Change, Objects } from "./mutation";
import { failures, isReady, judgeByRunning, rollOut, settle, unschedulable } from "./running";
import type { Scene } from "./scene";
import { onStage, type OwnNode } from "./stage";

/** What becomes of a program that Kubernetes accepts and a pack refuses, and of the one before the change does not. */
export interface Harm {
  /** Completes "without the policy …". */
  readonly shows: string;
  readonly happens: (api: Api, objects: Objects) => Promise<boolean>;
}

const zoneKey = "topology.kubernetes.io/zone";

async function admits(api: Api, objects: Objects): Promise<boolean> {
  const admission = new Admission(api);
  try {
    return (await admission.judge(objects)).length === 0;
  } finally {
    await admission.close();
  }
}

const bare = resources({ requests: null, limits: null });

export const admitsGainOfPrivileges: Harm = {
  shows: "the namespace takes pods that gain privileges",
  happens: (api, objects) => admits(api, context({ allowPrivilegeEscalation: true })(objects)),
};

export const refusesBareContainers: Harm = {
  shows: "the namespace refuses containers that leave their resources to it",
  happens: async (api, objects) => !(await admits(api, bare(objects))),
};

export const bestEffort: Harm = {
  shows: "the pods are the first to go when a node runs short",
  happens: (api, objects) =>
    onStage(api, objects, async (scene) =>
      (await scene.pods()).every((each) => partOf(each, "status.qosClass") === "BestEffort"),
    ),
};

/** More cpu than the quota of the base allows, on nodes that are not there. */
const greedy: Change = all(
  workload({ replicas: 13 }),
  pod({ nodeSelector: { agreement: "nowhere" } }),
  resources(amounts({ cpu: "4" }, { cpu: "4" })),
);

export const takesTheCluster: Harm = {
  shows: "the namespace takes more of the cluster than its share",
  happens: async (api, objects) =>
    (await judgeByRunning(api, greedy(objects))).every(({ judge }) => judge === "scheduler"),
};

/** True when a quota refuses a pod or a revision in the course of some rollouts. */
const refusedInRollouts =
  (rollouts: number): Harm["happens"] =>
  (api, objects) =>
    onStage(api, objects, async (scene) => {
      for (let count = 0; count < rollouts; count++) {
        await rollOut(scene);
        if (await refusesRevision(scene)) return true;
        await settle(scene, "rollout");
      }
      return (await failures(scene)).length > 0;
    });

/** The Deployment itself says so when it cannot make its next ReplicaSet. */
async function refusesRevision(scene: Scene): Promise<boolean> {
  return eventually("the rollout begins", async () => {
    const [deployment] = await scene.list("apps/v1", "Deployment");
    const conditions = (partOf(deployment, "status.conditions") ?? []) as readonly { readonly reason: string }[];
    if (conditions.some(({ reason }) => reason === "ReplicaSetCreateError")) return "refused" as const;
    return partOf(deployment, "status.observedGeneration") === deployment?.metadata.generation && "begun";
  }).then((answer) => answer === "refused");
}

export const surgeRefused: Harm = {
  shows: "a rollout is refused the pods that it adds",
  happens: refusedInRollouts(1),
};

export const revisionRefused: Harm = {
  shows: "a later rollout is refused its revision",
  happens: refusedInRollouts(2),
};

export const overdrawn: Harm = {
  shows: "the quota holds more than it allows from its first day",
  happens: (api, objects) =>
    onStage(api, objects, async (scene) => {
      const quotas = await scene.list("v1", "ResourceQuota");
      const count = (quota: KubernetesObject, path: string) =>
        Number(Object(partOf(quota, path))["resourcequotas"] ?? 0);
      return quotas.some((each) => count(each, "status.used") > count(each, "status.hard"));
    }),
};

/** How many pods stand in each place. */
function countBy(pods: readonly KubernetesObject[], placeOf: (pod: KubernetesObject) => string): number[] {
  const counts = new Map<string, number>();
  for (const each of pods.filter(isReady)) counts.set(placeOf(each), (counts.get(placeOf(each)) ?? 0) + 1);
  return [...counts.values()];
}

const nodeOf = (each: KubernetesObject): string => String(partOf(each, "spec.nodeName"));

/** How many pods more than the emptiest of three zones the fullest holds. */
async function skewOf(scene: Scene): Promise<number> {
  const nodes = await scene.api.list("v1", "Node");
  const zones = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels?.[zoneKey] ?? ""]));
  const counts = countBy(await scene.pods(), (each) => zones.get(nodeOf(each)) ?? "");
  return Math.max(...counts) - (counts.length < 3 ? 0 : Math.min(...counts));
}

/** Two zones without room for a pod, for the moment. */
const oneZoneWithRoom: readonly OwnNode[] = [
  ...Array.from({ length: 3 }, () => ({ zone: "zone-a", cpu: "16" })),
  { zone: "zone-b", cpu: "100m" },
  { zone: "zone-c", cpu: "100m" },
];

export const piledUp: Harm = {
  shows: "the pods pile up in one zone while the others have no room",
  happens: (api, objects) => onStage(api, objects, async (scene) => (await skewOf(scene)) > 1, oneZoneWithRoom),
};

/** Every second rollout or so leaves them uneven: it depends on which old pods go first. */
export const unevenAfterRollouts: Harm = {
  shows: "the zones are uneven after rollouts",
  happens: (api, objects) =>
    onStage(api, objects, async (scene) => {
      for (let count = 0; count < 12; count++) {
        await rollOut(scene);
        await settle(scene, "rollout");
        if ((await skewOf(scene)) > 1) return true;
      }
      return false;
    }),
};

/** A large and a small node in each zone. */
const unlikeNodes: readonly OwnNode[] = ["zone-a", "zone-b", "zone-c"].flatMap((zone) => [
  { zone, cpu: "16" },
  { zone, cpu: "1" },
]);

export const sharedNodes: Harm = {
  shows: "pods share a node while another of the zone has room",
  happens: (api, objects) =>
    onStage(
      api,
      workload({ replicas: 6 })(objects),
      async (scene) => Math.max(...countBy(await scene.pods(), nodeOf)) > 1,
      unlikeNodes,
    ),
};

/** How many of all pods a drain of all nodes at once may take while nothing comes in their place. */
async function evicted(scene: Scene): Promise<number> {
  await scene.noMorePods();
  await budgetsCount(scene);
  const pods = await scene.pods();
  const answers = await Promise.all(pods.map((each) => evict(scene, each)));
  return answers.filter(Boolean).length;
}

async function evict(scene: Scene, { metadata: { name, namespace } }: KubernetesObject): Promise<boolean> {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: namespace ?? "" } };
  try {
    await scene.api.post({ apiVersion: "v1", kind: "Pod", name, namespace }, "eviction", eviction);
    return true;
  } catch (error) {
    // One budget answers with 429, two with 500.
    if (error instanceof ApiError && (error.code === 429 || error.code === 500)) return false;
    throw error;
  }
}

/** Until then a budget lets none go. */
async function budgetsCount(scene: Scene): Promise<void> {
  let seen = "";
  const counted = async (): Promise<boolean> => {
    const budgets = await scene.list("policy/v1", "PodDisruptionBudget");
    const pods = await scene.pods();
    seen = JSON.stringify([...budgets, ...pods].map(({ kind, status }) => [kind, status]));
    return budgets.every((each) => {
      const wanted = Object.entries(Object(partOf(each, "spec.selector.matchLabels")));
      const own = pods.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
      return partOf(each, "status.currentHealthy") === own.length;
    });
  };
  await eventually("the budgets have counted the pods", counted).catch((error: unknown) => {
    throw new Error(`the budgets have not counted the pods: ${seen}`, { cause: error });
  });
}

export const drainTakesAll: Harm = {
  shows: "a drain takes every pod at once",
  happens: (api, objects) => onStage(api, objects, async (scene) => (await evicted(scene)) === 3),
};

export const drainTakesNone: Harm = {
  shows: "a drain takes no pod, ever",
  happens: (api, objects) => onStage(api, objects, async (scene) => (await evicted(scene)) === 0),
};

const twoInEachZone: readonly OwnNode[] = ["zone-a", "zone-b", "zone-c"].flatMap((zone) => [
  { zone, cpu: "16" },
  { zone, cpu: "16" },
]);

export const waitsForDrainedNodes: Harm = {
  shows: "a pod of a drained zone waits for its nodes to come back",
  happens: (api, objects) =>
    onStage(
      api,
      objects,
      async (scene) => {
        await budgetsCount(scene);
        for (const node of await cordoned(scene, "zone-c")) {
          for (const each of await scene.pods()) if (nodeOf(each) === node) await evict(scene, each);
        }
        await pause(200);
        await settle(scene, "rollout");
        return (await scene.pods()).some((each) => unschedulable(each).length > 0);
      },
      twoInEachZone,
    ),
};

/** Keeps new pods away from the nodes of the scene in a zone; answers their names. */
async function cordoned(scene: Scene, zone: string): Promise<readonly string[]> {
  const nodes = await scene.api.list("v1", "Node", undefined, {
    labelSelector: `agreement=${scene.namespace},${zoneKey}=${zone}`,
  });
  for (const each of nodes) {
    await scene.api.merge(referenceOf(each), { spec: { unschedulable: true } });
    await eventually("the node is cordoned", async () => {
      const taints = (partOf(await scene.api.get(referenceOf(each)), "spec.taints") ?? []) as {
        readonly key: string;
      }[];
      return taints.some(({ key }) => key === "node.kubernetes.io/unschedulable");
    });
  }
  return nodes.map(({ metadata }) => metadata.name);
}
