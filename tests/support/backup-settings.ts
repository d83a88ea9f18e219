import type { BackupSettings } from "../../components/backup-suite/contract";

/** The settings that a stack file without any would give. */
export const defaultSettings: BackupSettings<"eks"> = {
  namespace: "velero",
  schedules: {
    daily: { cron: "0 2 * * *", keepDays: 30 },
    weekly: { cron: "0 3 * * 0", keepDays: 90 },
    monthly: { cron: "0 4 1 * *", keepDays: 365 },
  },
  volumes: "move",
  store: { lockDays: 14, keepDeletedDays: 30 },
  secondRegion: true,
  rpoHours: 24,
  alarms: { runbook: "docs/runbooks/backup-alarms.md" },
  removal: "protect",
};
