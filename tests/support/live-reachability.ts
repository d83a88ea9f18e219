import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { applyAll } from "./live-objects";
import { isPublic, type Verdict, verdicts } from "./network-policies/judge";
import type { Pod } from "./network-policies/model";

/** Who speaks to whom on a cluster, as network-config-analyzer reads its pods, namespaces and policies. */

type Labels = Readonly<Record<string, string>>;

/** Pods that a chart would make, and those around them; they do nothing, but bear the labels. */
const actors: readonly (readonly [namespace: string, name: string, labels: Labels])[] = [
  ["applications", "redis", { "app.kubernetes.io/name": "valkey", "app.kubernetes.io/instance": "langgraph-redis" }],
  [
    "applications",
    "keycloak",
    { "app.kubernetes.io/name": "keycloakx", "app.kubernetes.io/instance": "langgraph-keycloak" },
  ],
  [
    "applications",
    "openfga",
    { "app.kubernetes.io/name": "openfga", "app.kubernetes.io/instance": "langgraph-openfga" },
  ],
  ["applications", "stranger", { app: "stranger" }],
  ["istio-ingress", "gateway", { istio: "ingressgateway" }],
  ["istio-ingress", "stranger", { app: "stranger" }],
  ["kube-system", "dns", { "k8s-app": "kube-dns" }],
  ["monitoring", "prometheus", { "app.kubernetes.io/name": "prometheus" }],
  ["monitoring", "alloy", { "app.kubernetes.io/name": "alloy" }],
  ["monitoring", "stranger", { app: "stranger" }],
  ["default", "stranger", { app: "stranger" }],
];

/** Puts the actors on a cluster, beside what a stack has put there. */
export async function addActors(api: Api): Promise<void> {
  const namespaces = ["istio-ingress"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  await applyAll(api, [...namespaces, ...actors.map(actor)]);
}

export async function removeActors(api: Api): Promise<void> {
  for (const { apiVersion, kind, metadata } of actors.map(actor)) {
    await api.delete({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace });
  }
  await api.delete({ apiVersion: "v1", kind: "Namespace", name: "istio-ingress" });
}

function actor([namespace, name, labels]: (typeof actors)[number]): KubernetesObject {
  const securityContext = {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  };
  const containers = [{ name: "main", image: "example/image:1", securityContext }];
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels }, spec: { containers } };
}

/**
 * The calls that the policies of the cluster admit to and from the pods of one namespace, by their service; replicas
 * must agree. The ranges that are left of all addresses without the special ones are `the internet`.
 */
export async function reachability(
  command: readonly [string, ...string[]],
  api: Api,
  namespace: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const [pods, namespaces, policies] = await Promise.all([
    api.list("v1", "Pod"),
    api.list("v1", "Namespace"),
    api.list("networking.k8s.io/v1", "NetworkPolicy"),
  ]);
  const world = {
    pods: pods.map(podOf),
    services: new Map<Pod, string>(),
    namespaces: Object.fromEntries(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
  };
  return summary(verdicts(command, world, policies), world.pods, namespace);
}

function podOf({ metadata }: KubernetesObject): Pod {
  return { name: metadata.name, namespace: metadata.namespace ?? "", labels: metadata.labels ?? {}, address: "" };
}

function summary(
  all: readonly Verdict[],
  pods: readonly Pod[],
  namespace: string,
): Readonly<Record<string, readonly string[]>> {
  const services = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, serviceOf(pod)]));
  const found: Record<string, readonly string[]> = {};
  for (const { from, to, opens } of all) {
    if (![from, to].some((end) => end.startsWith(`${namespace}/`))) continue;
    const line = [from, to].map((end) => services.get(end) ?? (isPublic(end) ? "the internet" : end)).join(" => ");
    const before = found[line];
    if (before !== undefined && before.join() !== opens.join()) {
      throw new Error(`pods disagree on ${line}: ${before.join()} and ${opens.join()}`);
    }
    found[line] = opens;
  }
  return found;
}

/** `keycloak`, and of another namespace `monitoring/alloy`: replicas have one name. */
function serviceOf({ name, namespace, labels }: Pod): string {
  const service = labels["pod-template-hash"] === undefined ? name : (labels["app.kubernetes.io/name"] ?? name);
  return namespace === "applications" ? service : `${namespace}/${service}`;
}
