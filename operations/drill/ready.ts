import { at, idOf, isFields, type KubernetesObject, numberAt, textAt } from "./objects";

/** An object that does not work yet, and what it lacks. */
export interface Lacking {
  readonly object: string;
  readonly why: string;
}

/** What a kind lacks; undefined: it is ready. */
type Judge = (
  object: KubernetesObject,
  all: readonly KubernetesObject[],
  lateClasses: ReadonlySet<string>,
) => string | undefined;

const judges: Readonly<Record<string, Judge>> = {
  Deployment: (object) => replicasOf(object, numberAt(object, "status", "availableReplicas")),
  StatefulSet: (object) => replicasOf(object, numberAt(object, "status", "readyReplicas")),
  ReplicaSet: (object) => replicasOf(object, numberAt(object, "status", "readyReplicas")),
  DaemonSet: (object) => {
    if (isUnseen(object)) return unseen;
    const [ready, wanted] = [
      numberAt(object, "status", "numberReady"),
      numberAt(object, "status", "desiredNumberScheduled"),
    ];
    return ready >= wanted ? undefined : `${ready} of ${wanted} pods ready`;
  },
  Job: jobLacks,
  PersistentVolumeClaim: claimLacks,
  Pod: (object) => {
    const phase = textAt(object, "status", "phase");
    return phase === "Succeeded" || isTrue(object, "Ready") ? undefined : `${phase || "not started"}, not ready`;
  },
};

const unseen = "no controller has looked at it yet";

const isUnseen = (object: KubernetesObject): boolean =>
  numberAt(object, "status", "observedGeneration") < numberAt(object, "metadata", "generation");

function replicasOf(object: KubernetesObject, ready: number): string | undefined {
  if (isUnseen(object)) return unseen;
  const replicas = at(object, "spec", "replicas");
  const wanted = typeof replicas === "number" ? replicas : 1;
  return ready >= wanted ? undefined : `${ready} of ${wanted} pods ready`;
}

function jobLacks(object: KubernetesObject): string | undefined {
  if (isTrue(object, "Complete") || at(object, "spec", "suspend") === true) return undefined;
  if (isTrue(object, "Failed")) return "failed";
  const [running, wanted] = [numberAt(object, "status", "ready"), numberAt(object, "spec", "parallelism") || 1];
  const done = numberAt(object, "status", "succeeded");
  return running + done >= wanted ? undefined : `${running} of ${wanted} pods run`;
}

function claimLacks(
  object: KubernetesObject,
  all: readonly KubernetesObject[],
  late: ReadonlySet<string>,
): string | undefined {
  const phase = textAt(object, "status", "phase");
  if (phase === "Bound") return undefined;
  const waits = late.has(textAt(object, "spec", "storageClassName"));
  return waits && !all.some((each) => uses(each, object.metadata.name))
    ? undefined
    : `${phase || "not yet seen"}, not bound`;
}

function uses(pod: KubernetesObject, claim: string): boolean {
  const volumes = at(pod, "spec", "volumes");
  if (pod.kind !== "Pod" || !Array.isArray(volumes)) return false;
  return volumes.some((each: unknown) => textAt(each, "persistentVolumeClaim", "claimName") === claim);
}

function isTrue(object: KubernetesObject, type: string): boolean {
  const conditions = at(object, "status", "conditions");
  if (!Array.isArray(conditions)) return false;
  return conditions.some((each: unknown) => isFields(each) && each["type"] === type && each["status"] === "True");
}

/** Every object that is not ready. `lateClasses` are storage classes that wait for a claim's first pod. */
export function lacking(
  objects: readonly KubernetesObject[],
  all: readonly KubernetesObject[],
  lateClasses: ReadonlySet<string>,
): readonly Lacking[] {
  return objects.flatMap((object) => {
    const why = judges[object.kind]?.(object, all, lateClasses);
    return why === undefined ? [] : [{ object: idOf(object), why }];
  });
}

/** Whether anything of this kind has to become ready. */
export const isAwaited = ({ kind }: Pick<KubernetesObject, "kind">): boolean => judges[kind] !== undefined;
