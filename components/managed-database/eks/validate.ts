import { topicFaults } from "../../shared/alarm-targets";
import { fault, type Fault, keyPath, sortedEntries } from "../../shared/faults";
import type { Creation, Place } from "../contract";
import { families, instanceClass } from "./classes";
import { brokenRule } from "./parameters";
import { otherDestinations } from "./regions";
import { windowsOverlap } from "./windows";

/** What RDS would refuse, or what would break a guarantee there. Pure. */
export function eksFaults(settings: Creation<"eks">, place: Place): readonly Fault[] {
  return [
    ...tierFaults(settings),
    ...storageFaults(settings.storage),
    ...performanceFaults(settings),
    ...regionFaults(settings, place),
    ...windowFaults(settings),
    ...parameterFaults(settings.parameters),
    ...topicFaults(settings.alarms.existing, place.region),
    ...restoredFaults(settings.restored),
  ];
}

/** Families that do not live on CPU credits. */
const steadyFamilies = Object.entries(families)
  .filter(([, { burstable }]) => burstable !== true)
  .map(([name]) => `db.${name}`);

function tierFaults({ tier, highAvailability }: Creation<"eks">): readonly Fault[] {
  const found = instanceClass(tier);
  const allowed = `a class of ${steadyFamilies.join(", ")}`;
  if (found === undefined)
    return [
      fault("tier", tier, `${allowed}, or of db.t3 or db.t4g without highAvailability`, "take db.m7g.large or larger"),
    ];
  if (!found.burstable || !highAvailability) return [];
  return [
    {
      path: "tier",
      value: tier,
      problem: "lives on CPU credits, and a standby that takes over finds them spent",
      allowed,
      cure: "take db.m7g.large or larger, or turn highAvailability off",
    },
  ];
}

/** Sizes of gp3 storage for PostgreSQL, in GiB; from the threshold on RDS stripes it over four volumes. */
const smallest = 20;
const largest = 65_536;
const striped = 400;

function storageFaults({ initialGiB, maximumGiB }: Creation<"eks">["storage"]): readonly Fault[] {
  const allowed = `${smallest} to ${largest}`;
  const bounds = (["initialGiB", "maximumGiB"] as const)
    .map((key) => [`storage.${key}`, key === "initialGiB" ? initialGiB : maximumGiB] as const)
    .filter(([, size]) => !Number.isInteger(size) || size < smallest || size > largest)
    .map(([path, size]) => fault(path, size, allowed, "take a size that gp3 storage has"));
  const least = Math.ceil((initialGiB * 11) / 10);
  if (bounds.length > 0 || maximumGiB >= least || maximumGiB < initialGiB) return bounds;
  return [fault("storage.maximumGiB", maximumGiB, `${least} or more`, "leave room: RDS grows storage by a tenth")];
}

function performanceFaults({ storage: { initialGiB }, iops, throughput }: Creation<"eks">): readonly Fault[] {
  const given = Object.entries({ iops, throughput }).filter(([, value]) => value !== undefined);
  if (initialGiB < striped)
    return given.map(([path, value]) => ({
      path,
      value,
      problem: `needs ${striped} GiB of storage, and it starts with ${initialGiB}`,
      allowed: "nothing: smaller storage always has 3,000 IOPS and 125 MiB/s",
      cure: `remove it, or raise storage.initialGiB to ${striped} when the database is made`,
    }));
  const mostIops = Math.min(64_000, initialGiB * 500);
  const mostThroughput = Math.min(4000, Math.floor((iops ?? baseIops) / 4));
  return [
    ...rangeFaults("iops", iops, baseIops, mostIops, "storage of this size has 12,000 at least and 500 a GiB at most"),
    ...rangeFaults("throughput", throughput, 500, mostThroughput, "a MiB/s needs four IOPS: raise iops for more"),
  ];
}

/** IOPS of striped storage that cost nothing more. */
const baseIops = 12_000;

function rangeFaults(
  path: string,
  value: number | undefined,
  least: number,
  most: number,
  cure: string,
): readonly Fault[] {
  return value === undefined || (value >= least && value <= most)
    ? []
    : [fault(path, value, `${least} to ${most}`, cure)];
}

function regionFaults({ backups }: Creation<"eks">, { region, backupRegion }: Place): readonly Fault[] {
  if (!backups.secondRegion) return [];
  const path = "backups.secondRegion";
  if (region.startsWith("us-gov-"))
    return [
      {
        path,
        value: true,
        problem: "needs a freshly signed request in GovCloud, which no program can keep",
        allowed: "false in us-gov-east-1 and us-gov-west-1",
        cure: "turn it off and copy the backups with AWS Backup",
      },
    ];
  const others = otherDestinations(region, backupRegion);
  if (others === undefined) return [];
  return [
    {
      path,
      value: true,
      problem: `is not possible from ${region} to ${backupRegion}`,
      allowed: `backups of ${region} in ${others.join(", ")}`,
      cure: "choose one of them as backupRegion, or turn it off",
    },
  ];
}

function windowFaults({ backups, maintenance }: Creation<"eks">): readonly Fault[] {
  if (!windowsOverlap(backups.start, maintenance.start)) return [];
  return [
    {
      path: "maintenance.start",
      value: maintenance.start,
      problem: `overlaps the backup, which starts at ${backups.start}`,
      allowed: "an hour or more before or after the backup",
      cure: "move one of the two: RDS refuses windows that overlap",
    },
  ];
}

function parameterFaults(parameters: Creation<"eks">["parameters"]): readonly Fault[] {
  return sortedEntries(parameters).flatMap(([name, value]) => {
    const rule = brokenRule(name, value);
    return rule === undefined ? [] : [fault(keyPath("parameters", name), value, rule.allowed, rule.cure)];
  });
}

function restoredFaults(restored: string | undefined): readonly Fault[] {
  if (restored === undefined || (/^[a-z][a-z0-9-]{0,62}$/.test(restored) && !/--|-$/.test(restored))) return [];
  const allowed = "the name of an RDS instance: up to 63 letters, digits and single dashes, a letter first";
  return [fault("restored", restored, allowed, "name the instance that was restored, not its ARN")];
}
