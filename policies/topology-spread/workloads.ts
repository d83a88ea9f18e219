import { known } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import type { PodCarrier } from "../shared/pods";
import type { Program } from "../shared/program";
import { podTemplateLabels, replicasOf, type Replicas } from "../shared/scaling";
import { isEmpty, matches } from "../shared/selectors";
import { list, map, setting, text, Unseen } from "../shared/shape";
import { podTemplate, type PodSpec, type PodTerm } from "./pod-template";

/** The setting that every policy of this pack has. */
export const exemptible = {
  exempt: setting(list(text), "Namespaces whose workloads are not judged.", []),
};

/** Autoscalers and budgets that are registered later have a say in most verdicts of this pack. */
export const untilComplete = () => false;

type Labels = Readonly<Record<string, string>>;
const labelMap = map(text);

/** A number of like pods that something keeps running. */
export interface Workload {
  readonly object: KubernetesObject;
  readonly spec: PodSpec;
  readonly labels: Labels;
}

/** What makes pods, but no number of them that can be spread. */
const otherCarriers: ReadonlySet<string> = new Set([
  "Pod",
  "PodTemplate",
  "apps/DaemonSet",
  "batch/CronJob",
  "batch/Job",
]);

/** The workload that an object is, unless its namespace is exempt. @throws Unseen */
export function workloadOf(
  subject: KubernetesObject,
  program: Program,
  exempt: readonly string[] = [],
): Workload | undefined {
  const carrier = program.podCarrier(subject);
  if (carrier === undefined || otherCarriers.has(subject.groupKind) || isExempt(subject, exempt)) return undefined;
  return {
    object: subject,
    spec: known(subject, podTemplate, ...carrier.path)?.spec ?? {},
    labels: podLabels(carrier),
  };
}

export type Replicated = Workload & { readonly replicas: Replicas };

/** The workload that an object is, if it can run two pods or more. @throws Unseen */
export function replicatedOf(
  subject: KubernetesObject,
  program: Program,
  exempt?: readonly string[],
): Replicated | undefined {
  const workload = workloadOf(subject, program, exempt);
  if (workload === undefined) return undefined;
  const replicas = countOf(workload, program);
  return replicas.max < 2 ? undefined : { ...workload, replicas };
}

/** @throws Unseen */
export function countOf({ object }: Workload, program: Program): Replicas {
  const carrier = program.podCarrier(object);
  const scale = carrier === undefined ? "one per node" : replicasOf(carrier, program);
  return scale === "one per node" ? { min: 0, max: 0, by: undefined } : scale;
}

/** @throws Unseen */
export function isExempt({ namespace }: KubernetesObject, exempt: readonly string[]): boolean {
  if (exempt.length === 0) return false;
  if (namespace === undefined) throw new Unseen("metadata.namespace", "is known only after the update");
  return exempt.includes(namespace);
}

/** The label that tells the pods of one revision from those of the next, on kinds that run both in a rollout. */
export const revisionLabel: Readonly<Record<string, string>> = {
  "apps/Deployment": "pod-template-hash",
  "argoproj.io/Rollout": "rollouts-pod-template-hash",
};

/** Labels that controllers give their pods beside those of the template, with values that nobody knows before. */
const addedLabels: Readonly<Record<string, readonly string[]>> = {
  "apps/DaemonSet": ["controller-revision-hash", "pod-template-generation"],
  "apps/Deployment": ["pod-template-hash"],
  "apps/StatefulSet": [
    "apps.kubernetes.io/pod-index",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
  ],
  "argoproj.io/Rollout": ["rollouts-pod-template-hash"],
  "batch/Job": ["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"],
};

const labelCache = new WeakMap<KubernetesObject, Labels>();

/** The labels that the pods of a carrier bear. Reading one that is made up later throws. @throws Unseen */
export function podLabels(carrier: PodCarrier): Labels {
  const { object } = carrier;
  const cached = labelCache.get(object);
  if (cached !== undefined) return cached;
  const labels = Object.defineProperties({}, Object.getOwnPropertyDescriptors(podTemplateLabels(carrier)));
  for (const key of addedLabels[object.groupKind] ?? []) {
    const get = () => {
      throw new Unseen(`the label ${JSON.stringify(key)}`, "is given to pods when they are made");
    };
    Object.defineProperty(labels, key, { get, enumerable: true, configurable: true });
  }
  labelCache.set(object, labels);
  return labels;
}

/** True when a term of affinity or anti-affinity is about the pods that bear it. @throws Unseen */
export function picksOwnPods(term: PodTerm, { object, labels }: Workload, program: Program): boolean {
  return (
    matches(term.labelSelector, labels) &&
    !(term.mismatchLabelKeys ?? []).some((key) => Object.hasOwn(labels, key)) &&
    coversNamespace(term, object, program)
  );
}

/** A term without namespaces means that of its pod. */
function coversNamespace({ namespaces = [], namespaceSelector }: PodTerm, pod: KubernetesObject, program: Program) {
  if (namespaces.length === 0 && namespaceSelector === undefined) return true;
  if (pod.namespace !== undefined && namespaces.includes(pod.namespace)) return true;
  if (namespaceSelector === undefined) return false;
  return isEmpty(namespaceSelector) || matches(namespaceSelector, namespaceLabels(pod, program));
}

function namespaceLabels({ namespace }: KubernetesObject, program: Program): Labels {
  const own = namespace === undefined ? undefined : program.namespace(namespace);
  if (namespace === undefined || own === undefined) {
    throw new Unseen("metadata.namespace", "names a namespace whose labels the program does not show");
  }
  return { ...known(own, labelMap, "metadata", "labels"), "kubernetes.io/metadata.name": namespace };
}
