import type * as k8s from "@pulumi/kubernetes";
import { sortedEntries } from "../../faults";
import { managedByPulumi } from "../../labels";
import type { Description, Volume, VolumeMount } from "../contract";
import { defaultSizeLimit } from "../defaults";
import { selectorLabels } from "./labels";

type PersistentVolumeClaim = k8s.types.input.core.v1.PersistentVolumeClaim;

/** An emptyDir with an end for each writable path, and what the description adds. */
export function volumes({ writablePaths = {}, volumes: added = [] }: Description): Volume[] {
  const empty = sortedEntries(writablePaths).map(
    ([name, { sizeLimit = defaultSizeLimit, inMemory = false }]): Volume => ({
      name,
      emptyDir: { ...(inMemory ? { medium: "Memory" } : {}), sizeLimit },
    }),
  );
  return [...empty, ...added];
}

export function volumeMounts(description: Description): VolumeMount[] {
  const { writablePaths = {}, persistentPaths = {}, volumeMounts: added = [] } = description;
  const own = [...sortedEntries(writablePaths), ...sortedEntries(persistentPaths)];
  return [...own.map(([name, { path }]): VolumeMount => ({ name, mountPath: path })), ...added];
}

/** The claims that each pod of a StatefulSet gets. */
export function volumeClaims(description: Description): PersistentVolumeClaim[] {
  return sortedEntries(description.persistentPaths ?? {}).map(([name, { size, storageClass }]) => ({
    // Nothing that changes, as templates of claims cannot.
    metadata: { name, labels: { ...selectorLabels(description.service), ...managedByPulumi } },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  }));
}
