import { managedByPulumi } from "../../shared/labels";
import type { Location, Locations, SnapshotClass, Volumes } from "../contract";
import { apiVersion, type Manifest } from "./manifest";
import { locationNames } from "./names";

/** The server looks into the store before anything counts as there: a wrong right or key is found by `up`. */
const waitUntilAvailable = { "pulumi.com/waitFor": "jsonpath={.status.phase}=Available" };

const roles = ["home", "copy", "recovery"] as const;

/** One BackupStorageLocation for each place; all but the one at home are only read. */
export function storageLocations(
  namespace: string,
  locations: Locations,
): readonly { readonly role: (typeof roles)[number]; readonly manifest: Manifest }[] {
  return roles.flatMap((role) => {
    const location = locations[role];
    return location === undefined
      ? []
      : [{ role, manifest: storageLocation(namespace, locationNames[role], location) }];
  });
}

function storageLocation(namespace: string, name: string, { provider, bucket, config }: Location): Manifest {
  const home = name === locationNames.home;
  return {
    apiVersion,
    kind: "BackupStorageLocation",
    metadata: {
      name,
      namespace,
      labels: { ...managedByPulumi },
      // A copy is not there before the first backup is.
      ...(home ? { annotations: { ...waitUntilAvailable } } : {}),
    },
    spec: {
      provider,
      default: home,
      accessMode: home ? "ReadWrite" : "ReadOnly",
      objectStorage: { bucket },
      config,
    },
  };
}

/** How the cloud's driver makes the snapshots that Velero asks for. */
export function volumeSnapshotClass({ driver, parameters }: SnapshotClass, volumes: Volumes): Manifest {
  return {
    apiVersion: "snapshot.storage.k8s.io/v1",
    kind: "VolumeSnapshotClass",
    metadata: {
      name: "velero",
      labels: { ...managedByPulumi, "velero.io/csi-volumesnapshot-class": "true" },
    },
    driver,
    parameters,
    // A snapshot that is the backup must outlive the namespace of its volume; one that was copied is of no more use.
    deletionPolicy: volumes === "snapshot" ? "Retain" : "Delete",
  };
}
