import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/objects";
import type { Properties } from "../values";
import { fromJavaScript, isObject } from "../values";

/** Who owns which fields of an object, as the API server keeps it in `metadata.managedFields`. */
const owners = z.array(
  z.looseObject({
    manager: z.string().default(""),
    operation: z.string().default(""),
    subresource: z.string().optional(),
    fieldsV1: z.record(z.string(), z.json()).default({}),
  }),
);
export type Owner = z.infer<typeof owners>[number];

/**
 * Managers whose writes count as the program's own, as for the official provider, beside its plain creates. Others keep
 * what they have written.
 */
const handedOver: readonly (readonly [manager: string, operation: string])[] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
];

export function ownersOf(object: KubernetesObject): readonly Owner[] {
  return owners.parse(object.metadata["managedFields"] ?? []);
}

/** All owned fields in one tree: `f:spec` a field, `k:{…}` an element by its keys, `v:…` a member of a set. */
export function ownedFields(object: KubernetesObject): Properties {
  return ownersOf(object)
    .map((each) => each.fieldsV1)
    .reduce<Properties>(union, {});
}

/**
 * The owners with all that is handed over in the hands of `manager`, as if it had applied it; `undefined` when there
 * is nothing to hand over. Without it, a field that the program leaves out later would stay.
 */
export function handOver(all: readonly Owner[], manager: string): readonly Owner[] | undefined {
  const moves = (each: Owner): boolean =>
    each.subresource === undefined &&
    [...handedOver, [manager, "Update"]].some(
      ([name, operation]) => each.manager === name && each.operation === operation,
    );
  const moved = all.filter(moves);
  const [first] = moved;
  if (first === undefined) return undefined;
  const own = all.find((each) => each.manager === manager && each.operation === "Apply");
  const fields = [...moved, ...(own === undefined ? [] : [own])].map((each) => each.fieldsV1);
  const merged = { ...(own ?? first), manager, operation: "Apply", fieldsV1: fields.reduce<Properties>(union, {}) };
  return [...all.filter((each) => !moves(each) && each !== own), merged];
}

/** Whether a field is owned by others and not by `manager`. The path has names of fields only. */
export function isForeign(all: readonly Owner[], manager: string, path: readonly string[]): boolean {
  const owns = (each: Owner): boolean => {
    let here: unknown = each.fieldsV1;
    for (const key of path) {
      const map = fromJavaScript(here);
      here = isObject(map) ? map[`f:${key}`] : undefined;
    }
    return here !== undefined;
  };
  const holders = all.filter((each) => each.subresource === undefined && owns(each));
  return holders.length > 0 && !holders.some((each) => each.manager === manager && each.operation === "Apply");
}

function union(a: Properties, b: Properties): Properties {
  const result: Properties = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const own = result[key];
    result[key] = isObject(own) && isObject(value) ? union(own, value) : value;
  }
  return result;
}
