import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../../offline/kubernetes/api";
import { type KubernetesObject, referenceOf } from "../../../offline/kubernetes/objects";
import { parseQuantity } from "../../../policies/shared/quantity";
import { partOf } from "../parts";
import { storageClass } from "./base";
import type { Objects } from "./mutation";
import { judgeOf, type Refusal, type ServerVerdict } from "./refusal";
import { isFence, Scene } from "./scene";

/** Kinds that bring pods up and keep their number. */
const workloadKinds: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job"]);

/** How long nothing must change before what has not come is taken not to come. */
const quietMs = { placing: 1000, rollout: 3000 };
const limitMs = 120_000;

/**
 * Runs a program at its maximum: makes its objects, scales what an autoscaler scales to the most it may ask for, runs
 * what waits for its time, and then lets each workload roll out anew. What Kubernetes refuses on that way, or leaves
 * pending for good, is its verdict.
 */
export async function judgeByRunning(api: Api, objects: Objects): Promise<ServerVerdict> {
  const { scene, refusals } = await Scene.open(api, objects);
  try {
    if (refusals.length > 0) return refusals;
    return await run(scene, objects);
  } finally {
    await scene.close();
  }
}

async function run(scene: Scene, objects: Objects): Promise<ServerVerdict> {
  const placed = await arrive(scene, objects);
  if (placed.length > 0) return placed;
  return (await rollOut(scene)) ? settle(scene, "rollout") : [];
}

/** Makes the objects of a program and waits for its pods. */
export async function arrive(scene: Scene, objects: Objects): Promise<ServerVerdict> {
  const refused = await scene.put([...volumesFor(scene, objects), ...objects.filter((each) => !isFence(each))]);
  if (refused.length > 0) return refused;
  await scaleUp(scene, objects);
  const jobs = await scene.put(objects.flatMap(jobOf));
  if (jobs.length > 0) return jobs;
  return settle(scene, "placing");
}

/** A Job of a CronJob, as its time brings it. */
function jobOf(object: KubernetesObject): KubernetesObject[] {
  if (object.kind !== "CronJob") return [];
  const spec = partOf(object, "spec.jobTemplate.spec");
  return [
    { apiVersion: "batch/v1", kind: "Job", metadata: { ...object.metadata, name: `${object.metadata.name}-1` }, spec },
  ];
}

/** A volume for each claim of the StatefulSets, and for no other; nobody makes them here. */
function volumesFor({ namespace }: Scene, objects: Objects): KubernetesObject[] {
  return objects
    .filter((each) => each.kind === "StatefulSet")
    .flatMap(({ metadata, spec }) => claimNames(metadata.name, spec))
    .map((claim) => ({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: `${namespace}-${claim}` },
      spec: {
        capacity: { storage: "100Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: storageClass,
        persistentVolumeReclaimPolicy: "Retain",
        claimRef: { namespace, name: claim },
        csi: { driver: "csi.example.com", volumeHandle: `${namespace}-${claim}` },
      },
    }));
}

function claimNames(statefulSet: string, spec: unknown): string[] {
  const templates = (partOf(spec, "volumeClaimTemplates") ?? []) as Objects;
  const ordinals = Array.from({ length: Number(partOf(spec, "replicas")) }, (_, ordinal) => ordinal);
  return templates.flatMap(({ metadata: { name } }) => ordinals.map((each) => `${name}-${statefulSet}-${each}`));
}

async function scaleUp(scene: Scene, objects: Objects): Promise<void> {
  for (const each of objects.filter(({ kind }) => kind === "HorizontalPodAutoscaler")) {
    const { kind, name } = partOf(each, "spec.scaleTargetRef") as { readonly kind: string; readonly name: string };
    const reference = { apiVersion: "apps/v1", kind, name, namespace: scene.namespace };
    await scene.api.merge(reference, { spec: { replicas: Number(partOf(each, "spec.maxReplicas")) } });
  }
}

/**
 * Makes every workload that can do so replace its pods; false when there is none. Which pods go first is for the
 * controller to choose, so it is made to choose badly: one zone after the other.
 */
export async function rollOut(scene: Scene): Promise<boolean> {
  const first = (await scene.pods()).filter((each) => String(partOf(each, "spec.nodeName")).startsWith("node-zone-a"));
  const annotations = { "controller.kubernetes.io/pod-deletion-cost": "-1" };
  await Promise.all(first.map((each) => scene.api.merge(referenceOf(each), { metadata: { annotations } })));
  const found = await scene.made(new Set(["Deployment", "StatefulSet"]));
  for (const each of found) {
    const restarted = { "agreement/restarted": new Date().toISOString() };
    await scene.api.merge(referenceOf(each), { spec: { template: { metadata: { annotations: restarted } } } });
  }
  return found.length > 0;
}

/**
 * Waits until every workload is as it should be, or until nothing changes any more and something is refused.
 * @throws after a while in which neither comes
 */
