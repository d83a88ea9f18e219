import { channelFaults } from "../../shared/alarm-targets";
import { fault, type Fault } from "../../shared/faults";
import type { Creation, Place } from "../contract";
import { customBounds, editionOf, machineOf, predefinedCpus } from "./machines";
import { parameterFaults } from "./parameters";
import { hasEnterprisePlus, nearbyEnterprisePlus } from "./regions";

/** What Cloud SQL refuses, or what would break a guarantee. Pure. */
export function gkeFaults(settings: Creation<"gke">, place: Place): readonly Fault[] {
  return [
    ...tierFaults(settings),
    ...regionFaults(settings, place),
    ...retentionFaults(settings),
    ...replicaFaults(settings),
    ...storageFaults(settings.storage),
    ...maintenanceFaults(settings.maintenance),
    ...parameterFaults(settings.parameters, settings.replica),
    ...channelFaults(settings.alarms.existing),
    ...restoredFaults(settings.restored),
  ];
}

const isPlus = ({ tier }: Creation<"gke">): boolean => editionOf(tier) === "ENTERPRISE_PLUS";

const smallestPlus = "db-perf-optimized-N-2";

function tierFaults({ tier, highAvailability }: Creation<"gke">): readonly Fault[] {
  const machine = machineOf(tier);
  if (machine === undefined) return [unknownTier(tier)];
  if (!machine.shared || !highAvailability) return [];
  return [
    {
      path: "tier",
      value: tier,
      problem: "shares its cores and is outside the service level of a standby",
      allowed: `a tier with cores of its own, such as ${smallestPlus} or db-custom-2-7680`,
      cure: "choose such a tier, or for development set highAvailability to false",
    },
  ];
}

function unknownTier(tier: string): Fault {
  const { mostCpus, leastMiB, stepMiB } = customBounds;
  const predefined = `db-perf-optimized-N-CPUS with ${predefinedCpus.join(", ")} CPUs (Enterprise Plus)`;
  const custom = `db-custom-CPUS-MIB with 1 or an even number up to ${mostCpus} CPUs, ${leastMiB} MiB or more in steps of ${stepMiB}, 0.9 to 6.5 GiB for each CPU (Enterprise)`;
  return fault("tier", tier, `${predefined}, or ${custom}`, "custom tiers belong to Enterprise, which keeps 7 days");
}

function regionFaults(settings: Creation<"gke">, { region, backupRegion }: Place): readonly Fault[] {
  if (!isPlus(settings)) return [];
  const lacking = (where: string, cure: string): readonly Fault[] =>
    hasEnterprisePlus(where)
      ? []
      : [
          {
            path: "tier",
            value: settings.tier,
            problem: `needs Enterprise Plus, which ${where} does not offer`,
            allowed: `Enterprise Plus in ${nearbyEnterprisePlus(where).join(", ")}`,
            cure,
          },
        ];
  const enterprise = "or a tier of Enterprise, such as db-custom-2-7680, with backups.retentionDays of 7";
  return [
    ...lacking(region, `choose one of them as region, ${enterprise}`),
    ...(settings.replica ? lacking(backupRegion, "choose one of them as backupRegion, or set replica to false") : []),
  ];
}

/** Days for which Enterprise keeps the logs that points in time need. */
const enterpriseLogDays = 7;

function retentionFaults(settings: Creation<"gke">): readonly Fault[] {
  const { retentionDays } = settings.backups;
  if (isPlus(settings) || retentionDays <= enterpriseLogDays) return [];
  return [
    {
      path: "backups.retentionDays",
      value: retentionDays,
      problem: `is more than Enterprise keeps, the edition of ${settings.tier}`,
      allowed: `${enterpriseLogDays} on Enterprise, 7 to 35 on Enterprise Plus`,
      cure: `choose a tier of Enterprise Plus, such as ${smallestPlus}, or keep ${enterpriseLogDays} days`,
    },
  ];
}

function replicaFaults({ replica, backups }: Creation<"gke">): readonly Fault[] {
  if (!replica || backups.secondRegion) return [];
  return [
    {
      path: "replica",
      value: replica,
      problem: "stands in the backup region, to which backups.secondRegion lets nothing go",
      allowed: "false without a second region",
      cure: "set it to false, or backups.secondRegion to true",
    },
  ];
}

/** What Cloud SQL sells of SSD, in GiB. */
const storageBounds = { least: 10, most: 65_536 };

function storageFaults({ initialGiB, maximumGiB }: Creation<"gke">["storage"]): readonly Fault[] {
  const { least, most } = storageBounds;
  const sold = (path: string, value: number): readonly Fault[] =>
    Number.isInteger(value) && value >= least && value <= most
      ? []
      : [fault(path, value, `${least} to ${most}`, "Cloud SQL sells no other size")];
  return [...sold("storage.initialGiB", initialGiB), ...sold("storage.maximumGiB", maximumGiB)];
}

function maintenanceFaults({ start }: Creation<"gke">["maintenance"]): readonly Fault[] {
  if (!/^\d\d:\d\d$/.test(start) || start.endsWith(":00")) return [];
  return [
    fault("maintenance.start", start, "a full hour, such as 03:00", "Cloud SQL maintains for an hour, on the hour"),
  ];
}

/** Grammar of an instance's name. */
function restoredFaults(restored: string | undefined): readonly Fault[] {
  if (restored === undefined || /^[a-z]([a-z0-9-]{0,96}[a-z0-9])?$/.test(restored)) return [];
  const allowed = "the name of an instance: lower-case letters, digits and `-`, a letter first";
  return [fault("restored", restored, allowed, "give the name alone, without project and region")];
}
