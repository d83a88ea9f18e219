import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type CopyAlarm, describeAlarm, longestLag } from "../copy-alarms";
import { ruleId } from "./replication";
import type { Store } from "./store";

export interface AlarmsArgs {
  readonly home: Store;
  readonly copy: Store;
  readonly runbook: string;
  /** ARN of the topic that hears of them; nobody does without. */
  readonly target: pulumi.Input<string> | undefined;
}

type Bound = Pick<aws.cloudwatch.MetricAlarmArgs, "metricName" | "statistic" | "threshold" | "evaluationPeriods">;

const bounds: Readonly<Record<CopyAlarm, Bound>> = {
  "copy-behind": {
    metricName: "ReplicationLatency",
    statistic: "Maximum",
    threshold: longestLag,
    evaluationPeriods: 3,
  },
  "copy-failed": { metricName: "OperationsFailedReplication", statistic: "Sum", threshold: 0, evaluationPeriods: 1 },
};

/** One alarm for each row of the table, in the home region, where S3 counts what it copies. */
export function createAlarms(
  name: string,
  { home, copy, runbook, target }: AlarmsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const create = (alarm: CopyAlarm): aws.cloudwatch.MetricAlarm =>
    new aws.cloudwatch.MetricAlarm(
      `${name}-alarm-${alarm}`,
      {
        region: home.place.region,
        name: `${home.bucketName}-${alarm}`,
        alarmDescription: describeAlarm(alarm, runbook),
        namespace: "AWS/S3",
        dimensions: {
          SourceBucket: home.bucket.bucket,
          DestinationBucket: copy.bucket.bucket,
          RuleId: ruleId,
        },
        ...bounds[alarm],
        comparisonOperator: "GreaterThanThreshold",
        period: 300,
        // S3 counts while there is something to copy, and says nothing between backups: no value is no alarm.
        treatMissingData: "notBreaching",
        alarmActions: target === undefined ? [] : [target],
      },
      opts,
    );
  create("copy-behind");
  create("copy-failed");
}
