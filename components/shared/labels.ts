/** Keys that Kubernetes and its tools know; no component spells one of them itself. */

/** The recommended labels of an object. */
export const appLabels = {
  name: "app.kubernetes.io/name",
  instance: "app.kubernetes.io/instance",
  version: "app.kubernetes.io/version",
  component: "app.kubernetes.io/component",
  partOf: "app.kubernetes.io/part-of",
  managedBy: "app.kubernetes.io/managed-by",
} as const;

/** On every object that a component makes. */
export const managedByPulumi: Readonly<Record<string, string>> = { [appLabels.managedBy]: "pulumi" };

/** Pod Security Admission reads them on a namespace. */
export const podSecurityLabels = {
  enforce: "pod-security.kubernetes.io/enforce",
  enforceVersion: "pod-security.kubernetes.io/enforce-version",
  audit: "pod-security.kubernetes.io/audit",
  auditVersion: "pod-security.kubernetes.io/audit-version",
  warn: "pod-security.kubernetes.io/warn",
  warnVersion: "pod-security.kubernetes.io/warn-version",
} as const;

/** The API server sets it on every namespace to the namespace's name: the one label that selects a namespace. */
export const namespaceNameLabel = "kubernetes.io/metadata.name";

/** Why a namespace is below `restricted`; annotations of the namespace. */
export const exemptionAnnotations = {
  owner: "kubernetes-best-practices/exemption-owner",
  reason: "kubernetes-best-practices/exemption-reason",
  expires: "kubernetes-best-practices/exemption-expires",
} as const;

/** Annotation of a namespace: what starts the pods that need its exemption, where the program makes none of them. */
export const exemptionStartedBy = "kubernetes-best-practices/exemption-started-by";

/** Annotation of a workload: why one pod is all there may be. The pack topology-spread reads it. */
export const singletonAnnotation = "kubernetes-best-practices/singleton";

/** Annotations of pods by which Prometheus finds what it scrapes. */
export const scrapeAnnotations = {
  scrape: "prometheus.io/scrape",
  port: "prometheus.io/port",
  path: "prometheus.io/path",
} as const;

/** Labels of nodes over which pods are spread. */
export const topologyLabels = {
  zone: "topology.kubernetes.io/zone",
  hostname: "kubernetes.io/hostname",
} as const;

/** Deployments put it on their pods; it tells one revision from the next. */
export const revisionLabel = "pod-template-hash";

const name = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
const subdomain = "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";
const labelKey = new RegExp(`^(?=[^/]{1,253}/|[^/]+$)(${subdomain}/)?${name}$`);
const labelValue = new RegExp(`^(${name})?$`);

/** True for `name` and `prefix.example/name`. */
export function isLabelKey(text: string): boolean {
  return labelKey.test(text);
}

/** True for what may stand as a label's value: empty, or up to 63 letters, digits, `-`, `_` and `.`. */
export function isLabelValue(text: string): boolean {
  return labelValue.test(text);
}
