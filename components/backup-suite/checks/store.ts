import { fault, type Fault } from "../../shared/faults";
import type { Cloud } from "../../shared/cloud";
import type { BackupSettings, Place } from "../contract";

type Settings = Pick<BackupSettings<Cloud>, "store" | "schedules">;

export function storeFaults({ store, schedules }: Settings): readonly Fault[] {
  const { lockDays, keepDeletedDays } = store;
  const shortest = Math.min(...Object.values(schedules).map(({ keepDays }) => keepDays));
  return [...lockFaults(lockDays, shortest), ...keepFaults(keepDeletedDays, lockDays)];
}

function lockFaults(lockDays: number, shortest: number): readonly Fault[] {
  const path = "store.lockDays";
  if (!Number.isInteger(lockDays) || lockDays < 0)
    return [fault(path, lockDays, "0 or more", "give whole days; 0 is no lock")];
  // A `keepDays` that is no number of days is a fault of its own.
  if (!(lockDays > shortest) || shortest < 1) return [];
  return [
    {
      path,
      value: lockDays,
      problem: "is longer than a backup is kept",
      allowed: `0 to ${shortest}, the shortest keepDays`,
      cure: "lower it, or keep backups for longer: what is locked cannot be deleted, and is paid for",
    },
  ];
}

function keepFaults(keepDeletedDays: number, lockDays: number): readonly Fault[] {
  const least = Math.max(1, Number.isInteger(lockDays) ? lockDays : 1);
  if (Number.isInteger(keepDeletedDays) && keepDeletedDays >= least) return [];
  const allowed = `${least} or more: lockDays, and a day at least`;
  return [fault("store.keepDeletedDays", keepDeletedDays, allowed, "raise it, in whole days")];
}

export function secondRegionFaults(
  { secondRegion, volumes }: Pick<BackupSettings<Cloud>, "secondRegion" | "volumes">,
  { region, backupRegion }: Place,
): readonly Fault[] {
  if (!secondRegion) return [];
  const same: readonly Fault[] =
    region === backupRegion
      ? [
          {
            path: "secondRegion",
            value: true,
            problem: `copies to ${backupRegion}, the home region`,
            allowed: "true with another backupRegion",
            cure: "name another backupRegion, or turn it off",
          },
        ]
      : [];
  const stuck: readonly Fault[] =
    volumes === "snapshot"
      ? [
          {
            path: "volumes",
            value: volumes,
            problem: "stays in the home region, while secondRegion promises a copy",
            allowed: "move or leave with secondRegion",
            cure: "take move, which copies snapshots into the store, or leave where volumes hold nothing",
          },
        ]
      : [];
  return [...same, ...stuck];
}
