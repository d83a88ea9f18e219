import type { KubernetesObject } from "../objects";
import { at, isFields, textAt } from "../objects";

/** What a rule may look at besides the two values. */
export interface Context {
  /** `Deployment web`: workloads whose replicas an autoscaler sets. */
  readonly scaled: ReadonlySet<string>;
}

/** A difference that is none. */
export interface Rule {
  /** Empty: every kind. */
  readonly kinds: readonly string[];
  /** `*` stands for one key or index, `velero.io/*` for every key that begins so. */
  readonly path: readonly string[];
  readonly reason: string;
  /** Narrows the rule; `narrowed` says how. */
  readonly when?: (expected: unknown, found: unknown, object: KubernetesObject, context: Context) => boolean;
  readonly narrowed?: string;
}

const all: readonly string[] = [];
const template = ["spec", "template", "metadata", "labels"];
const uidLabels = ["controller-uid", "batch.kubernetes.io/controller-uid"];

const isAddress = (value: unknown): boolean => typeof value === "string" && value !== "None";
const isNone = (value: unknown): boolean => value === "None";
const isToken = (object: KubernetesObject): boolean => object["type"] === "kubernetes.io/service-account-token";
const bothNumbers = (a: unknown, b: unknown): boolean =>
  [a, b].every((each) => each === undefined || typeof each === "number");

const metadataRules: readonly Rule[] = [
  ...["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"].map((key) => ({
    kinds: all,
    path: ["metadata", key],
    reason: "the API server sets it for each object that is made",
  })),
  { kinds: all, path: ["metadata", "generateName"], reason: "Velero removes it: the name is made already" },
  {
    kinds: all,
    path: ["metadata", "ownerReferences"],
    reason: "they name owners by uid; Velero removes them, and controllers set theirs again",
  },
  { kinds: all, path: ["status"], reason: "controllers write it anew; readiness is judged by itself" },
  { kinds: all, path: ["metadata", "labels", "velero.io/*"], reason: "Velero marks what it restored" },
  { kinds: all, path: ["metadata", "annotations", "velero.io/*"], reason: "Velero notes how it kept the object" },
];

const serviceRules: readonly Rule[] = [
  {
    kinds: ["Service"],
    path: ["spec", "clusterIP"],
    reason: "the cluster gives an address anew",
    when: (a, b) => isAddress(a) && isAddress(b),
    narrowed: "not from or to None",
  },
  {
    kinds: ["Service"],
    path: ["spec", "clusterIPs"],
    reason: "the cluster gives addresses anew",
    when: (a, b) => [a, b].every((list) => Array.isArray(list) && !list.some(isNone)),
    narrowed: "not from or to None",
  },
  {
    kinds: ["Service"],
    path: ["spec", "ports", "*", "nodePort"],
    reason: "Velero lets the cluster choose it, unless it was asked for",
    when: bothNumbers,
  },
  {
    kinds: ["Service"],
    path: ["spec", "healthCheckNodePort"],
    reason: "Velero lets the cluster choose it, unless it was asked for",
    when: bothNumbers,
  },
];

const volumeRules: readonly Rule[] = [
  ...["pv.kubernetes.io/*", "volume.kubernetes.io/*", "volume.beta.kubernetes.io/*"].map((key) => ({
    kinds: ["PersistentVolumeClaim"],
    path: ["metadata", "annotations", key],
    reason: "notes of the volume controller on binding and provisioning",
  })),
  { kinds: ["PersistentVolumeClaim"], path: ["spec", "volumeName"], reason: "the volume is made anew" },
  ...["dataSource", "dataSourceRef"].map((key) => ({
    kinds: ["PersistentVolumeClaim"],
    path: ["spec", key],
    reason: "Velero restores the volume from a snapshot",
    when: (a: unknown, b: unknown) => a === undefined && at(b, "kind") === "VolumeSnapshot",
    narrowed: "a VolumeSnapshot where there was no source",
  })),
];

const workloadRules: readonly Rule[] = [
  {
    kinds: ["Deployment", "ReplicaSet"],
    path: ["metadata", "annotations", "deployment.kubernetes.io/*"],
    reason: "the controller counts revisions anew",
  },
  {
    kinds: ["DaemonSet"],
    path: ["metadata", "annotations", "deprecated.daemonset.template.generation"],
    reason: "the controller counts generations anew",
  },
  {
    kinds: ["Deployment", "StatefulSet", "ReplicaSet"],
    path: ["spec", "replicas"],
    reason: "an autoscaler sets it",
    when: (_a, _b, object, { scaled }) => scaled.has(`${object.kind} ${object.metadata.name}`),
    narrowed: "only the target of a HorizontalPodAutoscaler",
  },
  ...uidLabels.flatMap((label) =>
    [["metadata", "labels"], template, ["spec", "selector", "matchLabels"]].map((place) => ({
      kinds: ["Job"],
      path: [...place, label],
      reason: "it holds the Job's uid",
    })),
  ),
  { kinds: ["Pod"], path: ["spec", "nodeName"], reason: "the scheduler chooses a node anew" },
];

const tokenRules: readonly Rule[] = [
  ...["token", "ca.crt"].map((key) => ({ path: ["data", key], reason: "the token controller fills it in anew" })),
  {
    path: ["metadata", "annotations", "kubernetes.io/service-account.uid"],
    reason: "the token controller fills it in anew",
  },
].map((rule) => ({
  ...rule,
  kinds: ["Secret"],
  when: (_a: unknown, _b: unknown, object: KubernetesObject) => isToken(object),
  narrowed: "only tokens of service accounts",
}));

const accountRules: readonly Rule[] = [
  {
    kinds: ["ServiceAccount"],
    path: ["secrets"],
    reason: "Velero leaves out the token that the cluster made for the account",
    when: (a, b, object) => isSame(withoutTokens(a, object), withoutTokens(b, object)),
    narrowed: "only entries named ACCOUNT-token-…",
  },
];

function withoutTokens(secrets: unknown, { metadata }: KubernetesObject): readonly string[] {
  if (!Array.isArray(secrets)) return [];
  return secrets
    .filter((each: unknown) => !textAt(each, "name").startsWith(`${metadata.name}-token-`))
    .map((each: unknown) => JSON.stringify(each));
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join("\n") === b.join("\n");

/** Every difference that is passed over; whatever no row names is shown. */
export const rules: readonly Rule[] = [
  ...metadataRules,
  ...serviceRules,
  ...volumeRules,
  ...workloadRules,
  ...tokenRules,
  ...accountRules,
];

/** The rule that passes over a difference of this object. */
export function ruleFor(
  path: readonly string[],
  expected: unknown,
  found: unknown,
  object: KubernetesObject,
  context: Context,
): Rule | undefined {
  return rules.find(
    (rule) =>
      (rule.kinds.length === 0 || rule.kinds.includes(object.kind)) &&
      matches(rule.path, path) &&
      (rule.when === undefined || rule.when(expected, found, object, context)),
  );
}

export function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((part, index) => matchesKey(part, path[index] ?? ""));
}

function matchesKey(part: string, key: string): boolean {
  return part.endsWith("*") ? key.startsWith(part.slice(0, -1)) : part === key;
}

/** Workloads that autoscalers scale. */
export function contextOf(objects: readonly KubernetesObject[]): Context {
  const targets = objects
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
    .map((each) => at(each, "spec", "scaleTargetRef"))
    .filter(isFields);
  return { scaled: new Set(targets.map(({ kind, name }) => `${String(kind)} ${String(name)}`)) };
}
