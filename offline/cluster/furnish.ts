import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import type { Api } from "../kubernetes/api";
import { kubernetesObject, type KubernetesObject } from "../kubernetes/objects";
import { defaultStorageClass } from "./decrees";
import { nodes, type NodeSettings } from "./nodes";
import { roleBindings } from "./roles";

const manager = "local-cluster";

const conditions = z.looseObject({
  status: z.looseObject({
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
  }),
});

/** Puts into an empty cluster what must be there before anybody uses it, and waits until pods can run. */
export async function furnish(
  api: Api,
  settings: NodeSettings,
  definitions: readonly string[],
  version: string,
): Promise<void> {
  await Promise.all(roleBindings().map((binding) => api.apply(binding, { manager, force: true })));
  await api.apply(defaultStorageClass, { manager, force: true });
  await Promise.all(nodes(settings, version).map((node) => api.create(node, { manager })));
  const kinds = definitions.flatMap(readDefinitions);
  await Promise.all(kinds.map((definition) => api.apply(definition, { manager, force: true })));
  await until(() => api.get({ apiVersion: "v1", kind: "ServiceAccount", namespace: "default", name: "default" }));
  for (const node of await api.list("v1", "Node")) await holds(api, node, "Ready");
  for (const definition of kinds) await holds(api, definition, "Established");
}

/** The definitions of custom resources in the YAML files of a folder. */
function readDefinitions(folder: string): KubernetesObject[] {
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")));
  return documents
    .map((document) => kubernetesObject.safeParse(document.toJS()))
    .flatMap(({ data }) => (data?.kind === "CustomResourceDefinition" ? [data] : []));
}

async function holds(api: Api, { apiVersion, kind, metadata }: KubernetesObject, type: string): Promise<void> {
  await until(async () => {
    const found = conditions.safeParse(await api.get({ apiVersion, kind, name: metadata.name }));
    return found.data?.status.conditions.some((each) => each.type === type && each.status === "True") === true;
  });
}

/** Asks until the answer is neither false nor undefined. Whoever starts a control plane limits the time of it all. */
async function until(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return;
    await pause(50);
  }
}
