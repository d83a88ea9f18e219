import { z } from "zod";

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  finalizers: z.array(z.string()).nullish(),
  deletionTimestamp: z.string().nullish(),
  ownerReferences: z
    .array(z.looseObject({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }))
    .nullish(),
});

/** An object of any kind; whatever is not named here is kept. */
export const kubernetesObject = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata });
export type KubernetesObject = z.infer<typeof kubernetesObject>;

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path, as far as there is one. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);
}

export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 0;
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** Empty for the core group. */
export const groupOf = ({ apiVersion }: Pick<KubernetesObject, "apiVersion">): string =>
  apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";

/** `Deployment web`, `VirtualService.networking.istio.io web`: the same in every version of an API. */
export function idOf(object: KubernetesObject): string {
  return `${kindOf(object)} ${object.metadata.name}`;
}

/** Groups of Kubernetes itself need no name beside their kinds. */
export function kindOf(object: Pick<KubernetesObject, "apiVersion" | "kind">): string {
  const group = groupOf(object);
  const own = group === "" || !group.includes(".") || group.endsWith(".k8s.io");
  return own ? object.kind : `${object.kind}.${group}`;
}

/** The object that controls this one. */
export function controllerOf({ metadata }: KubernetesObject): string | undefined {
  const owner = metadata.ownerReferences?.find((each) => each.controller === true);
  return owner === undefined ? undefined : `${owner.kind} ${owner.name}`;
}
