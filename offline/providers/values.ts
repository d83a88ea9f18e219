import { createHash } from "node:crypto";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Property values as the engine sends them: JSON, with marked objects for secrets and resources. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = Record<string, Value>;

/** Marks of the engine's wire format (sdk/go/common/resource/sig). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
/** Stands for every value that is not known before the update. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: Value | undefined): value is { value: Value } & Properties {
  return isObject(value) && value[signature] === secretSignature;
}

export function secret(value: Value): Value {
  return isSecret(value) ? value : { [signature]: secretSignature, value };
}

export function isResourceReference(value: Value | undefined): boolean {
  return isObject(value) && value[signature] === resourceSignature;
}

/** What the engine passes for a resource that stands as a value. */
export function resourceReference(urn: string, id?: string): Value {
  return { [signature]: resourceSignature, urn, ...(id === undefined ? {} : { id }) };
}

/** The value without its marks of secrecy, at any depth. */
export function reveal(value: Value): Value {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, reveal(each)]));
  return value;
}

/** The plain text at a property, or undefined when it is absent, unknown or no text. */
export function text(value: Value | undefined): string | undefined {
  const plain = value === undefined ? undefined : reveal(value);
  return typeof plain === "string" && plain !== unknown ? plain : undefined;
}

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted keys and without marks: equal texts mean equal values. */
export function canonical(value: Value | undefined): string {
  if (value === undefined) return "";
  return JSON.stringify(reveal(value), (_key, each: Value) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}

/** The first `length` hexadecimal digits of a digest of the parts: ids that are the same in every run. */
export function digest(length: number, ...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, length);
}

export function toProperties(struct: Struct | undefined): Properties {
  const value = fromJavaScript(struct?.toJavaScript() ?? {});
  return isObject(value) ? value : {};
}

export function parseJson(json: string): Value {
  return fromJavaScript(JSON.parse(json));
}

export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

/** What is no JSON becomes null. */
export function fromJavaScript(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromJavaScript);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromJavaScript(each)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
