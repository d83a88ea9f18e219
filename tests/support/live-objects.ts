import type { Api } from "../../offline/kubernetes/api";
import { kubernetesObject, type KubernetesObject } from "../../offline/kubernetes/objects";
import type { Registration } from "./record";

/** The Kubernetes objects among what a program registers, in its order. */
export function objectsOf(registrations: readonly Registration[]): KubernetesObject[] {
  return registrations.flatMap(({ type, inputs, custom }) => {
    const [, group = "", kind = ""] = /^kubernetes:(.+):(\w+)$/.exec(type) ?? [];
    if (!custom || kind === "") return [];
    return [kubernetesObject.parse({ ...inputs, apiVersion: group.replace(/^core\//, ""), kind })];
  });
}

/** Applies objects, namespaces first, with strict validation; whoever holds a field loses it. */
export async function applyAll(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const first = (kind: string): boolean => kind === "Namespace" || kind === "CustomResourceDefinition";
  const options = { manager: "test", force: true };
  for (const object of objects.filter(({ kind }) => first(kind))) await api.apply(object, options);
  for (const object of objects.filter(({ kind }) => !first(kind))) await api.apply(object, options);
}
