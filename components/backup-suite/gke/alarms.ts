import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import { describeAlarm, longestLag } from "../copy-alarms";

export interface AlarmsArgs {
  readonly project: string;
  readonly bucket: pulumi.Output<string>;
  readonly runbook: string;
  /** Name of the channel that hears of it; nobody does without. */
  readonly target: pulumi.Input<string> | undefined;
}

/** Seconds over which one value is taken. */
const alignment = 300;

/** The metric is true while everything older than 15 minutes is in both regions. */
export function createAlarms(
  name: string,
  { project, bucket, runbook, target }: AlarmsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const filter = pulumi.interpolate`metric.type="storage.googleapis.com/replication/meeting_rpo" AND resource.type="gcs_bucket" AND resource.labels.bucket_name="${bucket}"`;
  new gcp.monitoring.AlertPolicy(
    `${name}-alarm-copy-behind`,
    {
      project,
      displayName: pulumi.interpolate`Backups ${bucket}: copy-behind`,
      combiner: "OR",
      severity: "CRITICAL",
      documentation: { content: describeAlarm("copy-behind", runbook), mimeType: "text/markdown" },
      conditions: [
        {
          displayName: "copy-behind",
          conditionThreshold: {
            filter,
            comparison: "COMPARISON_LT",
            thresholdValue: 1,
            duration: `${longestLag}s`,
            aggregations: [{ alignmentPeriod: `${alignment}s`, perSeriesAligner: "ALIGN_FRACTION_TRUE" }],
            trigger: { count: 1 },
          },
        },
      ],
      notificationChannels: target === undefined ? [] : [target],
      alertStrategy: { autoClose: "1800s" },
    },
    opts,
  );
}
