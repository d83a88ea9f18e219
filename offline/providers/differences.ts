import type { Value } from "./values";
import { equal, isObject, isResourceReference, isSecret, secret, unknown } from "./values";

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
    return keys.flatMap((key) => differences(own(before, key), own(after, key), join(path, key)));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((each, index) => differences(each, after[index], `${path}[${index}]`));
  }
  return [{ path, kind: "update" }];
}

/**
 * Whether a change at `path` touches `subject`: the same place, inside it, or around it. Steps in brackets, which are
 * list indices and quoted keys, do not count.
 */
export function touches(path: string, subject: string): boolean {
  const changed = outsideBrackets(path);
  return changed === subject || changed.startsWith(`${subject}.`) || subject.startsWith(`${changed}.`);
}

/** The input to which a path belongs: `settings` of `settings.backups[0]`. */
export function firstKey(path: string): string {
  return outsideBrackets(path).split(".")[0] ?? path;
}

/** The value at a path of plain keys joined by dots; what lies in an unknown value is unknown. */
export function at(value: Value | undefined, path: string): Value | undefined {
  let here = value;
  for (const key of path.split(".")) {
    if (isSecret(here)) here = here.value;
    if (here === unknown) return unknown;
    if (!isObject(here)) return undefined;
    here = own(here, key);
  }
  return here;
}

/** A copy of a map with one more value at a path of plain keys joined by dots. */
export function withValue(map: { [key: string]: Value }, path: string, value: Value): { [key: string]: Value } {
  const [key = path, ...rest] = path.split(".");
  if (rest.length === 0) return { ...map, [key]: value };
  const inner = map[key];
  const plain = isSecret(inner) ? inner.value : inner;
  const changed = withValue(isObject(plain) ? plain : {}, rest.join("."), value);
  return { ...map, [key]: isSecret(inner) ? secret(changed) : changed };
}

/** A map's own entry: what every JavaScript object inherits, such as `constructor`, is no value. */
function own(map: { [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function outsideBrackets(path: string): string {
  return path.replace(/\[(\d+|"(\\"|[^"])*")\]/g, "");
}

function isMap(value: Value): value is { [key: string]: Value } {
  return isObject(value) && !isSecret(value) && !isResourceReference(value);
}

function join(path: string, key: string): string {
  const step = /^[A-Za-z_$][\w$-]*$/.test(key) ? key : `["${key.replaceAll('"', '\\"')}"]`;
  return path === "" || step.startsWith("[") ? `${path}${step}` : `${path}.${step}`;
}
