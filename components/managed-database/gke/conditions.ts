import type * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmName, thresholds } from "../alarms";
import type { Creation } from "../contract";
import { mostConnections } from "./parameters";

export type Condition = gcp.types.input.monitoring.AlertPolicyCondition;

/** What is watched. */
export interface Watched {
  readonly project: string;
  /** Name of the server's instance. */
  readonly instance: pulumi.Output<string>;
  /** Name of the replica's instance; none without a replica. */
  readonly replica: pulumi.Output<string> | undefined;
  /** Name of the metric that counts backups by how they ended: letters, digits and `_`. */
  readonly backupsMetric: string;
  readonly settings: Creation<"gke">;
}

/** How a backup ends for good; attempts that fail are made again within the window. */
const [succeeded, ...failed] = ["STATUS_SUCCEEDED", "STATUS_FAILED", "STATUS_SKIPPED"];

/** Cloud SQL begins a backup at any time within the four hours after its start. */
const backupWindowHours = 4;

/** A slot that holds back vacuum for half as long as it takes until autovacuum forces itself. */
const slotTransactions = 100_000_000;

const gibibyte = 2 ** 30;

/** Transaction ids that there are. */
const transactionIds = 2 ** 31;

/** The conditions of each alarm, any of which raises it; none where there is nothing to watch. */
export function conditionsOf(watched: Watched): Readonly<Record<AlarmName, readonly Condition[]>> {
  return { ...availability(watched), ...copies(watched), ...load(watched) };
}

function availability(watched: Watched) {
  const { highAvailability } = watched.settings;
  const server = metricsOf(watched.project, watched.instance);
  return {
    // One that somebody asks for is announced by whoever does, and reported at its end.
    "failover-started": highAvailability
      ? [server("auto_failover_request_count", { above: 0, minutes: 0, aligner: "ALIGN_DELTA" })]
      : [],
    "failover-finished": highAvailability ? [matchedLog("Failover", failoverLog(watched))] : [],
    // A failover takes about a minute. A server that reports nothing is taken to be down.
    "instance-down": [server("up", { below: 1, minutes: 5, aligner: "ALIGN_MAX", silent: true })],
    "standby-lost": highAvailability
      ? [server("available_for_failover", { below: 1, minutes: 10, aligner: "ALIGN_MAX" })]
      : [],
  } satisfies Partial<Record<AlarmName, readonly Condition[]>>;
}

function copies(watched: Watched) {
  const { project, instance, replica, settings } = watched;
  const server = metricsOf(project, instance);
  const copy = replica === undefined ? undefined : metricsOf(project, replica);
  const backupsGone = queried("No good backup", backupsQuery(watched.backupsMetric));
  // Backups are made in the second region, so that one that does not get there has failed; the replica can stop by itself.
  const stopped =
    copy === undefined
      ? backupsGone
      : copy("replication/replica_lag", { below: 0, minutes: 10, aligner: "ALIGN_MAX", silent: true });
  return {
    "backup-failed": [backupsGone],
    "second-region-stopped": settings.backups.secondRegion ? [stopped] : [],
    "replication-lag": [
      ...(copy === undefined
        ? []
        : [
            copy("replication/replica_lag", {
              above: thresholds.replicationLagSeconds,
              minutes: 10,
              aligner: "ALIGN_MEAN",
            }),
          ]),
      server("postgresql/vacuum/oldest_transaction_age", {
        above: slotTransactions,
        minutes: 10,
        aligner: "ALIGN_MAX",
        where: 'metric.labels.oldest_transaction_type="replication_slot"',
      }),
    ],
  } satisfies Partial<Record<AlarmName, readonly Condition[]>>;
}

