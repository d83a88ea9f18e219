/** What is watched of a managed database. One table for all clouds, so that no cloud can forget a row. */
export const alarms = {
  "failover-started": { severity: "warning", summary: "A failover to the standby has started." },
  "failover-finished": { severity: "information", summary: "A failover has finished: the standby serves now." },
  "instance-down": { severity: "critical", summary: "The server does not answer." },
  "standby-lost": { severity: "critical", summary: "There is no standby that could take over." },
  "backup-failed": { severity: "critical", summary: "A backup has failed, or the last one is too old." },
  "second-region-stopped": { severity: "critical", summary: "Backups no longer reach the second region." },
  "storage-full": { severity: "critical", summary: "Storage is nearly full, in spite of its growth." },
  "cpu-high": { severity: "warning", summary: "The CPU has been busy for a quarter of an hour." },
  "memory-low": { severity: "warning", summary: "Memory is nearly used up." },
  "connections-high": { severity: "warning", summary: "Connections come near to their limit." },
  "transaction-ids": { severity: "critical", summary: "Transaction ids run out: vacuum does not keep up." },
  "replication-lag": { severity: "warning", summary: "A replica or a replication slot falls behind." },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly summary: string }>>;

export type Severity = "information" | "warning" | "critical";
export type AlarmName = keyof typeof alarms;

/** Bounds beyond which an alarm is raised, the same on every cloud. */
export const thresholds = {
  /** Percent of the capacity. */
  storagePercent: 85,
  /** Percent, over 15 minutes. */
  cpuPercent: 85,
  /** Percent of the memory. */
  memoryPercent: 90,
  /** Percent of `max_connections`. */
  connectionsPercent: 80,
  /** Of the 2,147 million that there are; autovacuum forces itself at 200 million. */
  transactionIds: 1_000_000_000,
  /** Seconds behind. */
  replicationLagSeconds: 300,
  /** Hours since the last good backup: daily, and two hours of grace. */
  backupAgeHours: 26,
} as const;

/** How an alarm is worded on every cloud. */
export interface Alarms {
  /** One or two sentences for the person on call: what is wrong, and where the runbook is. */
  readonly describe: (alarm: AlarmName) => string;
}

/** @param runbook address of the runbook, such as `https://github.com/…/docs/runbooks/database-alarms.md`. */
export function alarmTexts(runbook: string): Alarms {
  return { describe: (alarm) => `${alarms[alarm].summary} Runbook: ${runbook}#${alarm}` };
}
