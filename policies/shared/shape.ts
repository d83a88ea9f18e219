import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";

/**
 * How a value is read: what a program registers is data of any form, parts of which are known only after the update.
 * A shape names the part that a policy looks at, gives it a type, and lets everything else pass unread.
 */
export interface Shape<T> {
  readonly schema: PolicyConfigJSONSchema;
  /** @throws Unseen when the value itself is not known or has another form. */
  readonly read: (value: unknown, path: string) => T;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/** Thrown where a value is looked at that nobody can judge: it is not known yet, or not of the form it should have. */
export class Unseen extends Error {
  constructor(
    /** Where the value stands in its object, such as `spec.replicas`. */
    readonly path: string,
    /** Completes the sentence that begins with the path. */
    readonly why: string,
  ) {
    super(`${path} ${why}`);
  }
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type ObjectOf<F extends Fields> = { readonly [K in keyof F]?: Read<F[K]> };

export const text = leaf<string>("a string", { type: "string" }, (value) => typeof value === "string");
export const number = leaf<number>("a number", { type: "number" }, (value) => typeof value === "number");
export const integer = leaf<number>("an integer", { type: "integer" }, (value) => Number.isInteger(value));
export const boolean = leaf<boolean>("true or false", { type: "boolean" }, (value) => typeof value === "boolean");
/** A quantity, a port or a share: Kubernetes takes a number or a string. */
export const numberOrText = leaf<number | string>(
  "a number or a string",
  { type: ["number", "string"] },
  (value) => typeof value === "number" || typeof value === "string",
);

/** A string of a fixed set. */
export function oneOf<const T extends readonly string[]>(...allowed: T): Shape<T[number]> {
  const is = (value: unknown): value is T[number] => allowed.some((each) => each === value);
  return leaf(`one of ${allowed.join(", ")}`, { type: "string", enum: [...allowed] }, is);
}

/**
 * Some fields of an object, each of which may be missing. A field that cannot be read throws `Unseen` when a policy
 * looks at it, and not before: what is known beside it is still judged.
 */
export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>>;
export function object(fields: Fields): Shape<object> {
  const entries = Object.entries(fields);
  const properties = Object.fromEntries(entries.map(([key, { schema }]) => [key, schema]));
  return {
    schema: { type: "object", properties, additionalProperties: false },
    read(value, path) {
      const from = container(value, path, "an object");
      const result = {};
      for (const [key, shape] of entries) copy(from, key, shape, fieldOf, path, result);
      return result;
    },
  };
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: item.schema },
    read(value, path) {
      if (!Array.isArray(value)) throw new Unseen(path, `is ${describe(value)} and not a list`);
      const result: T[] = [];
      for (let index = 0; index < value.length; index++) copy(value, index, item, itemOf, path, result);
      result.length = value.length;
      return result;
    },
  };
}

/** An object with keys of any name, such as labels. */
export function map<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: "object", additionalProperties: item.schema },
    read(value, path) {
      const from = container(value, path, "an object");
      const result: Record<string, T> = {};
      for (const key of Object.keys(from)) copy(from, key, item, entryOf, path, result);
      return result;
    },
  };
}

/** A value that is there, whatever it is. */
export const anything: Shape<unknown> = { schema: {}, read: (value) => value };

/** The same shape with words for the reader of a setting, and the value that stands when none is given. */
export function setting<T>(shape: Shape<T>, description: string, fallback?: T): Shape<T> {
  const schema = { ...shape.schema, description };
  return { ...shape, schema: fallback === undefined ? schema : { ...schema, default: fallback } };
}

const later = "is known only after the update";

/** What stands under a key of an object that a program registered. @throws Unseen when it is not known yet. */
export function valueAt(from: object, key: string, path: string): unknown {
  const value = peek(from, key);
  return value === hidden ? refuse(new Unseen(path, later)) : value;
}

/** The value in a few words, for a message. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : JSON.stringify(value);
}

/** How the path goes on below an object, a list and a map; written only for what is there. */
const fieldOf = (path: string, key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);
const itemOf = (path: string, key: string | number): string => `${path}[${key}]`;
const entryOf = (path: string, key: string | number): string => `${path}["${key}"]`;

function copy(
  from: object,
  key: string | number,
  shape: Shape<unknown>,
  pathOf: typeof fieldOf,
  path: string,
  to: object,
): void {
  try {
    const value = peek(from, key);
    if (value === undefined || value === null) return;
    if (value === hidden) refuse(new Unseen(pathOf(path, key), later));
    Reflect.set(to, key, shape.read(value, pathOf(path, key)));
  } catch (error) {
    if (!(error instanceof Unseen)) throw error;
    Object.defineProperty(to, key, { enumerable: true, get: () => refuse(error) });
  }
}

const hidden = Symbol(later);

/** CrossGuard refuses to show what is not known during a preview. */
function peek(from: object, key: string | number): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return hidden;
  }
}

function refuse(error: Unseen): never {
  throw error;
}

function container(value: unknown, path: string, expected: string): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Unseen(path, `is ${describe(value)} and not ${expected}`);
}

function leaf<T>(expected: string, schema: PolicyConfigJSONSchema, is: (value: unknown) => boolean): Shape<T>;
function leaf(expected: string, schema: PolicyConfigJSONSchema, is: (value: unknown) => boolean): Shape<unknown> {
  return {
    schema,
    read(value, path) {
      if (is(value)) return value;
      throw new Unseen(path, `is ${describe(value)} and not ${expected}`);
    },
  };
}
