import { z } from "zod";
import { type KubernetesObject, kubernetesObject, type Reference } from "../../kubernetes/objects";
import { at, withValue } from "../differences";
import type { Properties, Value } from "../values";
import { fromJavaScript, isObject, isSecret, reveal, secret, text, unknown } from "../values";

/** What the API server alone writes. */
const serverMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];
/** Annotations that controllers and kubectl leave; the second repeats the object, secrets and all. */
const serverAnnotations = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/** API version and kind of `kubernetes:apps/v1:Deployment`, and of `kubernetes:apps/v1:DeploymentPatch`. */
export function kindOf(type: string, inputs: Properties): { readonly apiVersion: string; readonly kind: string } {
  const [, group = "", kind = ""] = type.split(":");
  return {
    apiVersion: text(inputs["apiVersion"]) ?? group.replace(/^core\//, ""),
    kind: text(inputs["kind"]) ?? (isPatch(type) ? kind.replace(/Patch$/, "") : kind),
  };
}

/** Whether a resource owns some fields of an object and not the object, such as `kubernetes:core/v1:NamespacePatch`. */
export function isPatch(type: string): boolean {
  return type.endsWith("Patch");
}

/** The object that a resource's id and kind name. */
export function referenceTo(type: string, inputs: Properties, id: string): Reference {
  const parts = id.split("/");
  const name = parts.at(-1) ?? id;
  return { ...kindOf(type, inputs), name, namespace: parts.length > 1 ? parts[0] : undefined };
}

/** `namespace/name`, or the name of an object that has no namespace. */
export function idOf({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/**
 * The object as it is sent: secrets unwrapped, nothing that only the server may say.
 *
 * @throws Error when it has not the shape that every object has.
 */
export function toObject(type: string, inputs: Properties): KubernetesObject {
  const plain = dashed(reveal({ ...inputs, ...kindOf(type, inputs) }));
  const metadata = isObject(plain) && isObject(plain["metadata"]) ? plain["metadata"] : {};
  const parsed = kubernetesObject.safeParse({
    ...(isObject(plain) ? encoded(plain) : {}),
    metadata: without(metadata, serverMetadata),
  });
  if (parsed.success) return parsed.data;
  throw new Error(`this is no Kubernetes object:\n${z.prettifyError(parsed.error)}`);
}

/** What the state keeps of a live object; secret where the inputs were. */
export function toOutputs(live: KubernetesObject, inputs: Properties): Properties {
  const outputs = underscored(fromJavaScript(live));
  const map = isObject(outputs) ? outputs : {};
  const metadata = isObject(map["metadata"]) ? map["metadata"] : {};
  const kept = {
    ...map,
    metadata: withoutAnnotation(without(metadata, ["managedFields"]), serverAnnotations[1] ?? ""),
  };
  return withSecretContents(concealed(kept, inputs));
}

/** The inputs that would make an object: for an import, where no program has said any. */
export function importedInputs(live: KubernetesObject): Properties {
  const { status: _, ...inputs } = toOutputs(live, {});
  const metadata = isObject(inputs["metadata"]) ? inputs["metadata"] : {};
  const own = serverAnnotations.reduce(withoutAnnotation, without(metadata, serverMetadata));
  return { ...inputs, metadata: own };
}

/** The contents of a Secret are secret, whatever the program says. */
export function withSecretContents(map: Properties): Properties {
  if (text(map["kind"]) !== "Secret" || text(map["apiVersion"]) !== "v1") return map;
  const contents = ["data", "stringData"].flatMap((key) => {
    const value = map[key];
    return value === undefined ? [] : [[key, secret(value)] as const];
  });
  return { ...map, ...Object.fromEntries(contents) };
}

/** Inputs with the namespace of the provider's configuration where they name none. */
export function withNamespace(inputs: Properties, namespace: string | undefined): Properties {
  if (namespace === undefined || at(inputs, "metadata.namespace") !== undefined) return inputs;
  return withValue(inputs, "metadata.namespace", namespace);
}

/** Whether any value is known only after the update. */
export function hasUnknown(value: Value): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

/** A text in which no secret of the inputs can be read, neither plain nor in base64. */
export function redacted(message: string, inputs: Properties): string {
  const secrets = secretTexts(inputs).filter((each) => each.length >= 4);
  const forms = secrets.flatMap((each) => [
    each,
    Buffer.from(each).toString("base64"),
    Buffer.from(each, "base64").toString(),
  ]);
  const longestFirst = forms.filter((each) => each.length >= 4).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((text, each) => text.replaceAll(each, "[secret]"), message);
}

/**
 * A Secret with its `stringData` in `data`: the server owns up to no field of `stringData`, so an apply would not
 * remove a key that the program leaves out.
 */
function encoded(object: Properties): Properties {
  const { stringData, ...rest } = object;
  if (rest["kind"] !== "Secret" || rest["apiVersion"] !== "v1" || !isObject(stringData)) return object;
  const data = Object.entries(stringData).map(([key, value]): [string, Value] => [
    key,
    typeof value === "string" ? Buffer.from(value).toString("base64") : value,
  ]);
  return { ...rest, data: { ...(isObject(rest["data"]) ? rest["data"] : {}), ...Object.fromEntries(data) } };
}

function secretTexts(value: Value, within = false): string[] {
  if (isSecret(value)) return secretTexts(value.value, true);
  if (Array.isArray(value)) return value.flatMap((each) => secretTexts(each, within));
  if (isObject(value)) return Object.values(value).flatMap((each) => secretTexts(each, within));
  return within && typeof value === "string" ? [value] : [];
}

/** Lists have no keys to go by: one with a secret in it is secret as a whole. */
function concealed(outputs: Properties, inputs: Properties): Properties {
  const entries = Object.entries(outputs).map(([key, value]): [string, Value] => {
    const input = inputs[key];
    if (input === undefined) return [key, value];
    if (isObject(value) && isObject(input) && !isSecret(input)) return [key, concealed(value, input)];
    return [key, containsSecret(input) ? secret(value) : value];
  });
  return Object.fromEntries(entries);
}

function containsSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isObject(value) && Object.values(value).some(containsSecret);
}

/** Pulumi's SDKs write `x_kubernetes_…` where the API says `x-kubernetes-…`. */
function dashed(value: Value): Value {
  return renamed(value, (key) => (key.startsWith("x_kubernetes_") ? key.replaceAll("_", "-") : key));
}

function underscored(value: Value): Value {
  return renamed(value, (key) => (key.startsWith("x-kubernetes-") ? key.replaceAll("-", "_") : key));
}

function renamed(value: Value, rename: (key: string) => string): Value {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [rename(key), renamed(each, rename)]));
}

function without(map: Properties, keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

function withoutAnnotation(metadata: Properties, annotation: string): Properties {
  const { annotations, ...rest } = metadata;
  if (!isObject(annotations)) return metadata;
  const kept = without(annotations, [annotation]);
  return Object.keys(kept).length === 0 ? rest : { ...rest, annotations: kept };
}
