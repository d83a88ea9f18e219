import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { sortedEntries } from "../shared/faults";
import {
  exemptionAnnotations,
  exemptionStartedBy,
  managedByPulumi,
  namespaceNameLabel,
  podSecurityLabels,
} from "../shared/labels";
import { limitRules, type Limits, type LimitSet, type PodSecurityLevel, type Quantities } from "./defaults";
import type { Exemption } from "./validate";

/** Builds plain manifests: what goes in decides what comes out. */

type Namespace = k8s.types.input.core.v1.Namespace;
type ResourceQuota = k8s.types.input.core.v1.ResourceQuota;
type LimitRange = k8s.types.input.core.v1.LimitRange;
type LimitRangeItem = k8s.types.input.core.v1.LimitRangeItem;
type ServiceAccount = k8s.types.input.core.v1.ServiceAccount;
type NetworkPolicy = k8s.types.input.networking.v1.NetworkPolicy;
type NetworkPolicyPeer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type Labels = Readonly<Record<string, string>>;

export interface NamespaceArgs {
  readonly name: string;
  readonly level: PodSecurityLevel;
  readonly podSecurityVersion: string;
  readonly exemption: Exemption | undefined;
  readonly labels: Labels;
}

/** Enforces `level`; audits and warns at restricted in any case, so that an exemption stays visible. */
export function namespace({ name, level, podSecurityVersion, exemption, labels }: NamespaceArgs): Namespace {
  return {
    metadata: {
      name,
      labels: {
        ...labels,
        ...managedByPulumi,
        [podSecurityLabels.enforce]: level,
        [podSecurityLabels.enforceVersion]: podSecurityVersion,
        [podSecurityLabels.audit]: "restricted",
        [podSecurityLabels.auditVersion]: podSecurityVersion,
        [podSecurityLabels.warn]: "restricted",
        [podSecurityLabels.warnVersion]: podSecurityVersion,
      },
      ...(exemption === undefined
        ? {}
        : {
            annotations: {
              [exemptionAnnotations.owner]: exemption.owner,
              [exemptionAnnotations.reason]: exemption.reason,
              [exemptionAnnotations.expires]: exemption.expires,
              ...(exemption.startedBy === undefined ? {} : { [exemptionStartedBy]: exemption.startedBy }),
            },
          }),
    },
  };
}

export function resourceQuota(namespaceName: string, quota: Quantities): ResourceQuota {
  return { metadata: metadata(namespaceName, "quota"), spec: { hard: sorted(quota) } };
}

export function limitRange(namespaceName: string, limits: Limits): LimitRange {
  return {
    metadata: metadata(namespaceName, "limits"),
    spec: {
      limits: [
        limitRangeItem("Container", limits.container),
        limitRangeItem("Pod", limits.pod),
        limitRangeItem("PersistentVolumeClaim", limits.persistentVolumeClaim),
      ],
    },
  };
}

function limitRangeItem(type: string, set: LimitSet): LimitRangeItem {
  const rules = limitRules.flatMap((rule) => {
    const quantities = set[rule];
    return quantities === undefined ? [] : [[rule, sorted(quantities)] as const];
  });
  return { type, ...Object.fromEntries(rules) };
}

/** No pod speaks to anything and nothing speaks to it, but for what another policy allows. */
export function defaultDeny(namespaceName: string): NetworkPolicy {
  return {
    metadata: metadata(namespaceName, "default-deny"),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}

/** Address on which the DNS cache of each node answers. */
const nodeLocalDnsAddress = "169.254.20.10/32";

/** Every pod resolves names, over TCP too, for long answers. */
export function allowDns(namespaceName: string, nodeLocalDns: boolean): NetworkPolicy {
  const cache: NetworkPolicyPeer[] = [
    pods("kube-system", { "k8s-app": "node-local-dns" }),
    { ipBlock: { cidr: nodeLocalDnsAddress } },
  ];
  return {
    metadata: metadata(namespaceName, "allow-dns"),
    spec: {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [pods("kube-system", { "k8s-app": "kube-dns" }), ...(nodeLocalDns ? cache : [])],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
      ],
    },
  };
}

export interface Monitoring {
  readonly namespace: string;
  readonly podLabels: Labels;
}

/** The pods that scrape metrics reach every pod. */
export function allowMonitoring(namespaceName: string, monitoring: Monitoring): NetworkPolicy {
  return {
    metadata: metadata(namespaceName, "allow-monitoring"),
    spec: {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [pods(monitoring.namespace, monitoring.podLabels)] }],
    },
  };
}

/** The account of pods that name none: it gets no token, so such a pod cannot speak to the API server. */
export function defaultServiceAccount(namespaceName: string): ServiceAccount {
  return { metadata: metadata(namespaceName, "default"), automountServiceAccountToken: false };
}

/** These pods of this namespace: one peer with both selectors, as two peers would be an "or". */
function pods(namespaceName: string, labels: Labels): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [namespaceNameLabel]: namespaceName } },
    podSelector: { matchLabels: sorted(labels) },
  };
}

function metadata(
  namespaceName: string,
  name: string,
): { name: string; namespace: string; labels: Record<string, string> } {
  return { name, namespace: namespaceName, labels: { ...managedByPulumi } };
}

function sorted(map: Readonly<Record<string, string>>): Record<string, Input<string>> {
  return Object.fromEntries(sortedEntries(map));
}
