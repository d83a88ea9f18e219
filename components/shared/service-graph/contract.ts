import type { Resource } from "@pulumi/pulumi";
import type { AnyHandle } from "../cloud";

export type Labels = Readonly<Record<string, string>>;

export interface Port {
  /** Port of the container, 1 to 65535; policies speak of containers, not of Services. */
  readonly port: number;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP" | undefined;
}

/** Pods of one namespace: both namespace and labels must fit. */
export interface Pods {
  readonly namespace: string;
  /** Labels of the pods; `{}` is every pod of the namespace. */
  readonly podLabels: Labels;
}

/** Something that a service calls. */
export type Call =
  /** Another service of the graph, on ports that it declares. */
  | { readonly to: "service"; readonly service: string; readonly ports: readonly string[] }
  /** Pods that are not of the graph, such as a collector. */
  | { readonly to: "pods"; readonly pods: Pods; readonly ports: readonly Port[] }
  /**
   * IPv4 addresses outside the cluster, in CIDR notation, such as those of a managed database. It may lie in the
   * network of the nodes, but not among the addresses of pods or Services, which are named by their labels: Cilium
   * never matches a pod by its address.
   */
  | { readonly to: "range"; readonly range: string; readonly ports: readonly Port[] }
  /** Public IPv4 addresses: no private range, no range of the cluster, no metadata address. */
  | { readonly to: "internet"; readonly ports: readonly Port[] };

/** Pods outside the graph that call a service, and the names of the ports that they call. */
export interface Caller {
  readonly pods: Pods;
  readonly ports: readonly string[];
}

/** One set of pods, what they listen on and what they call. */
export interface Service {
  /** @default the namespace of the graph */
  readonly namespace?: string | undefined;
  /**
   * Labels that exactly these pods of the namespace carry. Two services of one namespace have one label of which
   * their values differ, so that no pod can be of both.
   */
  readonly podLabels: Labels;
  /** What the pods listen on, by name. */
  readonly ports: Readonly<Record<string, Port>>;
  /**
   * Names of ports that the pods of monitoring scrape.
   * @default []
   */
  readonly metrics?: readonly string[] | undefined;
  /** @default [] */
  readonly calls?: readonly Call[] | undefined;
  /**
   * Pods outside the graph that call this service, such as an ingress gateway.
   * @default []
   */
  readonly callers?: readonly Caller[] | undefined;
  /**
   * Names of ports on which the pods call each other, such as replication.
   * @default []
   */
  readonly peers?: readonly string[] | undefined;
  /**
   * Whether the pods have a cloud identity and so need the cloud's endpoint for it.
   * @default false
   */
  readonly identity?: boolean | undefined;
  /**
   * Whether a sidecar of the mesh runs in the pods, which must reach istiod and is scraped on ports of its own.
   * @default false
   */
  readonly meshed?: boolean | undefined;
}

export interface ServiceGraphArgs {
  /** The cluster: its ranges and its cloud's identity endpoint. A change replaces the policies. */
  readonly cluster: AnyHandle;
  /** Namespace of the services that name none. A change replaces the policies. */
  readonly namespace: string;
  /** Services by name, a DNS label each. A change acts in place; renaming a service replaces its policy. */
  readonly services: Readonly<Record<string, Service>>;
  /**
   * The pods that scrape metrics. A change acts in place.
   * @default { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "prometheus" } }
   */
  readonly monitoring?: Pods | undefined;
  /**
   * The mesh's control plane. A change acts in place.
   * @default { namespace: "istio-system", podLabels: { app: "istiod" } }
   */
  readonly meshControlPlane?: Pods | undefined;
  /**
   * Whether pods may ask the DNS cache of their node (169.254.20.10, NodeLocal DNSCache) as well as kube-dns. A change
   * acts in place.
   * @default false
   */
  readonly nodeLocalDns?: boolean | undefined;
  /**
   * Other namespaces of the program that deny by default, by name, with what guards them. Pods there that call a service,
   * are called by one, or scrape it are opened for exactly that by a policy beside them. A change acts in place.
   * @default {}
   */
  readonly guarded?: Readonly<Record<string, readonly Resource[]>> | undefined;
}
