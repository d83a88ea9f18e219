import type { ServedKind } from "../cluster/kinds";

/** Something that the drill does, as the API server is asked about it. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Empty: across the cluster. */
  readonly namespace: string;
}

export interface Plan {
  readonly namespace: string;
  readonly into: string | undefined;
  /** A new backup is made. */
  readonly makes: boolean;
  readonly keep: boolean;
  readonly veleroNamespace: string;
  /** Kinds that are recorded and compared. */
  readonly kinds: readonly ServedKind[];
  readonly snapshotClasses: boolean;
}

/** Every right that the drill needs. */
export function rightsFor(plan: Plan): readonly Right[] {
  const { namespace, into, makes, keep, veleroNamespace, kinds } = plan;
  const velero = (verb: string, resource: string): Right => ({
    verb,
    group: "velero.io",
    resource,
    namespace: veleroNamespace,
  });
  const target = into ?? namespace;
  const places = [...new Set([namespace, target])];
  return [
    velero("create", "serverstatusrequests"),
    velero("get", "serverstatusrequests"),
    velero("list", "backupstoragelocations"),
    velero("list", "backups"),
    velero("get", "backups"),
    velero("create", "restores"),
    velero("get", "restores"),
    velero("create", "downloadrequests"),
    velero("get", "downloadrequests"),
    ...(makes ? [velero("create", "backups"), velero("list", "schedules")] : []),
    ...(makes && !keep ? [velero("create", "deletebackuprequests"), velero("get", "deletebackuprequests")] : []),
    { verb: "get", group: "apps", resource: "deployments", namespace: veleroNamespace },
    { verb: "get", group: "", resource: "namespaces", namespace: "" },
    ...(into === undefined || !keep ? [{ verb: "delete", group: "", resource: "namespaces", namespace: target }] : []),
    { verb: "list", group: "storage.k8s.io", resource: "storageclasses", namespace: "" },
    ...(plan.snapshotClasses
      ? [{ verb: "list", group: "snapshot.storage.k8s.io", resource: "volumesnapshotclasses", namespace: "" }]
      : []),
    ...places.flatMap((place) =>
      kinds.map(({ group, plural }) => ({ verb: "list", group, resource: plural, namespace: place })),
    ),
  ];
}

/** `create backups.velero.io in namespace velero`. */
export function inWords({ verb, group, resource, namespace }: Right): string {
  const where = namespace === "" ? "across the cluster" : `in namespace ${namespace}`;
  return resource === "namespaces" && namespace !== ""
    ? `${verb} namespace ${namespace}`
    : `${verb} ${resource}${group === "" ? "" : `.${group}`} ${where}`;
}
