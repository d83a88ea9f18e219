import type { Cloud } from "../../components";
import type { BackupSettings } from "../../components/backup-suite/contract";

/** Who hears of alarms. */
export const alarmTargets: { readonly [C in Cloud]: string } = {
  gke: "projects/shop-1234/notificationChannels/1",
  eks: "arn:aws:sns:eu-west-1:111122223333:alarms",
  aks: "/subscriptions/1/resourceGroups/g/providers/Microsoft.Insights/actionGroups/oncall",
};

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
