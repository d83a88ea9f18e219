import { Guardrails } from "../../../components";
import type { Description } from "../../../components/shared/workload/contract";
import { Workload } from "../../../components/shared/workload/workload";
import { companion, sidecar, web } from "../descriptions";
import { clusterHandle } from "../handles";
import { objectsOf } from "../live-objects";
import { record } from "../record";
import type { BaseName, Objects } from "./mutation";

/** The namespace of every base. */
export const baseNamespace = web.namespace;

/** Volumes of this class are made by the test. */
export const storageClass = "agreement";

const descriptions: { readonly [B in BaseName]: Description } = {
  web,
  prepared: { ...web, sidecars: [sidecar("proxy")], initContainers: [companion("migrate")] },
  scaled: { ...web, replicas: { minimum: 3, maximum: 8 } },
  stored: { ...web, persistentPaths: { data: { path: "/data", size: "10Gi", storageClass } } },
};

const made = new Map<BaseName, Promise<Objects>>();
let last: Promise<unknown> = Promise.resolve();

/** What the project's own Guardrails and Workload register: one namespace with its limits and one workload. */
export async function base(name: BaseName): Promise<Objects> {
  let known = made.get(name);
  if (known === undefined) {
    // One after the other, as Pulumi's mocks stand for the whole process.
    known = last.then(() => registered(descriptions[name]));
    last = known;
    made.set(name, known);
  }
  return structuredClone(await known);
}

async function registered(description: Description): Promise<Objects> {
  const { registrations } = await record(() => {
    const cluster = clusterHandle("gke");
    new Guardrails("shop", { cluster, namespace: description.namespace });
    new Workload("web", { cluster, ...description });
  });
  return objectsOf(registrations);
}
