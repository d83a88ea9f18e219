import { z } from "zod";
import { CannotRun, codeOf, reasonOf } from "../../shared/errors";
import { inLanes } from "../../shared/lanes";
import { pathOf, servedKinds, type ServedKind } from "../cluster/kinds";
import type { Rest } from "../cluster/rest";
import { isFields, idOf, type KubernetesObject, kubernetesObject } from "../objects";
import type { Options } from "../options";
import { sortOut } from "../record/ignored";
import { recordedKinds, recordNamespace } from "../record/live";
import { chooseBackup, chooseLocation, volumeSettings } from "../velero/choose";
import { Velero } from "../velero/client";
import { location as locationShape } from "../velero/types";
import { type Right, rightsFor } from "./rights";
import type { Server, Situation, Unread, VeleroState } from "./situation";
import type { Storage } from "./volumes";

/** How long Velero's server may take to say that it is there. */
const serverMs = 20_000;

const veleroKinds = [
  "Backup",
  "BackupStorageLocation",
  "DeleteBackupRequest",
  "DownloadRequest",
  "Restore",
  "Schedule",
  "ServerStatusRequest",
];

/** Looks at everything, and changes nothing but for a question to Velero's server. Throws CannotRun. */
export async function look(rest: Rest, options: Options): Promise<Situation> {
  const server = await reach(rest);
  const { kinds, unknown } = await servedKinds(rest);
  const served = new Set(kinds.filter(({ group }) => group === "velero.io").map(({ kind }) => kind));
  const missingKinds = veleroKinds.filter((kind) => !served.has(kind)).map((kind) => `${kind}.velero.io`);
  const place = missingKinds.length > 0 ? { why: "" } : await veleroPlace(rest, options.veleroNamespace);
  const lackingRights = await lacking(rest, rightsOf(options, kinds, typeof place === "string" ? place : undefined));
  const recorded = readable(recordedKinds(kinds), lackingRights);
  return {
    server,
    kinds,
    unknownKinds: unknown,
    missingKinds,
    velero: typeof place === "string" ? await veleroState(rest, place, options) : place,
    namespace: await namespaceOf(rest, options.namespace),
    objects: sortOut(await recordNamespace(rest, recorded, options.namespace)),
    target: await targetOf(rest, recorded, options.into),
    lackingRights,
    storage: await storageOf(rest, kinds),
  };
}

async function reach(rest: Rest): Promise<Server> {
  try {
    const { gitVersion } = z.looseObject({ gitVersion: z.string() }).parse(await rest.get("/version"));
    return { url: rest.url, version: gitVersion, user: await userOf(rest) };
  } catch (error) {
    const cure = [401, 403].includes(codeOf(error) ?? 0)
      ? "Sign in again."
      : "Is the cluster up, and this network let in?";
    throw new CannotRun(`The API server at ${rest.url} cannot be asked: ${reasonOf(error)}. ${cure}`);
  }
}

const review = z.looseObject({ status: z.looseObject({ userInfo: z.looseObject({ username: z.string() }) }) });

/** Who asks, as the API server sees it; it knows that since 1.28. */
async function userOf(rest: Rest): Promise<string> {
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const answer = await rest.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", body).catch((error: unknown) => {
    if (codeOf(error) === undefined || codeOf(error) === 401) throw error;
    return undefined;
  });
  return review.safeParse(answer).data?.status.userInfo.username ?? "unknown";
}

async function veleroPlace(rest: Rest, named: string | undefined): Promise<string | Unread> {
  if (named !== undefined) return named;
  try {
    const found = z.array(locationShape).parse(await rest.list("/apis/velero.io/v1/backupstoragelocations"));
    const places = [...new Set(found.map(({ metadata }) => metadata.namespace ?? ""))];
    const [only] = places;
    if (only === undefined) return { why: "There is no BackupStorageLocation: Velero has nowhere to keep backups." };
    if (places.length === 1) return only;
    return {
      why: `BackupStorageLocations are in namespaces ${places.join(", ")}: name Velero's by --velero-namespace.`,
    };
  } catch (error) {
    return { why: `Velero's namespace cannot be found: ${reasonOf(error)}. Name it by --velero-namespace.` };
  }
}

