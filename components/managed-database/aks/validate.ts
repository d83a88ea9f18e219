import { actionGroupFaults } from "../../shared/alarm-targets";
import { fault, type Fault, keyPath, sortedEntries } from "../../shared/faults";
import type { Creation, Place } from "../contract";
import { bounds, ownedByAzure } from "./parameters";
import { pairOf, regionsWithBoth, regionsWithStandby, standbysIn } from "./regions";
import { tierOf } from "./tiers";

type Settings = Creation<"aks">;

export function aksFaults(settings: Settings, place: Place): readonly Fault[] {
  return [
    ...tierFaults(settings),
    ...(settings.highAvailability ? standbyFaults(settings, place) : []),
    ...(settings.backups.secondRegion ? secondRegionFaults(place) : []),
    ...storageFaults(settings.storage),
    ...sortedEntries(settings.parameters).flatMap(([name, value]) => parameterFaults(name, value)),
    ...targetFaults(settings.alarms),
    ...retentionFaults(settings.logRetentionDays),
  ];
}

const exampleTiers = "such as Standard_D2ds_v5 or Standard_E4ds_v5";

function tierFaults({ tier, highAvailability }: Settings): readonly Fault[] {
  const machine = tierOf(tier);
  const path = "tier";
  if (machine === undefined) return [fault(path, tier, `a size of Flexible Server, ${exampleTiers}`, "correct it")];
  if (machine.generation === 6)
    return [
      {
        path,
        value: tier,
        problem: "cannot stand in a virtual network",
        allowed: `sizes of generations 3 to 5, ${exampleTiers}`,
        cure: "take generation 5: Azure keeps the sixth out of delegated subnets",
      },
    ];
  if (machine.family !== "Burstable" || !highAvailability) return [];
  const allowed = `General Purpose or Memory Optimized sizes, ${exampleTiers}`;
  const cure = "take one of those, or set highAvailability to false";
  return [{ path, value: tier, problem: "is burstable and cannot have a standby", allowed, cure }];
}

function standbyFaults({ highAvailabilityGranted }: Settings, { region, zones }: Place): readonly Fault[] {
  const path = "highAvailability";
  const allowed = `true in ${regionsWithStandby.join(", ")}`;
  const standbys = standbysIn(region);
  if (standbys === undefined)
    return [
      {
        path,
        problem: `is not to be had in ${region}: it has no standby in another zone`,
        allowed,
        cure: "move to one of those, or set it to false",
      },
    ];
  if (standbys === "blocked" && !highAvailabilityGranted)
    return [
      {
        path,
        problem: `is not to be had in ${region}: Azure makes no new standbys there at present`,
        allowed,
        cure: "move to one of those, set it to false, or ask Azure and set highAvailabilityGranted to true",
      },
    ];
  if (new Set(zones).size >= 2) return [];
  return [{ path, problem: "needs two zones", allowed: "true with two zones or more", cure: "name another zone" }];
}

function secondRegionFaults({ region, backupRegion }: Place): readonly Fault[] {
  const path = "backups.secondRegion";
  const pair = pairOf(region);
  if (pair === undefined)
    return [
      {
        path,
        problem: `is not to be had in ${region}: Azure copies no backups from there`,
        allowed: `true in ${regionsWithBoth.join(", ")}`,
        cure: "move to one of those, or set it to false",
      },
    ];
  if (pair === backupRegion) return [];
  const problem = `cannot be ${backupRegion}: Azure copies backups of ${region} to ${pair} alone`;
  return [{ path, problem, allowed: `${pair} as backup region`, cure: `make ${pair} the backup region` }];
}

/** Sizes of Premium SSD, in GiB. At 4,096 the disk loses its cache, so that Azure sells 4,095 as well. */
const sizes: readonly number[] = [32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767];

/** How far Azure grows a disk by itself, doubling it: up to 4,096 GiB, and from 8,192 GiB on to the largest. */
function growthOf(initialGiB: number): number {
  if (initialGiB < 4096) return 4095;
  return initialGiB < 8192 ? initialGiB : 32767;
}

function storageFaults({ initialGiB, maximumGiB }: Settings["storage"]): readonly Fault[] {
  if (!sizes.includes(initialGiB))
    return [fault("storage.initialGiB", initialGiB, sizes.join(", "), "take the next size: Azure sells these alone")];
  const growth = growthOf(initialGiB);
  if (maximumGiB === initialGiB || maximumGiB === growth || maximumGiB < initialGiB) return [];
  return [
    {
      path: "storage.maximumGiB",
      value: maximumGiB,
      problem: "is no bound that Azure keeps",
      allowed:
        growth === initialGiB
          ? `${initialGiB}: a disk of this size does not grow by itself`
          : `${initialGiB} without growth, or ${growth}, where growth ends by itself`,
      cure: "take one of those: Azure doubles a disk that fills up and takes no bound",
    },
  ];
}

function parameterFaults(name: string, value: string): readonly Fault[] {
  const path = keyPath("parameters", name);
  if (ownedByAzure.includes(name))
    return [
      { path, value, problem: "is Azure's own", allowed: "parameters that Azure lets change", cure: "remove it" },
    ];
  const bound = Object.hasOwn(bounds, name) ? bounds[name] : undefined;
  return bound === undefined || bound.holds(value) ? [] : [fault(path, value, bound.allowed, bound.cure)];
}

function targetFaults({ existing, emails, webhooks }: Settings["alarms"]): readonly Fault[] {
  if (existing === undefined) return [];
  const malformed = actionGroupFaults(existing);
  if (malformed.length > 0) return malformed;
  if (emails.length + webhooks.length === 0) return [];
  const cure = "let the group that exists tell them, or remove it and a new one is made";
  return [
    {
      path: "alarms.existing",
      problem: "stands beside receivers that it does not know",
      allowed: "one of the two",
      cure,
    },
  ];
}

function retentionFaults(days: number): readonly Fault[] {
  if (Number.isInteger(days) && days >= 30 && days <= 730) return [];
  return [fault("logRetentionDays", days, "30 to 730", "for longer export them from the workspace")];
}
