import type { Creation } from "../contract";
import { type AlarmName, thresholds } from "../alarms";
import { maxConnections } from "./parameters";
import { announcedName } from "./regions";

/** What Azure says of a server that an alarm can listen to. */
export type Signal = MetricSignal | EventSignal;

/** Raised while a metric of the server is beyond a bound, and lowered by itself. */
export interface MetricSignal {
  readonly metric: string;
  readonly aggregation: "Average" | "Maximum" | "Minimum";
  readonly operator: "GreaterThan" | "LessThan";
  readonly threshold: number;
  /** ISO 8601; judged at every `every`. */
  readonly window: "PT1M" | "PT5M" | "PT15M" | "P1D";
  readonly every: "PT1M" | "PT5M" | "PT1H";
}

/** Raised by each event of the activity log that meets all conditions. */
export interface EventSignal {
  /** The server, or the subscription: events of regions have no narrower scope. */
  readonly of: "server" | "subscription";
  readonly conditions: readonly { readonly field: string; readonly anyOf: readonly string[] }[];
}

const metric = (name: string, more: Partial<MetricSignal> & Pick<MetricSignal, "threshold">): MetricSignal => ({
  metric: name,
  aggregation: "Average",
  operator: "GreaterThan",
  window: "PT5M",
  every: "PT1M",
  ...more,
});

const health = (conditions: EventSignal["conditions"]): EventSignal => ({
  of: "server",
  conditions: [{ field: "category", anyOf: ["ResourceHealth"] }, ...conditions],
});

/** Size of a segment of the write-ahead log. A server that is busy fills one a second. */
const segmentBytes = 16 * 1024 ** 2;

/** Rows for which Azure says nothing that an alarm could listen to. */
export const alarmsWithoutAks: Readonly<Partial<Record<AlarmName, string>>> = {};

/** The signal of each row; those of what the settings turn off are left out. Pure. */
export function signalsOf(settings: Creation<"aks">, backupRegion: string): readonly (readonly [AlarmName, Signal])[] {
  const always: readonly (readonly [AlarmName, Signal])[] = [
    ["instance-down", metric("is_db_alive", { aggregation: "Maximum", operator: "LessThan", threshold: 1 })],
    // Azure counts what it holds and neither fails nor dates a backup in public: the alarm is raised when it holds none.
    [
      "backup-failed",
      metric("backup_storage_used", {
        aggregation: "Maximum",
        operator: "LessThan",
        threshold: 1,
        window: "P1D",
        every: "PT1H",
      }),
    ],
    ["storage-full", metric("storage_percent", { threshold: thresholds.storagePercent })],
    ["cpu-high", metric("cpu_percent", { threshold: thresholds.cpuPercent, window: "PT15M", every: "PT5M" })],
    ["memory-low", metric("memory_percent", { threshold: thresholds.memoryPercent, window: "PT15M", every: "PT5M" })],
    ["connections-high", metric("active_connections", { threshold: connectionsBound(settings) })],
    [
      "transaction-ids",
      metric("maximum_used_transactionIDs", { aggregation: "Maximum", threshold: thresholds.transactionIds }),
    ],
    // The standby is synchronous, and no replica is made here: what falls behind is a slot. Azure measures it in bytes.
    [
      "replication-lag",
      metric("logical_replication_delay_in_bytes", { threshold: thresholds.replicationLagSeconds * segmentBytes }),
    ],
  ];
  return [
    ...(settings.highAvailability ? standbySignals : []),
    ...(settings.backups.secondRegion ? [["second-region-stopped", incidents(backupRegion)] as const] : []),
    ...always,
  ];
}

const connectionsBound = (settings: Creation<"aks">): number =>
  Math.floor((maxConnections(settings) * thresholds.connectionsPercent) / 100);

const standbySignals: readonly (readonly [AlarmName, Signal])[] = [
  // Azure announces a failover and a lost standby by the same state, so this one hears the server fall silent, which it
  // does at the start of every failover, and of a restart as well.
  [
    "failover-started",
    metric("is_db_alive", { aggregation: "Minimum", operator: "LessThan", threshold: 1, window: "PT1M" }),
  ],
  [
    "failover-finished",
    health([
      { field: "properties.currentHealthStatus", anyOf: ["Available"] },
      { field: "properties.previousHealthStatus", anyOf: ["Degraded", "Unavailable"] },
    ]),
  ],
  ["standby-lost", health([{ field: "properties.currentHealthStatus", anyOf: ["Degraded"] }])],
];

/** Azure measures no copying of backups. It announces incidents, and those of storage are the ones that stop it. */
function incidents(region: string): EventSignal {
  return {
    of: "subscription",
    conditions: [
      { field: "category", anyOf: ["ServiceHealth"] },
      { field: "properties.incidentType", anyOf: ["Incident"] },
      {
        field: "properties.impactedServices[*].ServiceName",
        anyOf: ["Azure Database for PostgreSQL flexible servers", "Storage"],
      },
      { field: "properties.impactedServices[*].ImpactedRegions[*].RegionName", anyOf: [announcedName(region)] },
    ],
  };
}
