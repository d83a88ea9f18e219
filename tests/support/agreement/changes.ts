import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../offline/kubernetes/objects";
import { companion, sidecar } from "../descriptions";
import { partOf } from "../parts";
import { baseNamespace } from "./base";
import type { Change, Objects } from "./mutation";

/** What is laid over a part of an object: null takes away, a list replaces a list. */
export type Patch = Readonly<Record<string, unknown>>;

/** The value with the patch laid over it. */
export function merged(value: unknown, patch: unknown): unknown {
  if (!isPlain(patch)) return patch;
  const result: Record<string, unknown> = isPlain(value) ? { ...value } : {};
  for (const [key, each] of Object.entries(patch)) {
    if (each === null) Reflect.deleteProperty(result, key);
    else result[key] = merged(result[key], each);
  }
  return result;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value with what stands at a path made anew. */
function at(value: unknown, [key, ...rest]: readonly string[], make: (part: unknown) => unknown): unknown {
  if (key === undefined) return make(value);
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? at(each, rest, make) : each));
  return { ...Object(value), [key]: at(Reflect.get(Object(value), key), rest, make) };
}

/** Changes every object of a kind, of which there must be one. */
export function edit(kind: string, make: (object: KubernetesObject) => unknown): Change {
  return (objects) => {
    assert.ok(
      objects.some((each) => each.kind === kind),
      `there is no ${kind} to change`,
    );
    return objects.map((each) => (each.kind === kind ? (make(each) as KubernetesObject) : each));
  };
}

export function patch(kind: string, over: Patch): Change {
  return edit(kind, (object) => merged(object, over));
}

export function all(...changes: readonly Change[]): Change {
  return (objects) => changes.reduce((changed, change) => change(changed), objects);
}

export function add(...more: readonly object[]): Change {
  return (objects) => [...objects, ...(more as Objects)];
}

export function without(kind: string): Change {
  return (objects) => objects.filter((each) => each.kind !== kind);
}

/** The kind of the workload of a base. */
function workloadIn(objects: Objects): string {
  return objects.some((each) => each.kind === "StatefulSet") ? "StatefulSet" : "Deployment";
}

/** Changes the part of the workload at a path below its spec. */
export function workloadAt(path: string, make: (part: unknown) => unknown): Change {
  return (objects) =>
    edit(workloadIn(objects), (object) => at(object, ["spec", ...path.split(".").filter(Boolean)], make))(objects);
}

export const workload = (over: Patch): Change => workloadAt("", (part) => merged(part, over));
export const template = (over: Patch): Change => workloadAt("template", (part) => merged(part, over));
export const pod = (over: Patch): Change => workloadAt("template.spec", (part) => merged(part, over));
export const podContext = (over: Patch): Change => pod({ securityContext: over });
export const container = (over: Patch): Change =>
  workloadAt("template.spec.containers.0", (part) => merged(part, over));
export const context = (over: Patch): Change => container({ securityContext: over });
export const resources = (over: Patch): Change => container({ resources: over });

/** Adds a container that runs before the others, or from then on beside them. */
export const initContainer = (over: Patch = {}): Change => before(companion("wait"), over);
export const sidecarContainer = (over: Patch = {}): Change => before(sidecar("helper"), over);

function before(made: object, over: Patch): Change {
  return workloadAt("template.spec", (spec) => ({
    ...Object(spec),
    initContainers: [...((partOf(spec, "initContainers") as object[] | undefined) ?? []), merged(made, over)],
  }));
}

/** Adds a pod of the workload into which somebody has put a container to look around. */
export function ephemeralContainer(over: Patch = {}, ofPod: Patch = {}): Change {
  return (objects) => {
    const spec = partOf(
      objects.find((each) => each.kind === workloadIn(objects)),
      "spec.template.spec",
    );
    const { resources: _, ...debug } = companion("debug");
    const changed = { ...Object(merged(spec, ofPod)), ephemeralContainers: [merged(debug, over)] };
    return [...objects, ...[manifest("v1", "Pod", "debugged", { spec: changed })]];
  };
}

/** The same pods of another kind. */
export function asKind(apiVersion: string, kind: string, make: (template: object) => object): Change {
  return (objects) => {
    const found = objects.find((each) => each.kind === workloadIn(objects));
    return [
      ...objects.filter((each) => each !== found),
      manifest(apiVersion, kind, "web", make(Object(partOf(found, "spec.template")))),
    ];
  };
}

export function manifest(apiVersion: string, kind: string, name: string, body: object = {}): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: baseNamespace }, ...body };
}
