import type { KubernetesObject } from "./objects";
import { Unseen, type Shape } from "./shape";

/** Reads a part of an object on which a verdict rests. @throws Unseen when it is not known or has another form */
export function known<T>(object: KubernetesObject, shape: Shape<T>, ...path: readonly string[]): T | undefined {
  const value = object.read(shape, ...path);
  if (value !== undefined || object.raw(...path) === undefined) return value;
  const at = path.join(".");
  throw new Unseen(at, object.unseen.get(at) ?? "cannot be read");
}

/**
 * Looks at another object than the one that is judged. What cannot be seen there is told as a field of the judged one.
 * @throws Unseen
 */
export function through<T>(other: KubernetesObject, field: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Unseen)) throw error;
    throw new Unseen(field, `depends on ${other.title}, whose ${error.path} ${error.why}`);
  }
}

/**
 * True when every test holds. One that fails decides, even beside others that cannot be seen.
 * @throws Unseen when all that can be seen hold, but not all can be seen
 */
export function holdAll(tests: readonly (() => boolean)[]): boolean {
  let unseen: Unseen | undefined;
  for (const test of tests) {
    try {
      if (!test()) return false;
    } catch (error) {
      if (!(error instanceof Unseen)) throw error;
      unseen ??= error;
    }
  }
  if (unseen !== undefined) throw unseen;
  return true;
}

/**
 * True when some test holds, even beside others that cannot be seen.
 * @throws Unseen when none that can be seen holds, but not all can be seen
 */
export function holdsAny(tests: readonly (() => boolean)[]): boolean {
  return !holdAll(tests.map((test) => () => !test()));
}

/** The items of a list, each to be looked at by itself, as one may not be known. */
export function lookers<T>(items: readonly T[] = []): (() => T)[] {
  return Array.from(items.keys(), (index) => () => {
    const item = items[index];
    if (item === undefined) throw new Unseen(String(index), "is missing");
    return item;
  });
}

/** True when two objects stand in one namespace. @throws Unseen when the name of one is not known */
export function sameNamespace(one: KubernetesObject, other: KubernetesObject): boolean {
  if (one.namespace === undefined || other.namespace === undefined) {
    throw new Unseen("metadata.namespace", "is known only after the update");
  }
  return one.namespace === other.namespace;
}
