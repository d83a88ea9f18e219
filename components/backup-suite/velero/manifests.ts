import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../shared/cloud";
import { managedByPulumi } from "../../shared/labels";
import type { Labels, Service } from "../../shared/service-graph/contract";
import type { BackupSettings } from "../contract";
import { ruleFile } from "./alarms";
import { components, metricsPort, nodeAgentConfig, podLabelsOf, repositorySecret, serviceAccountName } from "./names";
import { rehearsalAccount } from "./rehearsal";
import { nodeAgentSettings } from "./values";

/** Builds plain manifests of what stands beside the chart: what goes in decides what comes out. */

type ServiceAccount = k8s.types.input.core.v1.ServiceAccount;
type ConfigMap = k8s.types.input.core.v1.ConfigMap;
type Secret = k8s.types.input.core.v1.Secret;

/** The account of the server, the node agents and their workers. Workers ask for no token and need one, so all get it. */
export function serviceAccount(
  namespace: string,
  annotations: pulumi.Input<Record<string, pulumi.Input<string>>>,
): ServiceAccount {
  return {
    metadata: { name: serviceAccountName, namespace, labels: { ...managedByPulumi }, annotations },
    automountServiceAccountToken: true,
  };
}

/** Of the Job that rehearses; its pods ask the API server only. */
export function rehearsalServiceAccount(namespace: string): ServiceAccount {
  return {
    metadata: { name: rehearsalAccount, namespace, labels: { ...managedByPulumi } },
    automountServiceAccountToken: true,
  };
}

export function repositorySecretOf(namespace: string, password: pulumi.Input<string>): Secret {
  return {
    metadata: { name: repositorySecret.name, namespace, labels: { ...managedByPulumi } },
    stringData: { [repositorySecret.key]: password },
  };
}

export function nodeAgentConfigMap(namespace: string, identityLabels: Labels): ConfigMap {
  return {
    metadata: { name: nodeAgentConfig, namespace, labels: { ...managedByPulumi } },
    data: { "node-agent-config.json": nodeAgentSettings(identityLabels) },
  };
}

/** Rules that Prometheus loads from here. */
export function alarmRules(settings: BackupSettings<Cloud>): ConfigMap {
  return {
    metadata: {
      name: "velero-alarms",
      namespace: settings.namespace,
      labels: { ...managedByPulumi, "kubernetes-best-practices/rules": "prometheus" },
    },
    data: { "velero.rules.yaml": ruleFile(settings) },
  };
}

/** What each kind of pod may call, but for the API server: that is neither a pod nor one range. */
export function services({ rehearsal }: BackupSettings<Cloud>): Readonly<Record<string, Service>> {
  const metered = { ports: { metrics: { port: metricsPort } }, metrics: ["metrics"] };
  const toStore = { calls: [{ to: "internet" as const, ports: [{ port: 443 }] }], identity: true };
  const services: Readonly<Record<(typeof components)[number], Omit<Service, "podLabels">>> = {
    server: { ...metered, ...toStore },
    "node-agent": { ...metered, ...toStore },
    worker: { ports: {}, ...toStore },
    rehearsal: { ports: {} },
  };
  return Object.fromEntries(
    components
      .filter((component) => component !== "rehearsal" || rehearsal !== undefined)
      .map((component) => [component, { ...services[component], podLabels: podLabelsOf(component) }]),
  );
}
