import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { AnyHandle } from "../shared/cloud";
import { refuse } from "../shared/faults";
import {
  defaultLevel,
  defaultMonitoring,
  defaultPodSecurityVersion,
  type LimitOverrides,
  mergeLimits,
  mergeQuota,
  type PodSecurityLevel,
  type Quantities,
} from "./defaults";
import * as manifests from "./manifests";
import { type Exemption, guardrailsFaults } from "./validate";

export interface GuardrailsArgs {
  /** The cluster that the namespace is on. A change replaces everything; what ran in the namespace is lost. */
  readonly cluster: AnyHandle;
  /**
   * Name of the namespace: a DNS label, and none of Kubernetes' own. A namespace of that name that exists is taken
   * over. A change replaces the namespace; what ran in it is lost.
   */
  readonly namespace: string;
  /**
   * Pod Security Standard that is enforced: `privileged`, `baseline` or `restricted`. It is audited and warned about
   * at restricted whatever stands here. A change acts in place, on pods made from then on.
   * @default "restricted"
   */
  readonly level?: PodSecurityLevel | undefined;
  /**
   * Version of the standards: `v` and a Kubernetes minor. A change acts in place, on pods made from then on.
   * @default the default Kubernetes minor of this package
   */
  readonly podSecurityVersion?: string | undefined;
  /**
   * Owner, reason and last day of a level below restricted, which needs them; written on the namespace. After that day
   * the component refuses to be made. A change acts in place.
   * @default none
   */
  readonly exemption?: Exemption | undefined;
  /**
   * Most of each resource that the namespace may hold, by the names of a ResourceQuota, such as
   * `{ "requests.cpu": "80" }`; laid over `defaultQuota` key by key. A change acts in place and removes nothing.
   * @default {}
   */
  readonly quota?: Quantities | undefined;
  /**
   * Limits and defaults of one container, pod or claim, such as `{ container: { max: { cpu: "8" } } }`; laid over
   * `defaultLimits` key by key. A change acts in place, on pods made from then on.
   * @default {}
   */
  readonly limits?: LimitOverrides | undefined;
  /**
   * More labels of the namespace, such as the one that puts it into the mesh. A change acts in place.
   * @default {}
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * The pods that may scrape every pod of the namespace: their namespace and labels. A change acts in place.
   * @default { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "prometheus" } }
   */
  readonly monitoring?: manifests.Monitoring | undefined;
  /**
   * Whether pods may ask the DNS cache of their node (169.254.20.10, NodeLocal DNSCache) as well as kube-dns. A change
   * acts in place.
   * @default false
   */
  readonly nodeLocalDns?: boolean | undefined;
}

/**
 * A namespace that is safe to hand over: Pod Security labels, a quota, limits for what names none, no traffic but DNS
 * and scraping, and a default service account without token. Services open what they need by policies of their own.
 * Deleting it deletes all that runs in the namespace. It costs nothing.
 *
 * The default service account belongs to this component, though Kubernetes may have made it before: the provider must
 * take over what exists (`upsertExistingObjects`).
 *
 * @example
 * new Guardrails("applications", { cluster, namespace: "applications" });
 */
export class Guardrails extends pulumi.ComponentResource {
  /** Name of the namespace. What runs in it depends on the component, and so on all of its guardrails. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GuardrailsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:Guardrails", name, {}, opts);
    refuse(`Guardrails ${name}`, guardrailsFaults(args.namespace, args, isoDate(new Date())));
    const namespace = this.createNamespace(name, args);
    this.createGuardrails(name, args, namespace);
    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }

  private createNamespace(name: string, args: GuardrailsArgs): k8s.core.v1.Namespace {
    const { cluster } = args;
    return new k8s.core.v1.Namespace(
      `${name}-namespace`,
      manifests.namespace({
        name: args.namespace,
        level: args.level ?? defaultLevel,
        podSecurityVersion: args.podSecurityVersion ?? defaultPodSecurityVersion,
        exemption: args.exemption,
        labels: args.labels ?? {},
      }),
      { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready] },
    );
  }

  private createGuardrails(name: string, args: GuardrailsArgs, namespace: k8s.core.v1.Namespace): void {
    const { cluster, namespace: namespaceName } = args;
    // They go with their namespace: its pods stay fenced in to the end, and nothing waits for a default service
    // account that Kubernetes would make anew.
    const opts = {
      parent: this,
      provider: cluster.provider,
      dependsOn: [namespace],
      deletedWith: namespace,
    };
    const quota = manifests.resourceQuota(namespaceName, mergeQuota(args.quota));
    const limits = manifests.limitRange(namespaceName, mergeLimits(args.limits));
    const serviceAccount = manifests.defaultServiceAccount(namespaceName);
    const policies = {
      "default-deny": manifests.defaultDeny(namespaceName),
      "allow-dns": manifests.allowDns(namespaceName, args.nodeLocalDns ?? false),
      "allow-monitoring": manifests.allowMonitoring(namespaceName, args.monitoring ?? defaultMonitoring),
    };
    new k8s.core.v1.ResourceQuota(`${name}-quota`, quota, opts);
    new k8s.core.v1.LimitRange(`${name}-limits`, limits, opts);
    new k8s.core.v1.ServiceAccount(`${name}-default-service-account`, serviceAccount, opts);
    for (const [policy, manifest] of Object.entries(policies)) {
      new k8s.networking.v1.NetworkPolicy(`${name}-${policy}`, manifest, opts);
    }
  }
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
