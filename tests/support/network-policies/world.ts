import { type Graph, namespaceOf } from "../../../components/shared/service-graph/defaults";
import { defaultDeny } from "../../../components/guardrails/manifests";
import { farPolicies, networkPolicies } from "../../../components/shared/service-graph/manifests";
import { policyOf } from "./manifest";
import type { Cluster, Pod } from "./model";

/** The pods that a graph lives among: its own, those that it speaks of, and some that only look like them. */
export interface World {
  readonly pods: readonly Pod[];
  /** The service of each pod of the graph. */
  readonly services: ReadonlyMap<Pod, string>;
  /** Labels of the namespaces; like real ones, they carry no label but that of the API server. */
  readonly namespaces: Cluster["namespaces"];
}

type Outsider = readonly [namespace: string, name: string, labels: Readonly<Record<string, string>>];

const outsiders: readonly Outsider[] = [
  ["istio-ingress", "gateway", { istio: "ingress" }],
  ["istio-ingress", "other", { app: "other" }],
  ["istio-system", "istiod", { app: "istiod" }],
  ["istio-system", "other", { app: "other" }],
  ["kube-system", "dns", { "k8s-app": "kube-dns" }],
  ["kube-system", "node-dns", { "k8s-app": "node-local-dns" }],
  ["kube-system", "other", { "k8s-app": "other" }],
  ["monitoring", "prometheus", { "app.kubernetes.io/name": "prometheus" }],
  ["monitoring", "grafana", { "app.kubernetes.io/name": "grafana" }],
  ["observability", "collector", { "app.kubernetes.io/name": "opentelemetry-collector" }],
  ["observability", "other", { app: "other" }],
  ["shop", "job", { app: "job" }],
  ["shop", "own-prometheus", { "app.kubernetes.io/name": "prometheus" }],
  ["shop", "own-dns", { "k8s-app": "kube-dns" }],
  ["shop", "own-istiod", { app: "istiod" }],
  ["shop", "unlabelled", {}],
];

export function worldOf(graph: Graph): World {
  const services = new Map<Pod, string>();
  const pods: Pod[] = [];
  const [a, b] = graph.ranges.pods.split(".");
  const add = ([namespace, name, labels]: Outsider): Pod => {
    const pod = { name, namespace, labels, address: `${a}.${b}.1.${pods.length + 1}` };
    pods.push(pod);
    return pod;
  };
  for (const [name, service] of Object.entries(graph.services)) {
    for (const replica of ["0", "1"]) {
      const labels = { ...service.podLabels, "pod-template-hash": "5d4f8c7b9" };
      services.set(add([namespaceOf(graph, service), `${name}-${replica}`, labels]), name);
    }
    add(["elsewhere", name, service.podLabels]);
  }
  outsiders.forEach(add);
  const names = [...new Set(pods.map(({ namespace }) => namespace))];
  const namespaces = Object.fromEntries(names.map((name) => [name, { "kubernetes.io/metadata.name": name }]));
  return { pods, services, namespaces };
}

/** The graph's policies, and those that deny everything in the guarded namespaces of others. */
export function policiesOf(graph: Graph): readonly object[] {
  return [
    ...networkPolicies("graph", graph).map(([, policy]) => policy),
    ...farPolicies("graph", graph).map(({ policy: [, policy] }) => policy),
    ...graph.guarded.map(defaultDeny),
  ];
}

/** The graph's policies in force in its world. */
export function clusterOf(graph: Graph, { namespaces }: World, ipBlocksMatchPods: boolean): Cluster {
  return { namespaces, policies: policiesOf(graph).map(policyOf), ipBlocksMatchPods };
}
