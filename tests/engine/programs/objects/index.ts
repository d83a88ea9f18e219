import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import { CustomResource } from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Manifests; the string "(later)" stands for a value that is known only after the update. */
const objects: { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } }[] = JSON.parse(
  readFileSync(process.env["OBJECTS"] ?? "", "utf8"),
);

class KubernetesObject extends CustomResource {}

const provider = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "objects" });
const later = new random.RandomInteger("later", { min: 1, max: 9 });

/** With NAMESPACES_FIRST everything waits for the namespaces, as in a program that takes names from them. */
const namespaces: KubernetesObject[] = [];
const namespacesFirst = process.env["NAMESPACES_FIRST"] !== undefined;

for (const { apiVersion, kind, ...rest } of objects) {
  const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
  const { name, namespace = "" } = rest.metadata;
  const dependsOn = namespacesFirst && kind !== "Namespace" ? namespaces : [];
  const inputs = { apiVersion, kind, ...resolved(rest) };
  const object = new KubernetesObject(type, `${namespace}/${name}`, inputs, { provider, dependsOn });
  if (kind === "Namespace") namespaces.push(object);
}

function resolved(value: object): object;
function resolved(value: unknown): unknown;
function resolved(value: unknown): unknown {
  if (value === "(later)") return later.result;
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}
