import { type AlarmName, thresholds } from "../alarms";
import type { Creation } from "../contract";
import { connectionLimit, memoryBytes } from "./classes";

/** One metric and the bound beyond which it is an alarm. */
export interface MetricBound {
  readonly alarm: AlarmName;
  readonly metricName: string;
  /** `AWS/RDS`, or the one of the watch. */
  readonly namespace: string;
  readonly statistic: "Average" | "Minimum" | "Maximum" | "SampleCount";
  readonly comparisonOperator: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Seconds of one period, and how many periods in a row. */
  readonly period: number;
  readonly evaluationPeriods: number;
  /** What it means when there is no value. */
  readonly treatMissingData: "breaching" | "notBreaching" | "missing";
}

const rds = {
  namespace: "AWS/RDS",
  statistic: "Average",
  comparisonOperator: "GreaterThanThreshold",
  period: 300,
  evaluationPeriods: 3,
  treatMissingData: "missing",
} as const;

/** Metrics that the watch makes, of what RDS tells only when it is asked. */
export const watchNamespace = "ManagedDatabase";
export const restorableAge = "RestorableAge";
export const allocatedStorage = "AllocatedStorage";

/** How old the newest state may be that could be restored: here, or in the second region. */
export const ageBound = (alarm: AlarmName): MetricBound => ({
  alarm,
  namespace: watchNamespace,
  metricName: restorableAge,
  statistic: "Maximum",
  comparisonOperator: "GreaterThanThreshold",
  threshold: thresholds.backupAgeHours,
  period: 3600,
  evaluationPeriods: 3,
  // The watch goes round four times an hour: no value means no backup, or nobody who looks.
  treatMissingData: "breaching",
});

/** Alarms that follow one metric in the region of the instance. Pure. */
export function metricBounds({
  tier,
  parameters,
  storage,
}: Pick<Creation<"eks">, "tier" | "parameters" | "storage">): readonly MetricBound[] {
  return [
    // RDS has no metric of life. PostgreSQL itself counts connections: five minutes without is longer than a failover.
    {
      ...rds,
      alarm: "instance-down",
      metricName: "DatabaseConnections",
      statistic: "SampleCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 5,
      treatMissingData: "breaching",
    },
    ageBound("backup-failed"),
    { ...rds, alarm: "cpu-high", metricName: "CPUUtilization", threshold: thresholds.cpuPercent },
    {
      ...rds,
      alarm: "memory-low",
      metricName: "FreeableMemory",
      comparisonOperator: "LessThanThreshold",
      threshold: Math.floor((memoryBytes(tier) * (100 - thresholds.memoryPercent)) / 100),
    },
    {
      ...rds,
      alarm: "connections-high",
      metricName: "DatabaseConnections",
      threshold: Math.floor((connectionLimit(tier, parameters) * thresholds.connectionsPercent) / 100),
    },
    {
      ...rds,
      alarm: "transaction-ids",
      metricName: "MaximumUsedTransactionIDs",
      statistic: "Maximum",
      threshold: thresholds.transactionIds,
    },
    // The standby is synchronous and cannot lag. A slot's lag RDS counts in bytes, not in seconds: a tenth of the
    // storage is what makes RDS grow it. Without a slot there is no value.
    {
      ...rds,
      alarm: "replication-lag",
      metricName: "OldestReplicationSlotLag",
      statistic: "Maximum",
      threshold: Math.floor(storage.initialGiB * 1024 ** 3 * 0.1),
      treatMissingData: "notBreaching",
    },
  ];
}

/** Used storage in percent: RDS tells what is free, and the watch how much there is by now. Pure. */
export function storageQueries(identifier: string) {
  const dimensions = { DBInstanceIdentifier: identifier };
  return [
    {
      id: "free",
      metric: { namespace: rds.namespace, metricName: "FreeStorageSpace", dimensions, period: 900, stat: "Minimum" },
    },
    {
      id: "allocated",
      metric: { namespace: watchNamespace, metricName: allocatedStorage, dimensions, period: 900, stat: "Maximum" },
    },
    {
      id: "used",
      expression: `100 - 100 * free / (FILL(allocated, REPEAT) * ${1024 ** 3})`,
      label: "Used storage in percent",
      returnData: true,
    },
  ];
}
