import type { Cloud } from "../shared/cloud";

/** What is watched of the copy in the second region. One table for all clouds, so that no cloud can forget a row. */
export const copyAlarms = {
  "copy-behind": "Backups reach the second region too late, or no longer.",
  "copy-failed": "A part of a backup could not be copied to the second region.",
} as const;

export type CopyAlarm = keyof typeof copyAlarms;

/** Rows for which a cloud has no metric, with what tells it instead. */
export const copyAlarmGaps: { readonly [C in Cloud]: Readonly<Partial<Record<CopyAlarm, string>>> } = {
  gke: {
    "copy-failed": "Cloud Storage counts no failures: what is not in both regions in time is told by copy-behind",
  },
  eks: {},
  aks: {
    "copy-failed": "Azure counts no failures: the replication status of a blob tells them, and a restore from the copy",
  },
};

/** One or two sentences for the person on call: what is wrong, and where the runbook is. Pure. */
export const describeAlarm = (alarm: CopyAlarm, runbook: string): string =>
  `${copyAlarms[alarm]} Runbook: ${runbook}#${alarm}`;

/**
 * Seconds by which the copy may lag behind: four times the 15 minutes that AWS and Google promise, and no more than the
 * shortest `rpoHours`.
 */
export const longestLag = 3600;

/** Days after which the parts of an upload that was never finished are deleted. */
export const unfinishedUploadDays = 7;
