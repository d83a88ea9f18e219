import type { Value } from "./values";
import { equal, isObject, isResourceReference, isSecret } from "./values";

export type DifferenceKind = "add" | "delete" | "update";

export interface Difference {
  /** Path in Pulumi's notation, such as `settings.backups[0].retention`. */
  readonly path: string;
  readonly kind: DifferenceKind;
}

/** Every place where two values differ, as deep as both are maps or lists of one length. */
export function differences(before: Value | undefined, after: Value | undefined, path = ""): Difference[] {
  if (equal(before, after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], join(path, key)));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((each, index) => differences(each, after[index], `${path}[${index}]`));
  }
  return [{ path, kind: "update" }];
}

/** Whether a change at `path` touches `subject`: the same place, inside it, or around it. List indices do not count. */
export function touches(path: string, subject: string): boolean {
  const changed = withoutIndices(path);
  return changed === subject || changed.startsWith(`${subject}.`) || subject.startsWith(`${changed}.`);
}

/** The input to which a path belongs: `settings` of `settings.backups[0]`. */
export function firstKey(path: string): string {
  return withoutIndices(path).split(".")[0] ?? path;
}

/** The value at a path of plain keys joined by dots. */
export function at(value: Value | undefined, path: string): Value | undefined {
  let here = value;
  for (const key of path.split(".")) {
    if (isSecret(here)) here = here.value;
    if (!isObject(here)) return undefined;
    here = here[key];
  }
  return here;
}

/** A copy of a map with one more value at a path of plain keys joined by dots. */
export function withValue(map: { [key: string]: Value }, path: string, value: Value): { [key: string]: Value } {
  const [key = path, ...rest] = path.split(".");
  if (rest.length === 0) return { ...map, [key]: value };
  const inner = map[key];
  return { ...map, [key]: withValue(isObject(inner) ? inner : {}, rest.join("."), value) };
}

function withoutIndices(path: string): string {
  return path.replace(/\[[^\]]*\]/g, "");
}

function isMap(value: Value): value is { [key: string]: Value } {
  return isObject(value) && !isSecret(value) && !isResourceReference(value);
}

function join(path: string, key: string): string {
  const step = /^[A-Za-z_$][\w$-]*$/.test(key) ? key : `["${key}"]`;
  return path === "" || step.startsWith("[") ? `${path}${step}` : `${path}.${step}`;
}
