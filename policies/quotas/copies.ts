import { known } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import type { PodCarrier } from "../shared/pods";
import type { Program } from "../shared/program";
import { rolloutOf } from "../shared/rollouts";
import { replicasOf, shareOf } from "../shared/scaling";
import { numberOrText, object, text, Unseen } from "../shared/shape";

const cronJob = object({ concurrencyPolicy: text });
const daemons = object({ type: text, rollingUpdate: object({ maxSurge: numberOrText }) });

/** What the program does not say of the cluster. */
export interface Assumptions {
  /** Nodes on which a DaemonSet runs. */
  readonly nodes: number | undefined;
  /** Runs of a CronJob at a time where it allows more than one. */
  readonly overlap: number;
}

/** How many pods a workload has at most: its replicas, and those that a rollout adds. */
export interface Copies {
  readonly replicas: number;
  readonly surge: number;
}

/** @throws Unseen */
export function copiesOf(carrier: PodCarrier, program: Program, { nodes, overlap }: Assumptions): Copies {
  const { object } = carrier;
  const scale = replicasOf(carrier, program);
  if (scale === "one per node") {
    if (nodes === undefined) throw new Unseen("the number of pods", 'is that of nodes; set "nodes" of quota-fit');
    return { replicas: nodes, surge: surgeOf(object, nodes) };
  }
  const replicas = scale.max * runsOf(object, overlap);
  return { replicas, surge: surgeOf(object, replicas) };
}

/** Runs of a CronJob at a time; 1 for everything else. @throws Unseen */
export function runsOf(object: KubernetesObject, overlap: number): number {
  if (object.groupKind !== "batch/CronJob") return 1;
  return (known(object, cronJob, "spec")?.concurrencyPolicy ?? "Allow") === "Allow" ? overlap : 1;
}

function surgeOf(object: KubernetesObject, replicas: number): number {
  const surge = object.groupKind === "apps/DaemonSet" ? ofDaemons(object, replicas) : rolloutOf(object, replicas).surge;
  // Kubernetes never starts more new pods than the workload has replicas.
  return Math.min(surge, replicas);
}

function ofDaemons(object: KubernetesObject, nodes: number): number {
  const { type, rollingUpdate } = known(object, daemons, "spec", "updateStrategy") ?? {};
  if (type === "OnDelete") return 0;
  return shareOf(rollingUpdate?.maxSurge ?? 0, nodes, "up", "spec.updateStrategy.rollingUpdate.maxSurge");
}
