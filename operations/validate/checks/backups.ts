import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { ago, count, hours } from "../objects";
import type { Backup, Schedule, StorageLocation } from "../read/custom-objects";

/** Velero: there is somewhere to write to, and what was written lately is whole. */
export const backupPractices: readonly Practice[] = [
  { id: "backups", title: "Backups of the cluster", product: "velero", judge: judgeBackups },
];

/** No more than this may be lost, in hours; and how long a backup may take beyond its time. */
const recoveryPoint = 24;
const grace = 1;

/** Days for which a backup that went wrong is still told of. */
const memory = 7;

function judgeBackups(facts: Facts): Verdict {
  const locations = facts.list("storageLocations");
  const schedules = facts.list("schedules");
  const deployments = facts.list("veleroDeployments");
  if (locations.length + schedules.length + deployments.length === 0) {
    return { notInstalled: facts.serves("backups") ? "Velero's kinds are known, but nothing of it runs" : "no Velero" };
  }
  const backups = facts.list("backups");
  const newest = newestSuccess(backups);
  const age =
    newest === undefined ? "none" : `newest of ${newest.metadata.name}, ${ago(facts.since(startOf(newest)))} old`;
  return {
    evidence: `${count(locations.length, "location")}, ${count(schedules.length, "schedule")}, ${count(backups.length, "backup")}; ${age}`,
    findings: [
      ...deployments.flatMap(({ metadata, status }) =>
        (status?.readyReplicas ?? 0) > 0
          ? []
          : [
              fail(
                "the server of Velero does not run",
                `kubectl describe deployment -n ${metadata?.namespace} ${metadata?.name}`,
              ),
            ],
      ),
      ...locationFindings(locations),
      ...schedules.flatMap((each) => scheduleFindings(each, backups, facts)),
      ...recoveryPointFindings(schedules),
    ],
  };
}

function locationFindings(locations: readonly StorageLocation[]): readonly Finding[] {
  if (locations.length === 0) {
    return [fail("there is no BackupStorageLocation", "kubectl get backupstoragelocations.velero.io -A")];
  }
  return locations.flatMap(({ metadata, status }) => {
    if (status?.phase === "Available") return [];
    const why = status?.message === undefined ? "" : `: ${status.message}`;
    return [
      fail(
        `storage location ${metadata.name} is ${status?.phase ?? "not looked at yet"}${why}`,
        `kubectl describe backupstoragelocations.velero.io -n ${metadata.namespace ?? "velero"} ${metadata.name}`,
      ),
    ];
  });
}

const isWhole = ({ status }: Backup): boolean => status?.phase === "Completed";
const isEmpty = ({ status }: Backup): boolean => status?.progress?.itemsBackedUp === 0;
const brokenPhases = ["PartiallyFailed", "Failed", "FailedValidation"];
const isBroken = ({ status }: Backup): boolean => brokenPhases.includes(status?.phase ?? "");

/** A backup holds what was there when it began. */
const startOf = ({ status, metadata }: Backup): string | undefined =>
  status?.startTimestamp ?? metadata.creationTimestamp;

const byAge = (a: Backup, b: Backup): number => Date.parse(startOf(b) ?? "") - Date.parse(startOf(a) ?? "");

function newestSuccess(backups: readonly Backup[]): Backup | undefined {
  return backups.filter((each) => isWhole(each) && !isEmpty(each)).sort(byAge)[0];
}

/** The longest time between two runs of a schedule, in hours, by the fields of its cron expression that are set. */
export function intervalOf(schedule: string): number {
  const every = /^@every (\d+)h/.exec(schedule)?.[1];
  if (every !== undefined) return Math.max(Number(every), recoveryPoint);
  const named = { "@weekly": 168, "@monthly": 744, "@yearly": 8784, "@annually": 8784 };
  const known = Object.entries(named).find(([name]) => name === schedule);
  if (known !== undefined) return known[1];
  const [, , day = "*", month = "*", weekday = "*"] = schedule.replace(/^(CRON_)?TZ=\S+\s+/, "").split(/\s+/);
  if (!month.startsWith("*")) return 8784;
  if (!day.startsWith("*")) return 744;
  return weekday.startsWith("*") ? recoveryPoint : 168;
}

function scheduleFindings(schedule: Schedule, backups: readonly Backup[], facts: Facts): readonly Finding[] {
  const { metadata, spec, status } = schedule;
  const place = `-n ${metadata.namespace ?? "velero"}`;
  const describe = `kubectl describe schedules.velero.io ${place} ${metadata.name}`;
  if (status?.phase === "FailedValidation") {
    return [fail(`schedule ${metadata.name} is not valid: ${(status.validationErrors ?? []).join("; ")}`, describe)];
  }
  if (spec.paused === true) return [warning(`schedule ${metadata.name} is paused`, describe)];
  const own = backups.filter((each) => each.metadata.labels?.["velero.io/schedule-name"] === metadata.name).sort(byAge);
  return [...ageFindings(schedule, own, facts, describe), ...brokenFindings(own, facts)];
}

function ageFindings(
  { metadata, spec }: Schedule,
  own: readonly Backup[],
  facts: Facts,
  command: string,
): readonly Finding[] {
  const allowed = intervalOf(spec.schedule) + grace;
  const newest = newestSuccess(own);
  const name = `schedule ${metadata.name} (${spec.schedule})`;
  if (newest === undefined) {
    const age = facts.since(metadata.creationTimestamp);
    const state = `${name} has no successful backup, ${ago(age)} after it was made`;
    return [hours(age) > allowed ? fail(state, command) : warning(state, command)];
  }
  const age = facts.since(startOf(newest));
  if (hours(age) <= allowed) return [];
  return [
    fail(
      `${name}: its last successful backup ${newest.metadata.name} is ${ago(age)} old, allowed ${allowed} h`,
      command,
    ),
  ];
}

/** What went wrong lately; it is a failure while nothing has succeeded since. */
function brokenFindings(own: readonly Backup[], facts: Facts): readonly Finding[] {
  const newest = newestSuccess(own);
  return own
    .filter((each) => isBroken(each) || (isWhole(each) && isEmpty(each)))
    .filter((each) => hours(facts.since(startOf(each))) < memory * 24)
    .map((each) => {
      const { metadata, status } = each;
      const how = isEmpty(each) && isWhole(each) ? "holds nothing" : `is ${status?.phase ?? "broken"}`;
      const errors = status?.errors === undefined ? "" : ` with ${count(status.errors, "error")}`;
      const why = status?.failureReason === undefined ? "" : `: ${status.failureReason}`;
      const since = newest !== undefined && byAge(each, newest) > 0;
      return (since ? warning : fail)(
        `backup ${metadata.name} ${how}${errors}${why}`,
        `kubectl describe backups.velero.io -n ${metadata.namespace ?? "velero"} ${metadata.name}`,
      );
    });
}

/** The age of its backups is judged with each schedule. */
function recoveryPointFindings(schedules: readonly Schedule[]): readonly Finding[] {
  const command = "kubectl get schedules.velero.io -A";
  if (schedules.length === 0) return [fail("there is no schedule: nothing is backed up by itself", command)];
  const daily = schedules.some(({ spec }) => spec.paused !== true && intervalOf(spec.schedule) <= recoveryPoint);
  return daily ? [] : [fail(`no schedule runs every ${recoveryPoint} h, the recovery point`, command)];
}