async function veleroState(rest: Rest, namespace: string, options: Options): Promise<VeleroState | Unread> {
  try {
    const velero = new Velero(rest, namespace);
    const locations = await velero.locations();
    const backup =
      options.backup === undefined
        ? undefined
        : chooseBackup(await velero.backups(), options.backup, options.namespace, options.location);
    const location =
      backup === undefined
        ? chooseLocation(locations, options.location)
        : locations.find(({ metadata }) => typeof backup !== "string" && metadata.name === backup.spec.storageLocation);
    const volumes =
      backup === undefined && location !== undefined
        ? volumeSettings(await velero.schedules(), options.namespace, location, options.volumes)
        : undefined;
    const deployment = (await rest.find(`/apis/apps/v1/namespaces/${namespace}/deployments/velero`)) !== undefined;
    const version = await velero.serverVersion(serverMs).catch((error: unknown) => ({ why: reasonOf(error) }));
    return { namespace, deployment, version, locations, location, backup, volumes };
  } catch (error) {
    return { why: `Velero cannot be looked at in namespace ${namespace}: ${reasonOf(error)}.` };
  }
}

function rightsOf(
  options: Options,
  kinds: readonly ServedKind[],
  veleroNamespace: string | undefined,
): readonly Right[] {
  const all = rightsFor({
    namespace: options.namespace,
    into: options.into,
    makes: options.backup === undefined,
    keep: options.keep,
    veleroNamespace: veleroNamespace ?? "",
    kinds: recordedKinds(kinds),
    snapshotClasses: kinds.some(({ kind }) => kind === "VolumeSnapshotClass"),
  });
  // Where Velero's namespace is not known, that is the reason to tell.
  return veleroNamespace === undefined ? all.filter(({ group }) => group !== "velero.io") : all;
}

const access = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) });

/** Those of the rights that the API server does not grant. */
async function lacking(rest: Rest, rights: readonly Right[]): Promise<readonly Right[]> {
  const answers = await inLanes(rights, 8, async ({ verb, group, resource, namespace }) => {
    const name = resource === "namespaces" && namespace !== "" ? { name: namespace } : {};
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { verb, group, resource, namespace, ...name } },
    };
    const answer = await rest.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body);
    return access.parse(answer).status.allowed;
  });
  return rights.filter((_right, index) => answers[index] !== true);
}

function readable(kinds: readonly ServedKind[], lackingRights: readonly Right[]): readonly ServedKind[] {
  return kinds.filter(
    ({ group, plural }) =>
      !lackingRights.some((each) => each.verb === "list" && each.group === group && each.resource === plural),
  );
}

async function namespaceOf(rest: Rest, name: string): Promise<KubernetesObject | undefined> {
  const found = await rest.find(`/api/v1/namespaces/${name}`).catch(() => undefined);
  return found === undefined ? undefined : kubernetesObject.parse(found);
}

async function targetOf(
  rest: Rest,
  kinds: readonly ServedKind[],
  name: string | undefined,
): Promise<Situation["target"]> {
  const found = name === undefined ? undefined : await namespaceOf(rest, name);
  if (name === undefined || found === undefined) return { exists: false, objects: [], terminating: false };
  const { kept } = sortOut(await recordNamespace(rest, kinds, name));
  const objects = kept.filter((each) => each.kind !== "Namespace" && idOf(each) !== "ServiceAccount default").map(idOf);
  return { exists: true, objects, terminating: typeof found.metadata.deletionTimestamp === "string" };
}

async function storageOf(rest: Rest, kinds: readonly ServedKind[]): Promise<Storage> {
  const list = async (kind: string): Promise<readonly KubernetesObject[]> => {
    const served = kinds.find((each) => each.kind === kind);
    const items = served === undefined ? [] : await rest.list(pathOf(served)).catch(() => []);
    return items.map((item) =>
      kubernetesObject.parse({ apiVersion: served?.apiVersion, kind, ...(isFields(item) ? item : {}) }),
    );
  };
  return { classes: await list("StorageClass"), snapshotClasses: await list("VolumeSnapshotClass") };
}
