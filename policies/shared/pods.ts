import type { KubernetesObject } from "./objects";
import type { Shape } from "./shape";

/** Where kinds keep the template of the pods they make. */
export type CarrierTable = Readonly<Record<string, readonly string[]>>;

const template = ["spec", "template"] as const;

/** Every kind of Kubernetes itself that carries a pod, and the best known of others. */
export const knownCarriers: CarrierTable = {
  Pod: [],
  PodTemplate: ["template"],
  ReplicationController: template,
  "apps/DaemonSet": template,
  "apps/Deployment": template,
  "apps/ReplicaSet": template,
  "apps/StatefulSet": template,
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  "batch/Job": template,
  "argoproj.io/Rollout": template,
};

/** An object that makes pods, with the way to their template. */
export interface PodCarrier {
  readonly object: KubernetesObject;
  /** Path of the template; empty for a Pod, which is its own. */
  readonly path: readonly string[];
}

export function carrierOf(object: KubernetesObject, table: CarrierTable): PodCarrier | undefined {
  const path = table[object.groupKind];
  if (path === undefined) return undefined;
  // A Rollout can borrow the template of a Deployment, which is judged where it stands.
  const borrowed = path.length > 0 && object.attempt(() => object.raw(...path) === undefined) === true;
  return borrowed ? undefined : { object, path };
}

/** Reads the template of the pods (`metadata` and `spec`) with the shape of what a pack looks at. */
export function readPod<T>({ object, path }: PodCarrier, shape: Shape<T>): T | undefined {
  return object.read(shape, ...path);
}

/** The three lists of containers, as the shape of a pack reads them. */
export interface Containers<C> {
  readonly initContainers?: readonly C[];
  readonly containers?: readonly C[];
  readonly ephemeralContainers?: readonly C[];
}

const lists = [
  ["initContainers", "init container"],
  ["containers", "container"],
  ["ephemeralContainers", "ephemeral container"],
] as const;

export type ContainerKind = (typeof lists)[number][1];

/**
 * Visits the init containers, containers and ephemeral containers in that order, and gathers what is found. One that
 * cannot be judged is noted on the object; the others still are.
 */
export function eachContainer<C extends { readonly name?: string }, R>(
  { object }: PodCarrier,
  spec: Containers<C>,
  visit: (container: C, part: string, kind: ContainerKind) => readonly R[],
): R[] {
  return lists.flatMap(([list, kind]) => {
    const containers = object.attempt(() => spec[list]) ?? [];
    const found: R[] = [];
    for (let index = 0; index < containers.length; index++) {
      found.push(
        ...(object.attempt(() => {
          const container = containers[index];
          if (container === undefined) return [];
          return visit(container, `${kind} ${JSON.stringify(container.name ?? String(index))}`, kind);
        }) ?? []),
      );
    }
    return found;
  });
}

/** Every container of the pod, so that what cannot be seen is thrown to the caller. @throws Unseen */
export function allContainers<C>(spec: Containers<C>): C[] {
  return lists.flatMap(([list]) => [...(spec[list] ?? [])]);
}

/** True for what looks like the template of a pod anywhere in a value: a list of containers that have images. */
export function looksLikeCarrier(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null || depth > 12) return false;
  return Object.keys(value).some((key) => {
    const inner = peek(value, key);
    return (key === "containers" && isContainerList(inner)) || looksLikeCarrier(inner, depth + 1);
  });
}

function isContainerList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  const first = peek(value, "0");
  return typeof first === "object" && first !== null && Object.keys(first).includes("image");
}

function peek(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}
