import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { apiServerPort, toApiServer } from "../shared/api-server";
import { type ChartValues, nodeAntiAffinity, smallResources, zoneSpread } from "../shared/chart/values";
import type { AnyHandle, Cloud } from "../shared/cloud";
import { appLabels, managedByPulumi, namespaceNameLabel } from "../shared/labels";
import { apiVersion, type Manifest, waitUntilReady } from "../shared/secrets/manifests";
import type { Labels, Pods, Service } from "../shared/service-graph/contract";
import { stores } from "./stores";

/** Builds values and plain manifests: what goes in decides what comes out. */

type NetworkPolicy = k8s.types.input.networking.v1.NetworkPolicy;
type ServiceAccount = k8s.types.input.core.v1.ServiceAccount;

export const releaseName = "external-secrets";

/** The account of the controller, to which the cloud gives the rights. The chart's other two have names of their own. */
export const serviceAccountName = "external-secrets";

/** The store made here: one per cluster. */
export const storeName = "cloud-secrets";

/** Deployments of the chart, by what they are: their names, and the value of `app.kubernetes.io/name` of their pods. */
export const deployments = {
  controller: "external-secrets",
  webhook: "external-secrets-webhook",
  "cert-controller": "external-secrets-cert-controller",
} as const;

/** On every pod of the chart. */
const ofRelease: Labels = { [appLabels.instance]: releaseName };

export const podLabelsOf = (name: string): Labels => ({ [appLabels.name]: name, ...ofRelease });

/** Ports of the containers: the chart's own. 10250 is open from every control plane, for it is the kubelet's as well. */
const metrics = { port: 8080 };
const webhookPort = 10250;

/**
 * Values of the chart: its pods at level restricted, in different zones and on different nodes, and no more rights than
 * are used here. Budgets and the controller's account are made beside it: the chart's budgets would keep a node with a
 * broken pod from being drained, and what the account's identity needs is known later than the chart is rendered.
 */
export function chartValues(podLabels: Labels): ChartValues {
  return {
    ...deploymentValues(deployments.controller),
    leaderElect: true,
    readinessProbe: { enabled: true },
    podLabels: { ...podLabels },
    serviceAccount: { create: false, name: serviceAccountName },
    webhook: deploymentValues(deployments.webhook),
    certController: deploymentValues(deployments["cert-controller"]),
    // The chart writes each Deployment's own labels into the constraint.
    global: { topologySpreadConstraints: [zoneSpread({ perRollout: true })] },
    ...onlyWhatIsUsed,
  };
}

function deploymentValues(name: string) {
  return {
    replicaCount: 2,
    resources: smallResources,
    livenessProbe: { enabled: true },
    affinity: nodeAntiAffinity(podLabelsOf(name)),
  };
}

/**
 * ExternalSecrets, one ClusterSecretStore and generators. Stores of a namespace are not served: one without credentials
 * would use the controller's, whatever the conditions of the cluster's store say. For the same reason nobody may make an
 * ExternalSecret or a generator by being editor or administrator of a namespace: that right is given by name, with the
 * role `external-secrets-edit`. The controller may make no token of another account.
 */
const onlyWhatIsUsed: ChartValues = {
  crds: {
    createClusterExternalSecret: false,
    createClusterGenerator: false,
    createClusterPushSecret: false,
    createPushSecret: false,
    createSecretStore: false,
  },
  processClusterExternalSecret: false,
  processClusterGenerator: false,
  processClusterPushSecret: false,
  processPushSecret: false,
  processSecretStore: false,
  rbac: {
    aggregateToAdmin: false,
    aggregateToEdit: false,
    serviceAccountTokenCreate: false,
    servicebindings: { create: false },
  },
};

/** The controller's account; only pods that ask for a token get one, which the chart's do. */
export function serviceAccount(
  namespace: string,
  annotations: pulumi.Input<Record<string, pulumi.Input<string>>>,
): ServiceAccount {
  return {
    metadata: { name: serviceAccountName, namespace, labels: { ...managedByPulumi }, annotations },
    automountServiceAccountToken: false,
  };
}

/** A store that the whole cluster shares, for ExternalSecrets of some namespaces. */
export function clusterSecretStore(provider: object, namespaces: readonly string[]): Manifest {
  return {
    apiVersion,
    kind: "ClusterSecretStore",
    metadata: { name: storeName, labels: { ...managedByPulumi }, annotations: { ...waitUntilReady } },
    spec: { conditions: [{ namespaces: [...namespaces].sort() }], provider },
  };
}

/** Calls of the pods, but for those with the API server: that is neither a pod nor one range. */
export function services(): Readonly<Record<string, Service>> {
  const scraped = { ports: { metrics }, metrics: ["metrics"] };
  return {
    controller: {
      ...scraped,
      podLabels: podLabelsOf(deployments.controller),
      calls: [{ to: "internet", ports: [{ port: apiServerPort }] }],
      identity: true,
    },
    webhook: { ...scraped, podLabels: podLabelsOf(deployments.webhook) },
    "cert-controller": { ...scraped, podLabels: podLabelsOf(deployments["cert-controller"]) },
  };
}

/** All three reach the API server. */
export function apiServerPolicy(cluster: AnyHandle, namespace: string, apiServerRange: string): NetworkPolicy {
  return toApiServer(cluster, {
    name: "external-secrets-to-api-server",
    namespace,
    podLabels: ofRelease,
    apiServerRange,
  });
}

/**
 * The API server asks the webhook whether a store or an ExternalSecret is valid: from its address in the network of the
 * nodes, or on GKE and AKS through the agents of konnectivity, whose pods hold the tunnel from the control plane.
 */
export function webhookPolicy(cluster: AnyHandle, namespace: string, apiServerRange: string): NetworkPolicy {
  const agents = agentsOf(cluster.cloud);
  return {
    metadata: { name: "external-secrets-webhook-from-api-server", namespace, labels: { ...managedByPulumi } },
    spec: {
      podSelector: { matchLabels: { ...podLabelsOf(deployments.webhook) } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { ipBlock: { cidr: apiServerRange } },
            ...(agents === undefined
              ? []
              : [
                  {
                    namespaceSelector: { matchLabels: { [namespaceNameLabel]: agents.namespace } },
                    podSelector: { matchLabels: { ...agents.podLabels } },
                  },
                ]),
          ],
          ports: [{ port: webhookPort, protocol: "TCP" }],
        },
      ],
    },
  };
}

function agentsOf(cloud: Cloud): Pods | undefined {
  return stores[cloud].apiServerPods;
}
