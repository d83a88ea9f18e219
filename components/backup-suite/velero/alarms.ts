import { sortedEntries } from "../../shared/faults";
import type { Cloud } from "../../shared/cloud";
import { longestGap, timetableOf } from "../cron";
import type { BackupSettings } from "../contract";
import { locationNames } from "./names";

/** One alerting rule of Prometheus. */
export interface AlertRule {
  readonly alert: string;
  /** PromQL over the metrics of Velero's server and node agents. */
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: "critical" | "warning" };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Minutes that a backup may take beyond its time. */
const graceMinutes = 60;

/** Everything that can make a restore impossible, each with its section of the runbook. Pure. */
export function alertRules(settings: BackupSettings<Cloud>): readonly AlertRule[] {
  const { runbook } = settings.alarms;
  const rule = (alert: string, severity: "critical" | "warning", text: RuleText): AlertRule => ({
    alert,
    expr: text.expr,
    for: text.for,
    labels: { severity },
    annotations: {
      summary: text.summary,
      description: text.description,
      runbook_url: `${runbook}#${alert.toLowerCase()}`,
    },
  });
  return [
    ...sortedEntries(settings.schedules).map(([name, { cron }]) =>
      rule("BackupTooOld", "critical", tooOld(name, cron)),
    ),
    ...sortedEntries(rules).map(([alert, { severity, ...text }]) => rule(alert, severity, text)),
    ...(settings.rehearsal === undefined
      ? []
      : [rule("RehearsalMissing", "warning", rehearsalMissing(settings.rehearsal.cron))]),
  ];
}

/** Settings with another cron were refused. */
function minutesBetween(cron: string): number {
  const timetable = timetableOf(cron);
  return timetable === undefined ? 0 : longestGap(timetable);
}

interface RuleText {
  readonly expr: string;
  readonly for: string;
  readonly summary: string;
  readonly description: string;
}

function tooOld(schedule: string, cron: string): RuleText {
  const minutes = minutesBetween(cron) + graceMinutes;
  const series = `velero_backup_last_successful_timestamp{schedule="${schedule}"}`;
  return {
    // Before the first success there is no series, and none must not pass for a fresh one.
    expr: `time() - max(${series}) > ${minutes * 60} or absent(${series})`,
    for: "15m",
    summary: `No good backup of the schedule ${schedule} in its time.`,
    description: `The newest whole backup is older than ${minutes} minutes, or there is none yet.`,
  };
}

function rehearsalMissing(cron: string): RuleText {
  const hours = Math.ceil(minutesBetween(cron) / 60) + 24;
  return {
    expr: `sum(increase(velero_restore_success_total[${hours}h])) < 1 or absent(velero_restore_success_total)`,
    for: "1h",
    summary: "No restore has been rehearsed in its time.",
    description: `No restore succeeded within ${hours} hours.`,
  };
}

const rules: Readonly<Record<string, RuleText & { readonly severity: "critical" | "warning" }>> = {
  BackupFailed: {
    severity: "critical",
    expr: "sum by (schedule) (increase(velero_backup_failure_total[1h]) + increase(velero_backup_validation_failure_total[1h])) > 0",
    for: "0m",
    summary: "A backup of the schedule {{ $labels.schedule }} failed.",
    description: "Nothing was kept of it.",
  },
  BackupIncomplete: {
    severity: "critical",
    expr: "sum by (schedule) (increase(velero_backup_partial_failure_total[1h])) > 0",
    for: "0m",
    summary: "A backup of the schedule {{ $labels.schedule }} lacks something.",
    description: "Some objects or volumes were not kept; the backup's log says which.",
  },
  BackupEmpty: {
    severity: "critical",
    expr: 'min by (schedule) (velero_backup_items_total{schedule!=""}) == 0',
    for: "0m",
    summary: "The newest backup of the schedule {{ $labels.schedule }} holds nothing.",
    description: "It succeeded and cannot restore anything: its namespaces are empty or gone.",
  },
  BackupStoreUnavailable: {
    severity: "critical",
    expr: `min(velero_backup_location_status_gauge{backup_location_name="${locationNames.home}"}) == 0`,
    for: "15m",
    summary: "Velero cannot reach the store of its backups.",
    description: "No backup is made, and none can be restored, until it can.",
  },
  BackupCopyUnavailable: {
    severity: "warning",
    expr: `min by (backup_location_name) (velero_backup_location_status_gauge{backup_location_name!="${locationNames.home}"}) == 0`,
    for: "1h",
    summary: "Velero cannot read the location {{ $labels.backup_location_name }}.",
    description: "Restores from there would fail.",
  },
  VolumeCopyFailed: {
    severity: "critical",
    expr: "sum(increase(podVolume_data_upload_failure_total[1h]) + increase(podVolume_data_upload_cancel_total[1h])) > 0",
    for: "0m",
    summary: "The data of a volume did not reach the store.",
    description: "Its backup lacks that volume.",
  },
  RepositoryMaintenanceFailed: {
    severity: "warning",
    expr: "sum by (repository_name) (increase(velero_repo_maintenance_failure_total[24h])) > 2",
    for: "0m",
    summary: "The repository {{ $labels.repository_name }} is not being maintained.",
    description: "Its space is not freed, and restores become slow.",
  },
  VeleroDown: {
    severity: "critical",
    expr: "absent(velero_backup_attempt_total)",
    for: "15m",
    summary: "Velero's server is not there.",
    description: "No backup is made, and no alarm about backups can fire, until it is.",
  },
};

/** A file of rules as Prometheus loads it; JSON is YAML. */
export function ruleFile(settings: BackupSettings<Cloud>): string {
  return `${JSON.stringify({ groups: [{ name: "velero", rules: alertRules(settings) }] }, null, 2)}\n`;
}
