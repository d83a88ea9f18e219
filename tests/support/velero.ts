import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { UpOptions } from "../../offline/cluster/lifecycle";
import { ObjectStore } from "../../offline/cluster/object-store";
import { LocalVelero } from "../../offline/cluster/velero";
import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { eventually, startCluster, type TestCluster } from "./cluster";
import { definitionsFolder } from "./definitions";
import { applyAll } from "./live-objects";
import { root } from "./offline";
import { tokenOf } from "./service-accounts";

export const veleroNamespace = "velero";

/** Location of the tests' backups, and their bucket. */
export const defaultLocation = "default";
export const bucket = "backups";

const report = (line: string): void => {
  if (process.env["CI"] === undefined) console.error(line);
};

/** A control plane of a test's own, with the real server of Velero beside it. */
export interface VeleroCluster {
  readonly cluster: TestCluster;
  readonly velero: LocalVelero;
  readonly store: ObjectStore;
  readonly end: () => Promise<void>;
}

export interface VeleroOptions extends Partial<UpOptions> {
  /** An object store to share with another cluster; it is left running. */
  readonly store?: ObjectStore;
  /** Objects to apply before the server starts; default: one location, the default one. */
  readonly locations?: readonly KubernetesObject[];
}

export async function startStore(): Promise<ObjectStore> {
  const store = await ObjectStore.start({ root, folder: mkdtempSync(join(tmpdir(), "kbp-store-")), report });
  store.bucket(bucket);
  return store;
}

export async function endStore(store: ObjectStore): Promise<void> {
  await store.stop();
  rmSync(store.folder, { recursive: true, force: true });
}

/** Starts a control plane, an object store and Velero, and waits until backups can be made. */
export async function startVelero({
  store: shared,
  locations,
  ...options
}: VeleroOptions = {}): Promise<VeleroCluster> {
  const store = shared ?? (await startStore());
  const definitions = [join(definitionsFolder(), "velero"), ...(options.definitions ?? [])];
  const cluster = await startCluster({ ...options, definitions });
  await applyAll(cluster.api, [...serverObjects(), ...(locations ?? [location(store, defaultLocation, bucket)])]);
  const velero = await startServer(cluster, store);
  const end = async (): Promise<void> => {
    await velero.end();
    await cluster.end();
    if (shared === undefined) await endStore(store);
  };
  return { cluster, velero, store, end };
}

/** The server anew, where its namespace was lost and made again: its account has another token. */
export async function restarted(rig: VeleroCluster): Promise<VeleroCluster> {
  await rig.velero.end();
  const velero = await startServer(rig.cluster, rig.store);
  const end = async (): Promise<void> => {
    await velero.end();
    await rig.end();
  };
  return { ...rig, velero, end };
}

async function startServer(cluster: TestCluster, store: ObjectStore): Promise<LocalVelero> {
  const velero = await LocalVelero.start({
    root,
    cluster: cluster.folder,
    namespace: veleroNamespace,
    token: await tokenOf(cluster.api, veleroNamespace, "velero"),
    store,
    report,
  });
  await available(cluster.api);
  return velero;
}

/** A location in the object store, as the API server takes it. */
export function location(
  store: ObjectStore,
  name: string,
  bucketName: string,
  more: Readonly<Record<string, unknown>> = {},
): KubernetesObject {
  return {
    apiVersion: "velero.io/v1",
    kind: "BackupStorageLocation",
    metadata: { name, namespace: veleroNamespace },
    spec: {
      provider: "aws",
      default: name === defaultLocation,
      objectStorage: { bucket: bucketName },
      config: { region: store.region, s3ForcePathStyle: "true", s3Url: store.url },
      ...more,
    },
    // Without it the first look into the bucket is a minute late.
    status: { phase: "Available" },
  };
}

/** Every location has been found, and the server has looked at it. */
export async function available(api: Api): Promise<void> {
  const looked = z.looseObject({ status: z.looseObject({ phase: z.string(), lastValidationTime: z.string() }) });
  await eventually("all backup storage locations are available", async () => {
    const found = await api.list("velero.io/v1", "BackupStorageLocation", veleroNamespace);
    return found.length > 0 && found.every((each) => looked.safeParse(each).data?.status.phase === "Available");
  });
}

/**
 * Velero restores nothing where it does not find its own Deployment; the server runs beside the cluster, so this one
 * has no pods.
 */
export function serverObjects(): KubernetesObject[] {
  const labels = { "app.kubernetes.io/name": "velero" };
  const meta = { name: "velero", namespace: veleroNamespace, labels };
  const container = { name: "velero", image: "docker.io/velero/velero:v1.18.3" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: veleroNamespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: meta },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "velero-server" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "velero", namespace: veleroNamespace }],
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta,
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: "velero", containers: [container] } },
      },
    },
  ];
}
