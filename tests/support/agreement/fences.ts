import { edit, manifest, merged, type Patch, patch, workloadAt } from "./changes";
import { storageClass } from "./base";
import type { Change } from "./mutation";
import { partOf } from "../parts";

/** Changes of what bounds a namespace, and of what it bounds. */

/** Lays a patch over the entry of the LimitRange about containers, pods or claims. */
export function limitRange(type: "Container" | "Pod" | "PersistentVolumeClaim", over: Patch): Change {
  return edit("LimitRange", (object) => {
    const limits = partOf(object, "spec.limits") as { readonly type: string }[];
    return { ...object, spec: { limits: limits.map((each) => (each.type === type ? merged(each, over) : each)) } };
  });
}

/** Lays a patch over what the quota counts. */
export function quota(hard: Patch): Change {
  return patch("ResourceQuota", { spec: { hard } });
}

export function amounts(requests: Patch, limits: Patch): Patch {
  return { requests, limits };
}

export function claim(name: string, storage: string, spec: object = {}) {
  const requested = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...spec };
  return { ...manifest("v1", "PersistentVolumeClaim", name), spec: { storageClassName: storageClass, ...requested } };
}

/** Sets the size of the claims of the StatefulSet. */
export function claimOf(storage: string): Change {
  return workloadAt("volumeClaimTemplates.0", (part) =>
    merged(part, { spec: { resources: { requests: { storage } } } }),
  );
}
