import type { KubernetesObject } from "../../kubernetes/objects";
import { at } from "../differences";
import type { Properties, Value } from "../values";
import { equal, fromJavaScript, isObject, isSecret, parseJson, reveal, secret, text } from "../values";
import { ownedFields } from "./fields";
import { withNamespace } from "./objects";
import { sameQuantity } from "./quantities";

/** Which fields the server writes in its own way: `1000m` becomes `1`. Texts of people are left as they are. */
const verbatim = ["metadata", "data", "stringData", "value"];

/** Where a value stands. */
interface Place {
  /** Owned fields from here on: they tell lists with keys and sets from lists that are one value. */
  readonly fields: Properties | undefined;
  /** Whether it is part of a map or list that has one owner as a whole. */
  readonly atomic: boolean;
  /** Whether texts are compared letter by letter. */
  readonly verbatim: boolean;
}

/**
 * The held inputs as the cluster has them now: each value that differs is the live one, what is gone is left out, and
 * what the program never said stays out. Secret stays secret. Equal to the held inputs when nothing has drifted; the
 * namespace of an object whose kind has none is ignored, as it was when it was made.
 */
export function liveInputs(held: Properties, live: KubernetesObject): Properties {
  const object = fromJavaScript(live);
  if (!isObject(object)) return held;
  const place: Place = { fields: ownedFields(live), atomic: false, verbatim: false };
  const { status, stringData, ...rest } = held;
  const pruned = prunedMap(rest, withNamespace(object, text(at(held, "metadata.namespace"))), place);
  return {
    ...pruned,
    // The server's own part is no input that could drift.
    ...(status === undefined ? {} : { status }),
    ...(stringData === undefined ? {} : { stringData: liveStringData(stringData, object["data"]) }),
  };
}

function pruned(held: Value, live: Value | undefined, place: Place): Value | undefined {
  if (isSecret(held)) {
    const inner = pruned(held.value, live, place);
    return inner === undefined ? undefined : secret(inner);
  }
  if (live === undefined) return isEmpty(held) ? held : undefined;
  if (isObject(held) && isObject(live)) return prunedMap(held, live, place);
  if (Array.isArray(held) && Array.isArray(live)) return prunedList(held, live, place);
  if (equal(held, live) || (!place.verbatim && sameQuantity(held, live))) return held;
  return live;
}

function prunedMap(held: Properties, live: Properties, place: Place): Properties {
  // The server adds defaults to maps with one owner too, but never to an empty one.
  if (place.atomic && Object.keys(held).length === 0) return live;
  const entries = Object.entries(held).flatMap(([key, value]) => {
    const inner = inside(place, `f:${key}`, key);
    const liveValue = Object.hasOwn(live, key) ? live[key] : undefined;
    if (inner.atomic && key === "matchLabels" && isObject(liveValue)) return [[key, liveValue] as const];
    const result = pruned(value, liveValue, inner);
    return result === undefined ? [] : [[key, result] as const];
  });
  return Object.fromEntries(entries);
}

function prunedList(held: readonly Value[], live: readonly Value[], place: Place): Value[] {
  const steps = Object.keys(place.fields ?? {});
  const keyed = steps.filter((each) => each.startsWith("k:"));
  if (keyed.length > 0) return byKeys(held, live, keyed, place);
  if (steps.some((each) => each.startsWith("v:"))) return held.filter((each) => live.some((own) => equal(each, own)));
  const element = { ...place, fields: undefined, atomic: true };
  return live.map((own, index) => {
    const before = held[index];
    return before === undefined ? own : (pruned(before, own, element) ?? own);
  });
}

/** Elements that others put into a list with keys are theirs; one of ours that is gone is left out. */
function byKeys(held: readonly Value[], live: readonly Value[], steps: readonly string[], place: Place): Value[] {
  const names = Object.keys(objectOf(steps[0] ?? ""));
  return held.flatMap((each) => {
    const plain = reveal(each);
    if (!isObject(plain)) return [each];
    const said = names.filter((name) => plain[name] !== undefined);
    const own = live.find((one) => isObject(one) && said.every((name) => equal(one[name], plain[name])));
    if (own === undefined) return [];
    const step = steps.find((one) => {
      const keys = objectOf(one);
      return isObject(own) && names.every((name) => equal(keys[name], own[name]));
    });
    const result = pruned(each, own, inside(place, step ?? "", ""));
    return result === undefined ? [] : [result];
  });
}

function objectOf(step: string): Properties {
  const keys = parseJson(step.slice("k:".length) || "{}");
  return isObject(keys) ? keys : {};
}

/** A place one step further in. A map or list without owned fields of its own is one value to its owner. */
function inside(place: Place, step: string, key: string): Place {
  const fields = place.fields?.[step];
  const owned = isObject(fields) ? fields : undefined;
  return {
    fields: owned,
    atomic: place.atomic || (owned !== undefined && Object.keys(owned).length === 0),
    verbatim: place.verbatim || verbatim.includes(key),
  };
}

/** The server keeps `stringData` as base64 in `data`. */
function liveStringData(held: Value, data: Value | undefined): Value {
  if (isSecret(held)) return secret(liveStringData(held.value, data));
  if (!isObject(held)) return held;
  const entries = Object.entries(held).flatMap(([key, value]): [string, Value][] => {
    const encoded = isObject(data) ? data[key] : undefined;
    if (typeof encoded !== "string") return reveal(value) === null ? [[key, value]] : [];
    const decoded = Buffer.from(encoded, "base64").toString("utf8");
    if (reveal(value) === decoded) return [[key, value]];
    return [[key, isSecret(value) ? secret(decoded) : decoded]];
  });
  return Object.fromEntries(entries);
}

/** What the server leaves out because it says nothing. */
function isEmpty(value: Value): boolean {
  const plain = reveal(value);
  if (Array.isArray(plain)) return plain.length === 0;
  if (isObject(plain)) return Object.values(plain).every(isEmpty);
  return plain === null || plain === "" || plain === 0 || plain === false;
}
