import { z } from "zod";
import type { Api } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";
import { Changes } from "./changes";

/**
 * What a cloud's controllers would do, done by decree: claims get volumes, Services of type LoadBalancer an address.
 * Nothing is stored, and no packet arrives.
 */

const manager = "local-cluster";
const zoneLabel = "topology.kubernetes.io/zone";
const selectedNode = "volume.kubernetes.io/selected-node";
/** Marks volumes that were made here, for their class may be of any provisioner. */
const madeHere = { "app.kubernetes.io/managed-by": manager };

/** Holds nothing, and serves the classes of every provisioner. */
const driver = "nothing.local-cluster";

const storageClass = z.looseObject({ volumeBindingMode: z.string().default("Immediate") });
const claim = z.looseObject({
  spec: z.looseObject({
    storageClassName: z.string(),
    accessModes: z.array(z.string()).default(["ReadWriteOnce"]),
    resources: z.object({ requests: z.object({ storage: z.string() }) }),
  }),
  status: z.looseObject({ phase: z.string() }),
});
const volume = z.looseObject({ status: z.looseObject({ phase: z.string() }) });
const service = z.looseObject({
  spec: z.looseObject({ type: z.string().optional() }),
  status: z.looseObject({ loadBalancer: z.looseObject({ ingress: z.array(z.unknown()).default([]) }) }),
});

/** The class that claims get when they name none: it waits for the pod, as those of the clouds do. */
export const defaultStorageClass: KubernetesObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: driver,
  volumeBindingMode: "WaitForFirstConsumer",
  reclaimPolicy: "Delete",
};

/** What the decrees depend on. */
const watched = [
  "/api/v1/persistentvolumeclaims",
  "/api/v1/persistentvolumes",
  "/api/v1/services",
  "/apis/storage.k8s.io/v1/storageclasses",
];

/**
 * Decrees until the control plane ends, whenever something changes; what fails now is told and tried again.
 *
 * @param kubeconfig path of the kubeconfig.
 */
export async function decree(
  api: Api,
  kubeconfig: string,
  ended: () => boolean,
  report: (line: string) => void,
): Promise<void> {
  const changes = new Changes(kubeconfig, watched);
  while (!ended()) {
    await changes.next();
    for (const work of [provisionVolumes, deleteVolumes, giveAddresses]) {
      await work(api).catch((error: unknown) => {
        report(error instanceof Error ? error.message : String(error));
        changes.again();
      });
    }
  }
}

async function provisionVolumes(api: Api): Promise<void> {
  for (const object of await api.list("v1", "PersistentVolumeClaim")) {
    const { data } = claim.safeParse(object);
    if (data?.status.phase === "Pending") await provisionVolume(api, object, data);
  }
}

async function provisionVolume(api: Api, object: KubernetesObject, { spec }: z.infer<typeof claim>): Promise<void> {
  const { metadata } = object;
  const reference = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name: spec.storageClassName };
  const { data } = storageClass.safeParse(await api.get(reference));
  const node = metadata.annotations?.[selectedNode];
  if (data === undefined || (data.volumeBindingMode === "WaitForFirstConsumer" && node === undefined)) return;
  const zone = node === undefined ? undefined : await zoneOf(api, node);
  const name = `pvc-${metadata.uid ?? ""}`;
  await api.apply(
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name, labels: madeHere },
      spec: {
        storageClassName: spec.storageClassName,
        capacity: spec.resources.requests,
        accessModes: spec.accessModes,
        persistentVolumeReclaimPolicy: "Delete",
        csi: { driver, volumeHandle: name },
        claimRef: {
          apiVersion: "v1",
          kind: object.kind,
          name: metadata.name,
          namespace: metadata.namespace,
          uid: metadata.uid,
        },
        ...(zone === undefined ? {} : { nodeAffinity: within(zone) }),
      },
    },
    { manager, force: true },
  );
}

async function zoneOf(api: Api, node: string): Promise<string | undefined> {
  return (await api.get({ apiVersion: "v1", kind: "Node", name: node }))?.metadata.labels?.[zoneLabel];
}

/** A disk cannot leave its zone. */
function within(zone: string) {
  const matchExpressions = [{ key: zoneLabel, operator: "In", values: [zone] }];
  return { required: { nodeSelectorTerms: [{ matchExpressions }] } };
}

async function deleteVolumes(api: Api): Promise<void> {
  const labelSelector = Object.entries(madeHere)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  for (const object of await api.list("v1", "PersistentVolume", undefined, { labelSelector })) {
    if (volume.safeParse(object).data?.status.phase !== "Released") continue;
    await api.delete({ apiVersion: "v1", kind: "PersistentVolume", name: object.metadata.name });
  }
}

async function giveAddresses(api: Api): Promise<void> {
  for (const { apiVersion, kind, metadata, ...rest } of await api.list("v1", "Service")) {
    const { data } = service.safeParse(rest);
    if (data?.spec.type !== "LoadBalancer" || data.status.loadBalancer.ingress.length > 0) continue;
    const reference = { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
    // An address for documentation: nobody has it.
    await api.merge(reference, { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } }, "status");
  }
}
