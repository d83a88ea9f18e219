import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../shared/eks/place";
import { type AlarmName, type Alarms, thresholds } from "../alarms";
import type { Creation } from "../contract";
import { createEventAlarm, eventAlarms } from "./event-alarms";
import { ageBound, metricBounds, storageQueries, type MetricBound } from "./metric-alarms";
import { relayAlarm } from "./relay";
import { alarmTopic } from "./topic";
import { copiesQuestion, createWatch, instanceQuestion } from "./watch";

/** Rows of the alarm table for which AWS has no signal at all, with the reason: there are none. */
export const alarmsWithoutEks: Readonly<Partial<Record<AlarmName, string>>> = {};

export interface AlarmsArgs {
  readonly settings: Creation<"eks">;
  readonly alarms: Alarms;
  readonly baseName: string;
  readonly identifier: string;
  /** `db-…` */
  readonly resourceId: pulumi.Output<string>;
  readonly first: Place;
  readonly second: Place;
}

interface Told extends AlarmsArgs {
  readonly topicArn: pulumi.Output<string>;
}

/** Everything that watches the instance, and the topic that hears of it. */
export function createAlarms(
  name: string,
  args: AlarmsArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { settings, baseName, identifier, first } = args;
  const topicArn = alarmTopic(name, { alarms: settings.alarms, baseName, identifier, place: first }, opts);
  const told = { ...args, topicArn };
  createWatch(`${name}-watch`, { identifier, question: instanceQuestion(identifier, first), place: first }, opts);
  createMetricAlarms(name, told, opts);
  createEventAlarms(name, told, opts);
  if (settings.backups.secondRegion) createSecondRegionAlarm(name, told, opts);
  return topicArn;
}

function createMetricAlarms(name: string, told: Told, opts: pulumi.CustomResourceOptions): void {
  const { settings, identifier, topicArn } = told;
  const create = (alarm: AlarmName, bound: aws.cloudwatch.MetricAlarmArgs): aws.cloudwatch.MetricAlarm =>
    new aws.cloudwatch.MetricAlarm(
      `${name}-alarm-${alarm}`,
      { ...wording(alarm, told), ...bound, alarmActions: [topicArn] },
      opts,
    );
  for (const bound of metricBounds(settings)) create(bound.alarm, boundArgs(bound, identifier));
  create("storage-full", {
    metricQueries: storageQueries(identifier),
    comparisonOperator: "GreaterThanThreshold",
    threshold: thresholds.storagePercent,
    evaluationPeriods: 1,
    treatMissingData: "missing",
  });
}

/** What the person on call reads first. */
function wording(alarm: AlarmName, { alarms, identifier }: Pick<Told, "alarms" | "identifier">) {
  return { name: `${identifier}-${alarm}`, alarmDescription: alarms.describe(alarm) };
}

function boundArgs({ alarm: _, ...bound }: MetricBound, identifier: string): aws.cloudwatch.MetricAlarmArgs {
  return { ...bound, dimensions: { DBInstanceIdentifier: identifier } };
}

function createEventAlarms(
  name: string,
  { settings, alarms, identifier, topicArn }: Told,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const { alarm, eventIds, besideMetric, ofStandby } of eventAlarms) {
    if (ofStandby && !settings.highAvailability) continue;
    const ruleName = besideMetric ? `${name}-alarm-${alarm}-event` : `${name}-alarm-${alarm}`;
    createEventAlarm(ruleName, { alarm, eventIds, identifier, alarms, topicArn }, opts);
  }
}

/** Replication stops by itself when a key is disabled, and AWS says nothing: the age of the copies tells it. */
function createSecondRegionAlarm(name: string, told: Told, opts: pulumi.CustomResourceOptions): void {
  const { identifier, resourceId, first, second, topicArn } = told;
  const alarm = "second-region-stopped";
  createWatch(`${name}-second-region-watch`, { identifier, question: copiesQuestion(resourceId), place: second }, opts);
  const words = wording(alarm, told);
  new aws.cloudwatch.MetricAlarm(
    `${name}-alarm-${alarm}`,
    { region: second.region, ...words, ...boundArgs(ageBound(alarm), identifier) },
    opts,
  );
  relayAlarm(name, { alarmName: words.name, description: words.alarmDescription, first, second, topicArn }, opts);
}
