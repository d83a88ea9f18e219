import { channelFaults } from "../../shared/alarm-targets";
import { fault, type Fault } from "../../shared/faults";
import type { BackupSettings, Place } from "../contract";
import { dualRegion, pairedRegions, partnersOf } from "./places";

/** What Cloud Storage refuses, or what would break a guarantee there. Pure. */
export function gkeFaults(settings: BackupSettings<"gke">, place: Place): readonly Fault[] {
  return [
    ...lockFaults(settings.store.lockDays),
    ...(settings.secondRegion ? pairFaults(place) : []),
    ...channelFaults(settings.alarms.existing),
    ...(settings.recoverFrom === undefined ? [] : bucketFaults(settings.recoverFrom.bucket)),
  ];
}

/** Days for which soft deletion keeps what was deleted. */
const least = 7;
const most = 90;

function lockFaults(lockDays: number): readonly Fault[] {
  // What is no number of days, or less than none, is a fault on every cloud.
  if (!Number.isInteger(lockDays) || lockDays <= 0 || (lockDays >= least && lockDays <= most)) return [];
  const allowed = `0, or ${least} to ${most}`;
  return [
    fault("store.lockDays", lockDays, allowed, "take one of those: soft deletion of Cloud Storage has no others"),
  ];
}

function pairFaults({ region, backupRegion }: Place): readonly Fault[] {
  // The same region twice is a fault on every cloud.
  if (region === backupRegion || dualRegion(region, backupRegion) !== undefined) return [];
  const partners = partnersOf(region);
  const path = "secondRegion";
  if (partners.length === 0)
    return [
      {
        path,
        value: true,
        problem: `is not to be had in ${region}: Cloud Storage keeps no bucket there and in another region`,
        allowed: `true in ${pairedRegions.join(", ")}`,
        cure: "move to one of those, or turn it off",
      },
    ];
  return [
    {
      path,
      value: true,
      problem: `is not possible from ${region} to ${backupRegion}`,
      allowed: `buckets of ${region} and one of ${partners.join(", ")}`,
      cure: "choose one of them as backupRegion, or turn it off",
    },
  ];
}

/** Grammar of a bucket's name. */
function bucketFaults(bucket: string): readonly Fault[] {
  if (/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(bucket)) return [];
  return [fault("recoverFrom.bucket", bucket, "the name of a bucket", "give the name alone, without gs://")];
}
