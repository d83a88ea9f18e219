import type { Situation, VeleroState } from "../../operations/drill/before/situation";
import { type KubernetesObject, kubernetesObject } from "../../operations/drill/objects";
import type { Outcome } from "../../operations/drill/outcome";
import { sortOut } from "../../operations/drill/record/ignored";
import type { Location } from "../../operations/drill/velero/types";

export const apiVersions: Readonly<Record<string, string>> = {
  CronJob: "batch/v1",
  DaemonSet: "apps/v1",
  Deployment: "apps/v1",
  EndpointSlice: "discovery.k8s.io/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  Job: "batch/v1",
  Lease: "coordination.k8s.io/v1",
  ReplicaSet: "apps/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  StatefulSet: "apps/v1",
  StorageClass: "storage.k8s.io/v1",
  VolumeSnapshot: "snapshot.storage.k8s.io/v1",
  VolumeSnapshotClass: "snapshot.storage.k8s.io/v1",
};

/** An object of the namespace `shop`. */
export function object(kind: string, name: string, more: object = {}, metadata: object = {}): KubernetesObject {
  return kubernetesObject.parse({
    apiVersion: apiVersions[kind] ?? "v1",
    kind,
    metadata: { name, namespace: "shop", ...metadata },
    ...more,
  });
}

export const controlledBy = (kind: string, name: string): object => ({
  ownerReferences: [{ kind, name, controller: true }],
});

export function locationOf(
  name: string,
  spec: Location["spec"] = {},
  status: Location["status"] = { phase: "Available" },
): Location {
  return { metadata: { name }, spec, status };
}

const defaultLocation = locationOf("default", { default: true });

/** A cluster on which nothing stands against a drill of `shop`. */
export function situation(
  more: Partial<Situation> = {},
  velero: Partial<VeleroState> = {},
  objects: readonly KubernetesObject[] = [],
): Situation {
  return {
    server: { url: "https://10.0.0.2", version: "v1.36.3", user: "kim" },
    kinds: [],
    unknownKinds: [],
    missingKinds: [],
    velero: {
      namespace: "velero",
      deployment: true,
      version: "v1.18.3",
      locations: [defaultLocation],
      location: defaultLocation,
      backup: undefined,
      volumes: { fields: {}, from: "schedule nightly" },
      ...velero,
    },
    namespace: object("Namespace", "shop"),
    objects: sortOut(objects),
    target: { exists: false, objects: [], terminating: false },
    lackingRights: [],
    storage: { classes: [], snapshotClasses: [] },
    ...more,
  };
}

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 24, 12, 0, second));

/** A drill of `shop` that passed. */
export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    began: at(0),
    ended: at(20),
    server: { url: "https://10.0.0.2", version: "v1.36.3", user: "kim" },
    velero: { namespace: "velero", version: "v1.18.3" },
    namespace: "shop",
    into: undefined,
    expectation: "live",
    warnings: [],
    uncovered: [],
    ignored: [{ what: "Leases", reason: "they tell who leads at this moment", objects: 2 }],
    computed: ["PodMetrics.metrics.k8s.io"],
    backup: {
      name: "drill-shop-1",
      location: "default",
      started: at(0).toISOString(),
      made: true,
      items: 31,
      warnings: [],
      volumes: "schedule nightly",
    },
    restore: { name: "drill-shop-2", phase: "Completed", warnings: [], errors: [] },
    recorded: 2,
    comparison: {
      kinds: [{ kind: "Deployment", expected: 2, found: 2, same: 2 }],
      missing: [],
      additional: [],
      orphans: [],
      changed: [],
      ignored: [{ reason: "the API server sets it for each object that is made", fields: 12 }],
    },
    lacking: [],
    lackedBefore: [],
    times: { backup: 1200, deletion: 5700, restore: 1500, readiness: 900 },
    moments: { data: at(0), loss: at(7), ready: at(11) },
    targets: { rpo: 24 * 3_600_000, rto: 3_600_000 },
    faults: [],
    next: [],
    left: [],
    ...more,
  };
}