export async function settle(scene: Scene, phase: keyof typeof quietMs): Promise<ServerVerdict> {
  const deadline = Date.now() + limitMs;
  let last = { signature: "", since: Date.now() };
  let recounted = false;
  for (;;) {
    const [pods, workloads] = await Promise.all([scene.pods(), scene.made(workloadKinds)]);
    if (workloads.every(isComplete) && pods.every((each) => !isGoing(each))) return [];
    const signature = pods.map(stateOf).sort().join("\n");
    // Pods on their way out hold what others wait for.
    if (signature !== last.signature || pods.some(isGoing)) last = { signature, since: Date.now() };
    if (Date.now() - last.since > quietMs[phase]) {
      const failed = await standingFailures(scene);
      if (failed.length > 0 && !recounted) {
        recounted = true;
        await scene.recount();
        last = { signature, since: Date.now() };
        continue;
      }
      // Pods that are still to be created may yet be refused.
      const waiting = failed.length > 0 || pods.length >= wantedBy(workloads) ? pods.flatMap(unschedulable) : [];
      if (failed.length + waiting.length > 0) return [...failed, ...waiting];
    }
    if (Date.now() > deadline) {
      const states = workloads.map((each) => `${each.kind} ${JSON.stringify(partOf(each, "status"))}`);
      throw new Error(`neither complete nor refused after ${limitMs / 1000} s:\n${states.join("\n")}\n${signature}`);
    }
    await pause(250);
  }
}

function wantedBy(workloads: Objects): number {
  return workloads.reduce((sum, each) => sum + Number(partOf(each, "spec.replicas") ?? 0), 0);
}

function isComplete(object: KubernetesObject): boolean {
  const status = Object(partOf(object, "status"));
  const isCurrent = object.kind === "Job" || status.observedGeneration === object.metadata.generation;
  if (!isCurrent) return false;
  const wanted = partOf(object, "spec.replicas") ?? 1;
  switch (object.kind) {
    case "Deployment":
      return [status.replicas ?? 0, status.updatedReplicas ?? 0, status.availableReplicas ?? 0].every(
        (each) => each === wanted,
      );
    case "StatefulSet":
      return status.availableReplicas === wanted && status.currentRevision === status.updateRevision;
    case "DaemonSet":
      return status.desiredNumberScheduled > 0 && status.numberAvailable === status.desiredNumberScheduled;
    default:
      return status.succeeded === (partOf(object, "spec.completions") ?? partOf(object, "spec.parallelism") ?? 1);
  }
}

function isGoing(pod: KubernetesObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function conditionOf(pod: KubernetesObject, type: string): Condition | undefined {
  const conditions = (partOf(pod, "status.conditions") ?? []) as readonly Condition[];
  return conditions.find((each) => each.type === type);
}

export function isReady(pod: KubernetesObject): boolean {
  return conditionOf(pod, "Ready")?.status === "True" && !isGoing(pod);
}

function stateOf(pod: KubernetesObject): string {
  return [
    pod.metadata.name,
    partOf(pod, "status.phase"),
    isReady(pod),
    isGoing(pod),
    partOf(pod, "spec.nodeName"),
  ].join(" ");
}

export function unschedulable(pod: KubernetesObject): Refusal[] {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status !== "False" || isGoing(pod)) return [];
  // Its claims are about to be bound, to volumes that are there.
  if (scheduled.message?.includes("unbound immediate PersistentVolumeClaims") === true) return [];
  return [{ judge: "scheduler", message: `${pod.metadata.name}: ${scheduled.message ?? ""}` }];
}

/** What controllers could not create. */
export async function failures(scene: Scene): Promise<Refusal[]> {
  const events = await scene.list("v1", "Event");
  const failed = events.filter((each) => each["reason"] === "FailedCreate");
  return [...new Set(failed.map((each) => String(each["message"])))].flatMap((message) => {
    const judge = judgeOf(message);
    return judge === undefined ? [] : [{ judge, message }];
  });
}

/** Those that would fail again: pods that are on their way out count until they are gone, and then there is room. */
async function standingFailures(scene: Scene): Promise<Refusal[]> {
  const [failed, quotas] = await Promise.all([failures(scene), scene.list("v1", "ResourceQuota")]);
  return failed.filter(({ message }) => {
    const { name, requested } =
      /exceeded quota: (?<name>[^,]+), requested: (?<requested>[^ ]+),/.exec(message)?.groups ?? {};
    const quota = quotas.find(({ metadata }) => metadata.name === name);
    if (quota === undefined || requested === undefined) return true;
    const amount = (part: string, key: string): bigint =>
      parseQuantity(String(Object(partOf(quota, `status.${part}`))[key] ?? "0")) ?? 0n;
    return requested.split(",").some((each) => {
      const [key = "", asked = ""] = each.split("=");
      return amount("used", key) + (parseQuantity(asked) ?? 0n) > amount("hard", key);
    });
  });
}
