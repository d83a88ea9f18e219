import { type ChartValues, resources, restrictedContainer, smallResources, zoneSpread } from "../shared/chart/values";
import { appLabels, revisionLabel } from "../shared/labels";
import type { Labels } from "../shared/service-graph/contract";
import type { CompleteOpenFga } from "./defaults";
import type { ChartLogin } from "./known-login";
import { separateNodes } from "./spread";

/** Ports of the pods. */
export const openFgaPorts = { http: { port: 8080 }, grpc: { port: 8081 }, metrics: { port: 2112 } } as const;

/** The image names none. */
export const openFgaUser = 65532;

/** Key of the Secret that the chart reads. */
export const openFgaKeysKey = "keys";

/** Name of the release, of its objects, of the account and of the Secret. */
export function openFgaRelease(service: string): string {
  return `${service}-openfga`;
}

/** Labels that exactly the pods of the release bear. */
export function openFgaPods(service: string): Labels {
  return { [appLabels.name]: "openfga", [appLabels.instance]: openFgaRelease(service) };
}

/** Values with which the pods are admitted at level restricted and by the default LimitRange. Pure. */
export function openFgaValues(service: string, openfga: CompleteOpenFga, login: ChartLogin): ChartValues {
  const pods = openFgaPods(service);
  const { env, sidecars, volumes, volumeMounts } = login.values;
  return {
    fullnameOverride: openFgaRelease(service),
    replicaCount: openfga.replicas,
    image: { pullPolicy: "IfNotPresent" },
    // The chart's own account may read Jobs, which is of use only to another way of migrating.
    serviceAccount: { create: false, name: login.serviceAccount },
    podExtraLabels: { ...login.podLabels },
    // One context serves server and migration.
    securityContext: { ...restrictedContainer(openFgaUser), readOnlyRootFilesystem: true },
    resources: resources(openfga.resources),
    affinity: separateNodes(pods, { matchLabelKeys: [revisionLabel] }),
    topologySpreadConstraints: [zoneSpread({ labels: pods, perRollout: true })],
    // The URI stands among the variables: the chart would make a Secret of it, though it holds nothing secret.
    datastore: { engine: "postgres", migrationType: "initContainer", migrations: { resources: smallResources } },
    // Sidecars come before the migration, which connects through them.
    migrate: { extraInitContainers: sidecars, extraVolumeMounts: volumeMounts },
    extraVolumes: volumes,
    extraVolumeMounts: volumeMounts,
    extraEnvVars: env,
    authn: { method: "preshared", preshared: { keysSecret: openFgaRelease(service) } },
    playground: { enabled: false },
  };
}
