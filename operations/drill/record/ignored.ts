import { at, controllerOf, groupOf, isFields, type KubernetesObject, textAt } from "../objects";

/** What the other objects of the namespace say about one. */
export interface Surroundings {
  /** Services that choose pods by a selector: the cluster keeps their endpoints. */
  readonly selecting: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

/** Objects that are neither recorded nor compared. */
export interface Ignored {
  /** For people. */
  readonly what: string;
  readonly reason: string;
  readonly holds: (object: KubernetesObject, surroundings: Surroundings) => boolean;
}

const label = (object: KubernetesObject, key: string): string | undefined => object.metadata.labels?.[key];
const is = (object: KubernetesObject, ...kinds: readonly string[]): boolean => kinds.includes(object.kind);
const sliceControllers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];

/** The first row that holds for an object decides; what no row holds for is compared. */
export const ignoredObjects: readonly Ignored[] = [
  {
    what: "Events",
    reason: "they tell what happened; Velero does not restore them",
    holds: (object) => is(object, "Event"),
  },
  {
    what: "Leases",
    reason: "they tell who leads at this moment",
    holds: (object) => is(object, "Lease") && groupOf(object) === "coordination.k8s.io",
  },
  {
    what: "Objects of velero.io",
    reason: "Velero's own notes; it does not restore them",
    holds: (object) => groupOf(object) === "velero.io",
  },
  {
    what: "Objects that were being deleted",
    reason: "Velero leaves them out of a backup",
    holds: ({ metadata }) => typeof metadata.deletionTimestamp === "string",
  },
  {
    what: "Pods, ReplicaSets, Jobs and ControllerRevisions that a controller made",
    reason: "their owner is compared, and makes them again",
    holds: (object) =>
      is(object, "Pod", "ReplicaSet", "Job", "ControllerRevision") && controllerOf(object) !== undefined,
  },
  {
    what: "EndpointSlices of the cluster's controllers",
    reason: "the cluster keeps them for a Service's pods",
    holds: (object) =>
      is(object, "EndpointSlice") &&
      sliceControllers.includes(label(object, "endpointslice.kubernetes.io/managed-by") ?? ""),
  },
  {
    what: "Endpoints of Services with a selector",
    reason: "the cluster keeps them for a Service's pods",
    holds: (object, { selecting }) => is(object, "Endpoints") && selecting.has(object.metadata.name),
  },
  {
    what: "ConfigMaps kube-root-ca.crt and istio-ca-root-cert",
    reason: "the cluster and the mesh put them into every namespace",
    holds: (object) =>
      is(object, "ConfigMap") && ["kube-root-ca.crt", "istio-ca-root-cert"].includes(object.metadata.name),
  },
  {
    what: "Secrets ACCOUNT-token-… that the cluster made for a service account",
    reason: "Velero does not restore them; the cluster makes them where they are still used",
    holds: (object, { accounts }) =>
      is(object, "Secret") &&
      object["type"] === "kubernetes.io/service-account-token" &&
      [...accounts].some((account) => object.metadata.name.startsWith(`${account}-token-`)),
  },
  {
    what: "Jobs and pods that are finished",
    reason: "Velero does not restore them: they would run again",
    holds: (object) =>
      (is(object, "Job") && textAt(object, "status", "completionTime") !== "") ||
      (is(object, "Pod") && ["Succeeded", "Failed"].includes(textAt(object, "status", "phase"))),
  },
  {
    what: "Mirror pods",
    reason: "a kubelet shows them for files on its node",
    holds: (object) => is(object, "Pod") && object.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined,
  },
  {
    what: "VolumeSnapshots velero-… with a label of Velero",
    reason: "Velero carries volumes by them",
    holds: (object) =>
      is(object, "VolumeSnapshot") &&
      object.metadata.name.startsWith("velero-") &&
      Object.keys(object.metadata.labels ?? {}).some((key) => key.startsWith("velero.io/")),
  },
  {
    what: "Objects with the label velero.io/exclude-from-backup=true",
    reason: "no backup holds them: a loss takes them for good",
    holds: (object) => isExcluded(object),
  },
];

export function isExcluded(object: KubernetesObject): boolean {
  return label(object, "velero.io/exclude-from-backup") === "true";
}

export interface Sorted {
  readonly kept: readonly KubernetesObject[];
  readonly ignored: readonly { readonly object: KubernetesObject; readonly row: Ignored }[];
}

/** Parts what is compared from what is not. */
export function sortOut(objects: readonly KubernetesObject[]): Sorted {
  const surroundings = surroundingsOf(objects);
  const judged = objects.map((object) => ({
    object,
    row: ignoredObjects.find(({ holds }) => holds(object, surroundings)),
  }));
  return {
    kept: judged.flatMap(({ object, row }) => (row === undefined ? [object] : [])),
    ignored: judged.flatMap(({ object, row }) => (row === undefined ? [] : [{ object, row }])),
  };
}

function surroundingsOf(objects: readonly KubernetesObject[]): Surroundings {
  const selects = (object: KubernetesObject): boolean => {
    const selector = at(object, "spec", "selector");
    return is(object, "Service") && isFields(selector) && Object.keys(selector).length > 0;
  };
  const names = (of: readonly KubernetesObject[]): ReadonlySet<string> =>
    new Set(of.map(({ metadata }) => metadata.name));
  return {
    selecting: names(objects.filter(selects)),
    accounts: names(objects.filter((each) => is(each, "ServiceAccount"))),
  };
}

/** How many objects each row left out, for the report. */
export function ignoredCounts({ ignored }: Sorted): readonly IgnoredCount[] {
  return ignoredObjects.flatMap((row) => {
    const objects = ignored.filter((each) => each.row === row).length;
    return objects === 0 ? [] : [{ what: row.what, reason: row.reason, objects }];
  });
}

export interface IgnoredCount {
  readonly what: string;
  readonly reason: string;
  readonly objects: number;
}
