import { z } from "zod";

/** JSON as the API server speaks it. */
export type Json = z.infer<typeof json>;
export const json = z.json();

/** What is known of every object; the rest depends on its kind. */
export const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    generation: z.number().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    finalizers: z.array(z.string()).optional(),
    deletionTimestamp: z.string().optional(),
  }),
});
export type KubernetesObject = z.infer<typeof kubernetesObject>;

/** Names one object of a cluster. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent where the kind has none; `default` where it has and none is given. */
  readonly namespace?: string | undefined;
}

export function referenceOf(object: KubernetesObject): Reference {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}

/** `Deployment applications/shop`, as people name an object. */
export function display({ kind, namespace, name }: Reference): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
