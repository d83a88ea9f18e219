import type { Cloud, NetworkRanges } from "../cloud";
import type { Call, Pods, Port, Service, ServiceGraphArgs } from "./contract";

/** The pods that scrape metrics, where the arguments name no others. */
export const defaultMonitoring: Pods = {
  namespace: "monitoring",
  podLabels: { "app.kubernetes.io/name": "prometheus" },
};

/** The mesh's control plane, where the arguments name no other. */
export const defaultMeshControlPlane: Pods = { namespace: "istio-system", podLabels: { app: "istiod" } };

/** The arguments with everything filled in. */
export interface Graph {
  readonly cloud: Cloud;
  readonly ranges: NetworkRanges;
  readonly namespace: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly monitoring: Pods;
  readonly meshControlPlane: Pods;
  readonly nodeLocalDns: boolean;
  /** Other namespaces that deny by default, whose ends of the graph's calls are opened as well. */
  readonly guarded: readonly string[];
}

export function withDefaults({ cluster, ...args }: ServiceGraphArgs): Graph {
  return {
    cloud: cluster.cloud,
    ranges: cluster.ranges,
    namespace: args.namespace,
    services: args.services,
    monitoring: args.monitoring ?? defaultMonitoring,
    meshControlPlane: args.meshControlPlane ?? defaultMeshControlPlane,
    nodeLocalDns: args.nodeLocalDns ?? false,
    guarded: Object.keys(args.guarded ?? {}).filter((each) => each !== args.namespace),
  };
}

/** The namespace that a service of the graph is in. */
export function namespaceOf(graph: Pick<Graph, "namespace">, service: Service): string {
  return service.namespace ?? graph.namespace;
}

/** The service of that name; nothing for names that every object has, such as `constructor`. */
export function serviceNamed(graph: Pick<Graph, "services">, name: string): Service | undefined {
  return Object.hasOwn(graph.services, name) ? graph.services[name] : undefined;
}

/** The port of that name. */
export function portNamed(service: Service, name: string): Port | undefined {
  return Object.hasOwn(service.ports, name) ? service.ports[name] : undefined;
}

/** Names are asked for over UDP, and over TCP where the answer is long. */
const dnsPorts: readonly Port[] = [
  { port: 53, protocol: "UDP" },
  { port: 53, protocol: "TCP" },
];

/** CoreDNS and kube-dns alike carry the label `k8s-app: kube-dns`, on all three clouds. */
export const clusterDns: Call = {
  to: "pods",
  pods: { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" } },
  ports: dnsPorts,
};

/** The DNS cache of each node: its pod, and the address on which it answers. */
export const nodeDns: readonly Call[] = [
  { to: "pods", pods: { namespace: "kube-system", podLabels: { "k8s-app": "node-local-dns" } }, ports: dnsPorts },
  { to: "range", range: "169.254.20.10/32", ports: dnsPorts },
];

/**
 * What a sidecar calls at istiod: configuration in plain text and over TLS together with certificates, and monitoring.
 * https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio
 */
export const meshPorts: readonly Port[] = [{ port: 15010 }, { port: 15012 }, { port: 15014 }];

/**
 * What monitoring scrapes of a sidecar: the metrics of Envoy, agent and application merged, and those of Envoy alone.
 * https://istio.io/latest/docs/tasks/observability/metrics/secure-metrics
 */
export const sidecarMetricsPorts: readonly Port[] = [{ port: 15020 }, { port: 15090 }];

/** How pods of each cloud get credentials for their identity. */
export const identityCalls: Readonly<Record<Cloud, readonly Call[]>> = {
  // https://docs.cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
  gke: [
    // The metadata server as pods call it, which is what Dataplane V2 judges.
    { to: "range", range: "169.254.169.254/32", ports: [{ port: 80 }] },
    // Where nodes without Dataplane V2 redirect that call, before they judge it.
    { to: "range", range: "169.254.169.252/32", ports: [{ port: 988 }] },
  ],
  // The Pod Identity agent of the node: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
  eks: [{ to: "range", range: "169.254.170.23/32", ports: [{ port: 80 }] }],
  // Nothing on the node: tokens are exchanged at login.microsoftonline.com, whose addresses change.
  aks: [{ to: "internet", ports: [{ port: 443 }] }],
};
