import { cpSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { storageLocations } from "../../components/backup-suite/velero/locations";
import { rehearsalServiceAccount } from "../../components/backup-suite/velero/manifests";
import { rehearsalRights } from "../../components/backup-suite/velero/rehearsal";
import type { ObjectStore } from "../../offline/cluster/object-store";
import type { Api } from "../../offline/kubernetes/api";
import { kubernetesObject, type KubernetesObject, referenceOf } from "../../offline/kubernetes/objects";
import { at } from "./drill-live";
import { veleroNamespace } from "./velero";

export const buckets = { home: "backups", copy: "backups-copy" } as const;

/** The locations of the suite, in an object store on this machine. */
export function locationsIn(store: ObjectStore, which: "home" | "recovery"): readonly KubernetesObject[] {
  const config = { region: store.region, s3ForcePathStyle: "true", s3Url: store.url };
  const place = (bucket: string) => ({ provider: "aws" as const, bucket, config });
  const places =
    which === "home"
      ? { home: place(buckets.home), copy: place(buckets.copy) }
      : { home: place("backups-of-the-new-cluster"), recovery: place(buckets.copy) };
  return storageLocations(veleroNamespace, places).map(({ manifest }) => ({
    ...kubernetesObject.parse(manifest),
    // Without it the first look into the bucket is a minute late.
    status: { phase: "Available" },
  }));
}

/** What replication does: the second bucket holds what the first one does. */
export function replicate(store: ObjectStore): void {
  cpSync(store.bucket(buckets.home), store.bucket(buckets.copy), { recursive: true });
}

/** A namespace with many objects, so that work on it takes a while. */
export function crowd(namespace: string, count: number): readonly KubernetesObject[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...Array.from({ length: count }, (_, index) => ({
      apiVersion: "v1",
      kind: index % 2 === 0 ? "ConfigMap" : "Secret",
      metadata: { name: `object-${index}`, namespace },
      ...(index % 2 === 0 ? { data: { number: String(index) } } : { stringData: { number: String(index) } }),
    })),
  ];
}

/** Applies many objects, ten at a time, as kubectl would one after another. */
export async function applyMany(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const [namespace, ...rest] = objects;
  if (namespace !== undefined) await api.apply(namespace, { manager: "test", force: true });
  for (let index = 0; index < rest.length; index += 10) {
    await Promise.all(rest.slice(index, index + 10).map((each) => api.apply(each, { manager: "test", force: true })));
  }
}

/** The scratch namespace of a rehearsal, and who rehearses. */
export function rehearsalObjects(into: string): readonly KubernetesObject[] {
  const account = rehearsalServiceAccount(veleroNamespace);
  const rights = Object.values(rehearsalRights(veleroNamespace, into));
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: into } },
    kubernetesObject.parse({ apiVersion: "v1", kind: "ServiceAccount", ...account }),
    ...rights.flatMap(([role, binding]) => [
      kubernetesObject.parse({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", ...role }),
      kubernetesObject.parse({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding", ...binding }),
    ]),
  ];
}

/** Waits for the moment in which some backup or restore is under way. */
export async function underWay(api: Api, kind: "Backup" | "Restore"): Promise<string> {
  for (;;) {
    const found = await api.list("velero.io/v1", kind, veleroNamespace);
    const one = found.find((each) => at(each, "status", "phase") === "InProgress");
    if (one !== undefined) return one.metadata.name;
    await pause(10);
  }
}

/** Stands in for Velero's look into its stores, where its server does not run: each is there. */
export async function findLocations(api: Api): Promise<void> {
  for (const each of await api.list("velero.io/v1", "BackupStorageLocation")) {
    if (at(each, "status", "phase") === undefined)
      await api.merge(referenceOf(each), { status: { phase: "Available" } });
  }
}

/** Classes of snapshots, as the snapshot controller's documentation describes them; strict. */
export const snapshotClassDefinition: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "volumesnapshotclasses.snapshot.storage.k8s.io",
    annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes-csi/external-snapshotter/pull/814" },
  },
  spec: {
    group: "snapshot.storage.k8s.io",
    scope: "Cluster",
    names: {
      kind: "VolumeSnapshotClass",
      plural: "volumesnapshotclasses",
      singular: "volumesnapshotclass",
      listKind: "VolumeSnapshotClassList",
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["deletionPolicy", "driver"],
            properties: {
              apiVersion: { type: "string" },
              kind: { type: "string" },
              metadata: { type: "object" },
              deletionPolicy: { type: "string", enum: ["Delete", "Retain"] },
              driver: { type: "string" },
              parameters: { type: "object", additionalProperties: { type: "string" } },
            },
          },
        },
      },
    ],
  },
};
