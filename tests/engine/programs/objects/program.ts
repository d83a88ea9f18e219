import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import { CustomResource } from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Environment } from "../../../../offline/engine/environment";

class KubernetesObject extends CustomResource {}

type Manifest = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };

/**
 * Registers the manifests in the file that `OBJECTS` names; in them "(later)" stands for a value that is known only after
 * the update. With `NAMESPACES_FIRST` everything waits for the namespaces, as in a program that takes names from them.
 */
export function make({ OBJECTS: file = "", NAMESPACES_FIRST: namespacesFirst }: Environment) {
  const objects: Manifest[] = JSON.parse(readFileSync(file, "utf8"));
  const provider = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "objects" });
  const later = new random.RandomInteger("later", { min: 1, max: 9 });
  const namespaces: KubernetesObject[] = [];
  for (const { apiVersion, kind, ...rest } of objects) {
    const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
    const { name, namespace = "" } = rest.metadata;
    const dependsOn = namespacesFirst !== undefined && kind !== "Namespace" ? namespaces : [];
    const inputs = { apiVersion, kind, ...resolved(rest, later.result) };
    const object = new KubernetesObject(type, `${namespace}/${name}`, inputs, { provider, dependsOn });
    if (kind === "Namespace") namespaces.push(object);
  }
  return {};
}

function resolved(value: object, later: unknown): object;
function resolved(value: unknown, later: unknown): unknown;
function resolved(value: unknown, later: unknown): unknown {
  if (value === "(later)") return later;
  if (Array.isArray(value)) return value.map((each) => resolved(each, later));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, later)]));
}
