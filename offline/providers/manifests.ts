import { type DocumentOptions, parseAllDocuments, type ParseOptions, type SchemaOptions } from "yaml";
import { at, withValue } from "./differences";
import type { Properties, Value } from "./values";
import { fromJavaScript, isObject, secret, text } from "./values";

/**
 * YAML as Helm and Kubernetes read it: 1.1, where `0555` is an octal number and `yes` is true, without its times, which
 * stay texts.
 */
const helmYaml: DocumentOptions & ParseOptions & SchemaOptions = {
  version: "1.1",
  customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !isTime(tag)),
};

function isTime({ tag, format }: { readonly tag: string; readonly format?: string }): boolean {
  return format === "TIME" || tag === "tag:yaml.org,2002:timestamp";
}

/** Groups of Kubernetes itself besides `apps`, `batch` and their like, whose names have no dot. */
const builtInGroups = [
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
];

/** Kinds of those groups that belong to no namespace. */
const clusterKinds = [
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IPAddress",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
];

/**
 * The objects of rendered manifests as the official provider registers them: lists taken apart, the namespace filled
 * in where the kind has one, the contents of Secrets marked secret. A custom resource whose definition is not among
 * the objects keeps what it says of its namespace. In a simulation definitions keep of their schemas no more than the
 * root: nothing there judges by them, and with a large one, such as that of a store of secrets, a preview takes twice
 * as long.
 */
export function readManifests(
  manifests: string,
  namespace: string,
  use: "simulated" | "live" = "simulated",
): Properties[] {
  const objects = parseAllDocuments(manifests, helmYaml).flatMap((document) => expand(fromJavaScript(document.toJS())));
  const read = objects.map((object) => concealed(isNamespaced(object, objects) ? within(namespace, object) : object));
  return use === "live" ? read : read.map(abridged);
}

/** The objects that must exist before another of the same manifests: the definition of its kind, its namespace. */
export function requirements(object: Properties, all: readonly Properties[]): readonly Properties[] {
  const namespace = text(at(object, "metadata.namespace"));
  return all.filter(
    (each) =>
      isDefinitionOf(each, object) ||
      (namespace !== undefined && each["kind"] === "Namespace" && text(at(each, "metadata.name")) === namespace),
  );
}

/** Type token and name of a child: `kubernetes:apps/v1:Deployment` and `prefix:namespace/name`. */
export function identify(object: Properties, prefix: string): { readonly type: string; readonly name: string } {
  const apiVersion = text(object["apiVersion"]) ?? "v1";
  const namespace = text(at(object, "metadata.namespace"));
  const name = text(at(object, "metadata.name")) ?? "unnamed";
  const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return {
    type: `kubernetes:${group}:${text(object["kind"]) ?? ""}`,
    name: `${prefix}:${namespace === undefined ? name : `${namespace}/${name}`}`,
  };
}

function expand(value: Value): Properties[] {
  if (!isObject(value) || !("kind" in value) || !("apiVersion" in value)) return [];
  const items = value["items"];
  return text(value["kind"])?.endsWith("List") === true && Array.isArray(items) ? items.flatMap(expand) : [value];
}

function isNamespaced(object: Properties, all: readonly Properties[]): boolean {
  const kind = text(object["kind"]) ?? "";
  const group = groupOf(object);
  if (!group.includes(".") || builtInGroups.includes(group)) return !clusterKinds.includes(kind);
  return all.some((each) => isDefinitionOf(each, object) && at(each, "spec.scope") === "Namespaced");
}

function isDefinitionOf(definition: Properties, object: Properties): boolean {
  return (
    definition["kind"] === "CustomResourceDefinition" &&
    at(definition, "spec.group") === groupOf(object) &&
    at(definition, "spec.names.kind") === text(object["kind"])
  );
}

/** `apps` of `apps/v1`; empty for the core group. */
function groupOf(object: Properties): string {
  const apiVersion = text(object["apiVersion"]) ?? "";
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

function within(namespace: string, object: Properties): Properties {
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  return { ...object, metadata: { ...metadata, namespace: metadata["namespace"] ?? namespace } };
}

function concealed(object: Properties): Properties {
  if (object["kind"] !== "Secret" || object["apiVersion"] !== "v1") return object;
  const contents = ["data", "stringData"].flatMap((key) => {
    const value = object[key];
    return value === undefined ? [] : [[key, secret(value)] as const];
  });
  return { ...object, ...Object.fromEntries(contents) };
}

function abridged(object: Properties): Properties {
  const versions = at(object, "spec.versions");
  if (object["kind"] !== "CustomResourceDefinition" || !Array.isArray(versions)) return object;
  const bare = versions.map((version) =>
    isObject(version) ? { ...version, schema: { openAPIV3Schema: { type: "object" } } } : version,
  );
  return withValue(object, "spec.versions", bare);
}
