import { appLabels } from "../../shared/labels";
import type { Labels } from "../../shared/service-graph/contract";

/** Names that Velero, its chart and the drill agree on. */

export const releaseName = "velero";

/** The account of the server, of the node agents and of the pods that these start; the cloud gives it the rights. */
export const serviceAccountName = "velero";

/** Locations of backups. */
export const locationNames = { home: "default", copy: "copy", recovery: "recovery" } as const;

/** The Secret that Velero looks for; without it a constant that everybody knows encrypts what volumes hold. */
export const repositorySecret = { name: "velero-repo-credentials", key: "repository-password" } as const;

/** ConfigMap of the node agents. */
export const nodeAgentConfig = "velero-node-agent";

/** What runs in the namespace, by the label that tells one from another. Workers are started by Velero itself. */
export const components = ["server", "node-agent", "worker", "rehearsal"] as const;
export type Component = (typeof components)[number];

export const podLabelsOf = (component: Component): Labels => ({ [appLabels.component]: component });

export const metricsPort = 8085;
