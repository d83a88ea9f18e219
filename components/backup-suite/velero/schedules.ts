import type { BackupHook, BackupSettings, ScheduleSettings, Volumes } from "../contract";
import { sortedEntries } from "../../shared/faults";
import type { Cloud } from "../../shared/cloud";
import { managedByPulumi } from "../../shared/labels";
import type { Manifest } from "./manifest";
import { apiVersion } from "./manifest";
import { locationNames } from "./names";

export interface ScheduleContext {
  readonly namespaces: readonly string[];
  readonly hooks: readonly BackupHook[];
}

/** What a new cluster has of its own; its restore would only collide. */
const excludedClusterObjects = [
  "apiservices.apiregistration.k8s.io",
  "certificatesigningrequests.certificates.k8s.io",
  "csinodes.storage.k8s.io",
  "flowschemas.flowcontrol.apiserver.k8s.io",
  "nodes",
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
  "volumeattachments.storage.k8s.io",
];

/** One Schedule for each entry. */
export function schedules(
  settings: BackupSettings<Cloud>,
  context: ScheduleContext,
): Readonly<Record<string, Manifest>> {
  return Object.fromEntries(
    sortedEntries(settings.schedules).map(([name, schedule]) => [
      name,
      {
        apiVersion,
        kind: "Schedule",
        metadata: { name, namespace: settings.namespace, labels: { ...managedByPulumi } },
        spec: {
          schedule: schedule.cron,
          // Backups outlive their schedule.
          useOwnerReferencesInBackup: false,
          template: backupTemplate(schedule, settings.volumes, context),
        },
      },
    ]),
  );
}

/**
 * What every backup of a schedule holds: all objects of its namespaces, and the cluster's own, which a restore into a
 * new cluster needs. It selects by namespace alone: an object that lacks some label is not left out.
 */
export function backupTemplate(schedule: ScheduleSettings, volumes: Volumes, context: ScheduleContext): object {
  const namespaces = [...(schedule.namespaces ?? context.namespaces)].sort();
  const hooks = context.hooks.filter(({ namespace }) => namespaces.includes(namespace));
  return {
    storageLocation: locationNames.home,
    ttl: `${schedule.keepDays * 24}h0m0s`,
    includedNamespaces: namespaces,
    includedNamespaceScopedResources: ["*"],
    includedClusterScopedResources: ["*"],
    excludedClusterScopedResources: excludedClusterObjects,
    snapshotVolumes: volumes !== "leave",
    snapshotMoveData: volumes === "move",
    defaultVolumesToFsBackup: false,
    ...(hooks.length === 0 || volumes === "leave" ? {} : { hooks: { resources: hooks.map(hookOf) } }),
  };
}

/** A backup whose data may not fit together is none, so a hook that fails makes it fail. */
function hookOf({ name, namespace, podLabels, container, before, after }: BackupHook): object {
  const exec = (command: readonly string[]): object => ({
    exec: { container, command: [...command], onError: "Fail", timeout: "1m" },
  });
  return {
    name,
    includedNamespaces: [namespace],
    labelSelector: { matchLabels: { ...podLabels } },
    pre: [exec(before)],
    ...(after === undefined ? {} : { post: [exec(after)] }),
  };
}
