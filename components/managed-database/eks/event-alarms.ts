import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlarmName, Alarms } from "../alarms";

/** Events of the instance that are an alarm. */
export interface EventAlarm {
  readonly alarm: AlarmName;
  readonly eventIds: readonly string[];
  /** Whether a metric shows the same: RDS sends events as best it can. */
  readonly besideMetric: boolean;
  /** Whether it takes a standby. */
  readonly ofStandby: boolean;
}

const event = (alarm: AlarmName, ...eventIds: readonly string[]): EventAlarm => ({
  alarm,
  eventIds,
  besideMetric: true,
  ofStandby: false,
});
const standbyEvent = (alarm: AlarmName, ...eventIds: readonly string[]): EventAlarm => ({
  alarm,
  eventIds,
  besideMetric: false,
  ofStandby: true,
});

/** By their ids in the RDS User Guide, "Amazon RDS event categories and event messages". */
export const eventAlarms: readonly EventAlarm[] = [
  // Multi-AZ instance failover started.
  standbyEvent("failover-started", "RDS-EVENT-0013"),
  // Multi-AZ instance failover completed.
  standbyEvent("failover-finished", "RDS-EVENT-0049"),
  // RDS has no metric of the standby. Converted to one zone; failover refused so soon after another; standby rebuilt.
  standbyEvent("standby-lost", "RDS-EVENT-0029", "RDS-EVENT-0034", "RDS-EVENT-0361"),
  // Failed; invalid parameters; invalid network; stopped; its key out of reach, at first and for too long.
  event(
    "instance-down",
    "RDS-EVENT-0031",
    "RDS-EVENT-0035",
    "RDS-EVENT-0036",
    "RDS-EVENT-0087",
    "RDS-EVENT-0418",
    "RDS-EVENT-0419",
  ),
  // Automated backups disabled. RDS has no event for one that fails: the age of the last tells it.
  event("backup-failed", "RDS-EVENT-0028"),
  // Used up; over 90 percent; shut down for it; cannot grow; about to reach its maximum; quota of the account reached.
  event(
    "storage-full",
    "RDS-EVENT-0007",
    "RDS-EVENT-0089",
    "RDS-EVENT-0221",
    "RDS-EVENT-0223",
    "RDS-EVENT-0224",
    "RDS-EVENT-0254",
  ),
  // Memory critically low: RDS has lowered shared_buffers.
  event("memory-low", "RDS-EVENT-0404"),
];

export interface EventAlarmArgs {
  readonly alarm: AlarmName;
  readonly eventIds: readonly string[];
  readonly identifier: string;
  readonly alarms: Alarms;
  readonly topicArn: pulumi.Input<string>;
}

/** Tells the topic of events of this instance, in the words of the alarm and with those of RDS. */
export function createEventAlarm(
  name: string,
  { alarm, eventIds, identifier, alarms, topicArn }: EventAlarmArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const description = alarms.describe(alarm);
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      description,
      eventPattern: JSON.stringify({
        source: ["aws.rds"],
        "detail-type": ["RDS DB Instance Event"],
        detail: { SourceIdentifier: [identifier], EventID: eventIds },
      }),
    },
    opts,
  );
  tellTopic(
    name,
    {
      rule,
      topicArn,
      inputPaths: { instance: "$.detail.SourceIdentifier", message: "$.detail.Message", time: "$.time" },
      text: `${description} Instance <instance>, <time>: <message>`,
    },
    opts,
  );
}

export interface TellArgs {
  readonly rule: aws.cloudwatch.EventRule;
  readonly topicArn: pulumi.Input<string>;
  readonly inputPaths: Readonly<Record<string, string>>;
  /** The message, with the names of input paths between angle brackets. */
  readonly text: string;
}

export function tellTopic(
  name: string,
  { rule, topicArn, inputPaths, text }: TellArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  new aws.cloudwatch.EventTarget(
    `${name}-target`,
    {
      rule: rule.name,
      arn: topicArn,
      inputTransformer: { inputPaths, inputTemplate: JSON.stringify(text) },
    },
    opts,
  );
}
