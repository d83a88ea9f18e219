import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../faults";
import type { ServiceGraphArgs } from "./contract";
import { withDefaults } from "./defaults";
import { farPolicies, type NamedPolicy, networkPolicies } from "./manifests";
import { graphFaults } from "./validate";

/**
 * Services and the calls between them, declared once, as one NetworkPolicy for each service that admits exactly these
 * calls in both directions and everything that a pod needs beside them: DNS, scraping, the mesh, the cloud's endpoint
 * for identities. Each policy is complete by itself. Probes need no rule: a node always reaches its own pods.
 * The policies are named `${name}-${service}`; where the other end of a call is in a guarded namespace, a policy there
 * opens it. They cost nothing.
 *
 * @example
 * new ServiceGraph("shop", {
 *   cluster,
 *   namespace: "shop",
 *   services: {
 *     application: {
 *       podLabels: selectorLabels("application"),
 *       ports: { http: { port: 8000 } },
 *       metrics: ["http"],
 *       callers: [{ pods: { namespace: "istio-ingress", podLabels: { istio: "ingress" } }, ports: ["http"] }],
 *       calls: [
 *         { to: "service", service: "valkey", ports: ["valkey"] },
 *         { to: "range", range: "10.60.0.0/24", ports: [{ port: 5432 }] },
 *         { to: "internet", ports: [{ port: 443 }] },
 *       ],
 *       identity: true,
 *     },
 *     valkey: { podLabels: selectorLabels("valkey"), ports: { valkey: { port: 6379 } }, peers: ["valkey"] },
 *   },
 * });
 */
export class ServiceGraph extends pulumi.ComponentResource {
  /** The policies. What makes the pods depends on them, so that no pod runs unfenced. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ServiceGraphArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:ServiceGraph", name, {}, opts);
    const graph = withDefaults(args);
    refuse(`ServiceGraph ${name}`, graphFaults(name, graph));
    const { provider, ready } = args.cluster;
    // What the graph comes after, such as its namespaces, its policies come after.
    const options = pulumi.mergeOptions(
      { dependsOn: opts?.dependsOn },
      { parent: this, provider, dependsOn: [...ready] },
    );
    const create = ([role, policy]: NamedPolicy, opts: pulumi.CustomResourceOptions): k8s.networking.v1.NetworkPolicy =>
      new k8s.networking.v1.NetworkPolicy(`${name}-${role}`, policy, opts);
    this.ready = [
      ...networkPolicies(name, graph).map((each) => create(each, options)),
      ...farPolicies(name, graph).map(({ namespace, policy }) =>
        create(policy, pulumi.mergeOptions(options, { dependsOn: [...(args.guarded?.[namespace] ?? [])] })),
      ),
    ];
    this.registerOutputs({});
  }
}
