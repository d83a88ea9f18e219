import type { Volumes } from "../options";
import { isFields } from "../objects";
import type { Backup, Location, Schedule } from "./types";

interface Scope {
  readonly includedNamespaces?: readonly string[] | null | undefined;
  readonly excludedNamespaces?: readonly string[] | null | undefined;
}

/** Whether a backup of this scope holds a namespace; names may hold `*`. */
export function holdsNamespace({ includedNamespaces, excludedNamespaces }: Scope, namespace: string): boolean {
  const included = includedNamespaces ?? [];
  const named = included.length === 0 || included.some((each) => fits(each, namespace));
  return named && !(excludedNamespaces ?? []).some((each) => fits(each, namespace));
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.\\^$|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

/** What was written to the end without an error, and holds something. */
export function isWhole({ status }: Backup): boolean {
  return status?.phase === "Completed" && (status.errors ?? 0) === 0 && status.progress?.itemsBackedUp !== 0;
}

/** Why a backup is not whole. */
export function stateOf({ metadata, status }: Backup): string {
  const errors = (status?.errors ?? 0) > 0 ? ` with ${status?.errors} errors` : "";
  const why = [status?.failureReason, ...(status?.validationErrors ?? [])].filter((each) => each !== undefined);
  const empty = status?.progress?.itemsBackedUp === 0 ? ", and holds nothing" : "";
  return `Backup ${metadata.name} is ${status?.phase ?? "not begun"}${errors}${empty}${why.length === 0 ? "" : `: ${why.join("; ")}`}`;
}

export const startOf = ({ status, metadata }: Backup): string | undefined =>
  status?.startTimestamp ?? metadata.creationTimestamp;

/** The backup that `--backup` names, or why there is none. */
export function chooseBackup(
  backups: readonly Backup[],
  wanted: string,
  namespace: string,
  location: string | undefined,
): Backup | string {
  const placed = backups.filter(({ spec }) => location === undefined || spec.storageLocation === location);
  const where = location === undefined ? "" : ` in location ${location}`;
  if (wanted !== "latest") {
    const named = placed.find(({ metadata }) => metadata.name === wanted);
    if (named === undefined) {
      const known = placed.map(({ metadata }) => metadata.name).sort();
      return `there is no backup ${wanted}${where}; there are ${known.slice(-5).join(", ") || "none"}`;
    }
    if (!isWhole(named)) return stateOf(named);
    return holdsNamespace(named.spec, namespace) ? named : `backup ${wanted} does not hold namespace ${namespace}`;
  }
  const fitting = placed.filter((each) => isWhole(each) && holdsNamespace(each.spec, namespace));
  const newest = fitting.sort((a, b) => Date.parse(startOf(b) ?? "") - Date.parse(startOf(a) ?? ""))[0];
  return newest ?? `no whole backup${where} holds namespace ${namespace}`;
}

/** The location of a new backup. */
export function chooseLocation(locations: readonly Location[], wanted: string | undefined): Location | undefined {
  return wanted === undefined
    ? (locations.find(({ spec }) => spec.default === true) ??
        locations.find(({ metadata }) => metadata.name === "default"))
    : locations.find(({ metadata }) => metadata.name === wanted);
}

export const isReadOnly = ({ spec }: Location): boolean => spec.accessMode === "ReadOnly";

/** Fields of a schedule's template that decide how data is kept, and in which state. */
const volumeFields = [
  "snapshotVolumes",
  "snapshotMoveData",
  "datamover",
  "defaultVolumesToFsBackup",
  "volumeSnapshotLocations",
  "resourcePolicy",
  "uploaderConfig",
  "csiSnapshotTimeout",
  "itemOperationTimeout",
  "hooks",
];

const chosenVolumes: Readonly<Record<Volumes, object>> = {
  snapshot: { snapshotVolumes: true, snapshotMoveData: false, defaultVolumesToFsBackup: false },
  move: { snapshotVolumes: true, snapshotMoveData: true, defaultVolumesToFsBackup: false },
  files: { defaultVolumesToFsBackup: true },
  none: { snapshotVolumes: false, defaultVolumesToFsBackup: false },
};

export interface VolumeSettings {
  readonly fields: Readonly<Record<string, unknown>>;
  /** For people: where they come from. */
  readonly from: string;
}

/** How a new backup keeps the data of volumes: as asked for, or as the schedule of this namespace and location does. */
export function volumeSettings(
  schedules: readonly Schedule[],
  namespace: string,
  location: Location,
  asked: Volumes | undefined,
): VolumeSettings {
  const fitting = schedules.find(
    ({ spec: { paused, template } }) =>
      paused !== true &&
      holdsNamespace(template, namespace) &&
      (template.storageLocation ?? (location.spec.default === true ? location.metadata.name : "")) ===
        location.metadata.name,
  );
  const kept = Object.entries(fitting?.spec.template ?? {}).filter(([key]) => volumeFields.includes(key));
  const fields = { ...Object.fromEntries(kept), ...(asked === undefined ? {} : chosenVolumes[asked]) };
  if (asked !== undefined) return { fields, from: `--volumes ${asked}` };
  const schedule =
    fitting === undefined ? "Velero's defaults: no schedule holds it" : `schedule ${fitting.metadata.name}`;
  return { fields, from: schedule };
}

/** Whether the settings keep data by files, so that snapshots do not matter. */
export function keepsFiles({ fields }: VolumeSettings): boolean {
  return isFields(fields) && fields["defaultVolumesToFsBackup"] === true;
}

export const keepsNothing = (settings: VolumeSettings): boolean =>
  settings.fields["snapshotVolumes"] === false && !keepsFiles(settings);
