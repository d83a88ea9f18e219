import { isFields, type KubernetesObject } from "../objects";
import { type Context, ruleFor } from "./rules";

/** A field that is not as it was. Values of Secrets are never told. */
export interface Difference {
  /** JSON pointer. */
  readonly path: string;
  /** JSON, shortened; undefined: the field is not there. */
  readonly expected: string | undefined;
  readonly found: string | undefined;
}

export interface Compared {
  readonly differences: readonly Difference[];
  /** Reasons for which differences were passed over, by path. */
  readonly ignored: readonly { readonly path: string; readonly reason: string }[];
}

/** Compares two objects field by field. Labels and annotations that stay empty are as good as none. */
export function compareObjects(expected: KubernetesObject, found: KubernetesObject, context: Context): Compared {
  const differences: Difference[] = [];
  const ignored: { path: string; reason: string }[] = [];
  const visit = (path: readonly string[], a: unknown, b: unknown): void => {
    if (isEqual(a, b)) return;
    const rule = path.length === 0 ? undefined : ruleFor(path, a, b, expected, context);
    if (rule !== undefined) {
      ignored.push({ path: pointer(path), reason: rule.reason });
      return;
    }
    const [left, right] = [opened(path, a, b), opened(path, b, a)];
    if (isFields(left) && isFields(right)) {
      for (const key of keysOf(left, right)) visit([...path, key], left[key], right[key]);
    } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      a.forEach((each: unknown, index) => visit([...path, String(index)], each, b[index]));
    } else {
      differences.push({ path: pointer(path), ...told(expected, path, a, b) });
    }
  };
  visit([], withoutEmptyMetadata(expected), withoutEmptyMetadata(found));
  return { differences, ignored };
}

const maps = ["labels", "annotations"];

/** Labels that are missing on one side are compared one by one, for rules speak of single ones. */
function opened(path: readonly string[], value: unknown, other: unknown): unknown {
  const isMap = path.length === 2 && path[0] === "metadata" && maps.includes(path[1] ?? "");
  return isMap && value === undefined && isFields(other) ? {} : value;
}

function withoutEmptyMetadata(object: KubernetesObject): KubernetesObject {
  const kept = Object.entries(object.metadata).filter(
    ([key, value]) => !(maps.includes(key) && (value === null || (isFields(value) && Object.keys(value).length === 0))),
  );
  return { ...object, metadata: { name: object.metadata.name, ...Object.fromEntries(kept) } };
}

function keysOf(a: object, b: object): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** Whether two values of JSON are the same, whatever the order of their keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, i) => isEqual(each, b[i]));
  if (isFields(a)) return isFields(b) && keysOf(a, b).every((key) => key in a && key in b && isEqual(a[key], b[key]));
  return a === b;
}

export const pointer = (path: readonly string[]): string =>
  path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function told({ kind }: KubernetesObject, path: readonly string[], a: unknown, b: unknown): Omit<Difference, "path"> {
  const [first = ""] = path;
  const secret = kind === "Secret" && (first === "data" || first === "stringData" || path.at(-1) === lastApplied);
  const tell = secret ? hidden : shown;
  return { expected: tell(a), found: tell(b) };
}

const longest = 200;

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

function hidden(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (isFields(value)) return `(secret: ${Object.keys(value).sort().join(", ")})`;
  return `(secret, ${typeof value === "string" ? value.length : JSON.stringify(value).length} characters)`;
}