function load({ project, instance, settings }: Watched) {
  const server = metricsOf(project, instance);
  const storage = (settings.storage.maximumGiB * gibibyte * thresholds.storagePercent) / 100;
  const connections = (mostConnections(settings.tier, settings.parameters) * thresholds.connectionsPercent) / 100;
  return {
    // Of the most that storage may grow to: of what there is at the moment, Cloud SQL always leaves little.
    "storage-full": [server("disk/bytes_used", { above: storage, minutes: 10, aligner: "ALIGN_MEAN" })],
    "cpu-high": [server("cpu/utilization", { above: thresholds.cpuPercent / 100, minutes: 15, aligner: "ALIGN_MEAN" })],
    "memory-low": [
      server("memory/utilization", { above: thresholds.memoryPercent / 100, minutes: 15, aligner: "ALIGN_MEAN" }),
    ],
    // Reported by database.
    "connections-high": [
      server("postgresql/num_backends", { above: connections, minutes: 5, aligner: "ALIGN_MAX", total: true }),
    ],
    "transaction-ids": [
      server("postgresql/transaction_id_utilization", {
        above: thresholds.transactionIds / transactionIds,
        minutes: 10,
        aligner: "ALIGN_MAX",
      }),
    ],
  } satisfies Partial<Record<AlarmName, readonly Condition[]>>;
}

/** When a metric raises an alarm. */
type Bound = ({ readonly above: number } | { readonly below: number }) & {
  /** How long it must last; 0 for a single time. */
  readonly minutes: number;
  /** How the values of a minute become one. */
  readonly aligner: string;
  /** Whether silence raises the alarm, too. */
  readonly silent?: boolean;
  /** Whether the series of one server are added up. */
  readonly total?: boolean;
  /** A further filter. */
  readonly where?: string;
};

/** Conditions on the metrics of one instance. */
function metricsOf(project: string, instance: pulumi.Output<string>) {
  return (metric: string, bound: Bound): Condition => {
    const where = bound.where === undefined ? "" : ` AND ${bound.where}`;
    const type = `metric.type="cloudsql.googleapis.com/database/${metric}"`;
    return {
      displayName: metric,
      conditionThreshold: {
        filter: pulumi.interpolate`${resourceFilter(project, instance)} AND ${type}${where}`,
        ...("above" in bound
          ? { comparison: "COMPARISON_GT", thresholdValue: bound.above }
          : { comparison: "COMPARISON_LT", thresholdValue: bound.below }),
        duration: `${bound.minutes * 60}s`,
        aggregations: [
          {
            alignmentPeriod: "60s",
            perSeriesAligner: bound.aligner,
            ...(bound.total === true
              ? { crossSeriesReducer: "REDUCE_SUM", groupByFields: ["resource.label.database_id"] }
              : {}),
          },
        ],
        ...(bound.silent === true ? { evaluationMissingData: "EVALUATION_MISSING_DATA_ACTIVE" } : {}),
      },
    };
  };
}

function resourceFilter(project: string, instance: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.interpolate`resource.type="cloudsql_database" AND resource.labels.database_id="${project}:${instance}"`;
}

/** Of one by itself the system tells; of one that somebody asked for, the last entry of its operation. */
function failoverLog({ project, instance }: Watched): pulumi.Output<string> {
  const byItself = logged("system_event", "autoFailover");
  const askedFor = `${logged("activity", "failover")} AND operation.last=true`;
  return pulumi.interpolate`${resourceFilter(project, instance)} AND ((${byItself}) OR (${askedFor}))`;
}

function logged(log: "system_event" | "activity", method: string): string {
  return `log_id("cloudaudit.googleapis.com/${log}") AND protoPayload.methodName="cloudsql.instances.${method}"`;
}

/** The log entries that tell how an automated backup ended. */
export function backupsLog(project: string, instance: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.interpolate`${resourceFilter(project, instance)} AND ${logged("system_event", "automatedBackup")}`;
}

/**
 * No good backup for too long, or one that failed. A metric that is absent can be asked for so long a time only in
 * PromQL. Of a new server it is true until the first night, which shows that somebody hears it.
 */
function backupsQuery(metric: string): string {
  const counted = `logging_googleapis_com:user_${metric}`;
  const hours = thresholds.backupAgeHours + backupWindowHours;
  return [
    `absent_over_time(${counted}{status="${succeeded}"}[${hours}h])`,
    `(sum(increase(${counted}{status=~"${failed.join("|")}"}[1h])) > 0)`,
  ].join(" or on() ");
}

function matchedLog(displayName: string, filter: pulumi.Output<string>): Condition {
  return { displayName, conditionMatchedLog: { filter } };
}

function queried(displayName: string, query: string): Condition {
  return {
    displayName,
    conditionPrometheusQueryLanguage: {
      query,
      duration: "0s",
      evaluationInterval: "300s",
      // Cloud Monitoring learns of the metric with the first backup.
      disableMetricValidation: true,
    },
  };
}
