import { holdAll, known, sameNamespace, through } from "./known";
import type { KubernetesObject } from "./objects";
import type { PodCarrier } from "./pods";
import type { Program } from "./program";
import { integer, map, object, text, Unseen, type Read } from "./shape";

/** How many pods a workload runs. */
export interface Replicas {
  /** At least; 0 for what ends, such as a Job, and for what sleeps without work. */
  readonly min: number;
  /** At most, apart from the surge of a rollout. */
  readonly max: number;
  /** The autoscaler that decides between the two, such as `HorizontalPodAutoscaler shop/web`. */
  readonly by: string | undefined;
}

/** A DaemonSet runs as many pods as there are nodes, which no program says. */
export type Scale = Replicas | "one per node";

const template = object({ metadata: object({ labels: map(text) }) });
const workloadSpec = object({ replicas: integer });
const jobSpec = object({ parallelism: integer, completions: integer });
const horizontalSpec = object({
  scaleTargetRef: object({ apiVersion: text, kind: text, name: text }),
  minReplicas: integer,
  maxReplicas: integer,
});
const kedaSpec = object({
  scaleTargetRef: object({ apiVersion: text, kind: text, name: text }),
  minReplicaCount: integer,
  maxReplicaCount: integer,
  idleReplicaCount: integer,
});

/** The labels of the pods that a workload makes. @throws Unseen */
export function podTemplateLabels({ object, path }: PodCarrier): Readonly<Record<string, string>> {
  return known(object, template, ...path)?.metadata?.labels ?? {};
}

/**
 * How many pods a workload runs at least and at most. Runs of a CronJob that overlap are not counted, as nothing bounds
 * them under `concurrencyPolicy: Allow`.
 * @throws Unseen
 */
export function replicasOf({ object }: PodCarrier, program: Program): Scale {
  switch (object.groupKind) {
    case "Pod":
      return fixed(1);
    case "PodTemplate":
      return fixed(0);
    case "apps/DaemonSet":
      return "one per node";
    case "batch/Job":
      return ofJob(known(object, jobSpec, "spec"));
    case "batch/CronJob":
      return ofJob(known(object, jobSpec, "spec", "jobTemplate", "spec"));
    default:
      return scaled(object, program);
  }
}

/**
 * An absolute number, or a share of the whole as Kubernetes rounds it.
 * @throws Unseen for a text that is no percentage
 */
export function shareOf(value: number | string, whole: number, rounding: "up" | "down", path: string): number {
  if (typeof value === "number") return value;
  const percent = /^(?<percent>\d+)%$/.exec(value)?.groups?.["percent"];
  if (percent === undefined) throw new Unseen(path, `is ${JSON.stringify(value)} and not a percentage`);
  const share = (whole * Number(percent)) / 100;
  return rounding === "up" ? Math.ceil(share) : Math.floor(share);
}

function fixed(count: number): Replicas {
  return { min: count, max: count, by: undefined };
}

function ofJob({ parallelism = 1, completions = Infinity }: Read<typeof jobSpec> = {}): Replicas {
  return { min: 0, max: Math.min(parallelism, completions), by: undefined };
}

function scaled(object: KubernetesObject, program: Program): Replicas {
  const { replicas = 1 } = known(object, workloadSpec, "spec") ?? {};
  // What was scaled to zero by hand stays there, except under KEDA, which wakes it.
  const autoscalers = autoscalersOf(object, program).filter(({ wakes }) => wakes || replicas > 0);
  if (autoscalers.length === 0) return fixed(replicas);
  const bounds = autoscalers.map(({ source, bounds }) => through(source, decided, bounds));
  return {
    min: Math.min(...bounds.map(({ min }) => min)),
    max: Math.max(...bounds.map(({ max }) => max)),
    by: autoscalers[0]?.source.title,
  };
}

/** An object that changes the number of replicas of another. */
interface Autoscaler {
  readonly source: KubernetesObject;
  readonly wakes: boolean;
  /** What it scales: the kind with its group. @throws Unseen */
  readonly groupKind: () => string;
  /** What it scales: the name. @throws Unseen */
  readonly target: () => string;
  /** @throws Unseen */
  readonly bounds: () => { readonly min: number; readonly max: number };
}

interface Autoscalers {
  readonly byTarget: ReadonlyMap<string, readonly Autoscaler[]>;
  /** Those of which nobody can say yet what they scale. */
  readonly adrift: readonly Autoscaler[];
}

/** The field that an autoscaler decides. */
const decided = "spec.replicas";
const indexes = new WeakMap<Program, Autoscalers>();

function autoscalersOf(object: KubernetesObject, program: Program): readonly Autoscaler[] {
  const index = indexes.get(program) ?? indexed(program);
  indexes.set(program, index);
  for (const { source, groupKind, target } of index.adrift) {
    const same = [
      () => sameNamespace(source, object),
      () => groupKind() === object.groupKind,
      () => target() === object.name,
    ];
    through(source, decided, () => holdAll(same));
  }
  return index.byTarget.get(`${object.namespace ?? ""}/${object.groupKind}/${object.name}`) ?? [];
}

function indexed(program: Program): Autoscalers {
  const all = [
    ...program.ofKind("autoscaling/HorizontalPodAutoscaler").map(horizontal),
    ...program.ofKind("keda.sh/ScaledObject").map(keda),
  ];
  const byTarget = new Map<string, Autoscaler[]>();
  const adrift: Autoscaler[] = [];
  for (const each of all) {
    const { namespace } = each.source;
    const target = each.source.attempt(() => `${each.groupKind()}/${each.target()}`);
    if (target === undefined || namespace === undefined) adrift.push(each);
    else {
      const key = `${namespace}/${target}`;
      byTarget.set(key, [...(byTarget.get(key) ?? []), each]);
    }
  }
  return { byTarget, adrift };
}

function horizontal(source: KubernetesObject): Autoscaler {
  const spec = () => known(source, horizontalSpec, "spec") ?? {};
  return {
    source,
    wakes: false,
    groupKind: () => groupKindOf(spec().scaleTargetRef?.apiVersion ?? "", spec().scaleTargetRef?.kind ?? ""),
    target: () => spec().scaleTargetRef?.name ?? "",
    bounds() {
      const { minReplicas = 1, maxReplicas = minReplicas } = spec();
      return { min: minReplicas, max: maxReplicas };
    },
  };
}

function keda(source: KubernetesObject): Autoscaler {
  const spec = () => known(source, kedaSpec, "spec") ?? {};
  return {
    source,
    wakes: true,
    groupKind() {
      const { apiVersion = "apps/v1", kind = "Deployment" } = spec().scaleTargetRef ?? {};
      return groupKindOf(apiVersion, kind);
    },
    target: () => spec().scaleTargetRef?.name ?? "",
    bounds() {
      const { minReplicaCount = 0, maxReplicaCount = 100, idleReplicaCount = minReplicaCount } = spec();
      return { min: Math.min(idleReplicaCount, minReplicaCount), max: maxReplicaCount };
    },
  };
}

function groupKindOf(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? kind : `${apiVersion.slice(0, slash)}/${kind}`;
}
