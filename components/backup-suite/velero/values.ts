import type { Cloud } from "../../shared/cloud";
import {
  type ChartValues,
  confinedContainer,
  resources,
  restrictedPod,
  smallResources,
} from "../../shared/chart/values";
import { singletonAnnotation } from "../../shared/labels";
import type { Labels } from "../../shared/service-graph/contract";
import { veleroImages } from "../../shared/versions";
import type { Volumes } from "../contract";
import { nodeAgentConfig, podLabelsOf, serviceAccountName } from "./names";

export interface ValueSettings {
  readonly cloud: Cloud;
  readonly volumes: Volumes;
  /** Labels by which the cloud knows pods with an identity. */
  readonly identityLabels: Labels;
}

/** The image names its user, and the kubelet cannot tell whether a name is root. */
const user = 65_532;

const serverResources = resources({
  requests: { cpu: "250m", memory: "256Mi" },
  limits: { cpu: "1", memory: "1Gi" },
});

/**
 * Values of the chart: a server at level restricted, and node agents where volumes are moved. Locations and schedules are
 * made beside it, for what they say is known later than the chart is rendered. Pure.
 */
export function chartValues({ cloud, volumes, identityLabels }: ValueSettings): ChartValues {
  const [repository, tag] = splitImage(veleroImages.server);
  return {
    image: { repository, tag },
    annotations: { [singletonAnnotation]: "Velero's server cannot share its work; a restart costs a minute." },
    podLabels: { ...podLabelsOf("server"), ...identityLabels },
    podSecurityContext: restrictedPod(user, user),
    containerSecurityContext: confinedContainer,
    resources: serverResources,
    initContainers: [
      {
        name: "plugin",
        image: veleroImages.plugins[cloud],
        imagePullPolicy: "IfNotPresent",
        securityContext: confinedContainer,
        resources: smallResources,
        volumeMounts: [{ name: "plugins", mountPath: "/target" }],
      },
    ],
    serviceAccount: { server: { create: false, name: serviceAccountName } },
    credentials: { useSecret: false },
    backupsEnabled: false,
    snapshotsEnabled: false,
    // Jobs of hooks, which never run here; definitions come with the chart.
    upgradeCRDs: false,
    cleanUpCRDs: false,
    configuration: configuration(volumes, identityLabels),
    ...nodeAgents(volumes, identityLabels),
  };
}

function configuration(volumes: Volumes, identityLabels: Labels): ChartValues {
  return {
    uploaderType: "kopia",
    features: "EnableCSI",
    defaultSnapshotMoveData: volumes === "move",
    // The home of the image's own user is not this one's to write.
    extraEnvVars: [{ name: "HOME", value: "/scratch" }],
    repositoryMaintenanceJob: {
      repositoryConfigData: {
        global: {
          keepLatestMaintenanceJobs: 3,
          podLabels: { ...podLabelsOf("worker"), ...identityLabels },
          podResources: workerResources,
        },
      },
    },
  };
}

function nodeAgents(volumes: Volumes, identityLabels: Labels): ChartValues {
  if (volumes !== "move") return { deployNodeAgent: false };
  return {
    deployNodeAgent: true,
    nodeAgent: {
      // The node's file systems are for backups of running files, which are none of these.
      disableHostPath: true,
      podLabels: { ...podLabelsOf("node-agent"), ...identityLabels },
      podSecurityContext: restrictedPod(user, user),
      containerSecurityContext: confinedContainer,
      resources: smallResources,
      extraArgs: [`--node-agent-configmap=${nodeAgentConfig}`],
    },
  };
}

/** Of a pod that moves a volume, or that keeps a repository in order; four times its requests at most. */
const workerResources = { cpuRequest: "250m", cpuLimit: "1", memoryRequest: "512Mi", memoryLimit: "2Gi" };

/** What node agents read: which pods move volumes, and how many at a time. */
export function nodeAgentSettings(identityLabels: Labels): string {
  return JSON.stringify({
    loadConcurrency: { globalConfig: 2 },
    podLabels: { ...podLabelsOf("worker"), ...identityLabels },
    podResources: workerResources,
  });
}

function splitImage(image: string): [repository: string, tag: string] {
  const colon = image.lastIndexOf(":");
  return [image.slice(0, colon), image.slice(colon + 1)];
}
