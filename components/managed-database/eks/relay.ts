import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { arnOf, type Place } from "../../shared/eks/place";
import { policyDocument, trust } from "../../shared/eks/policies";
import { tellTopic } from "./event-alarms";

export interface RelayArgs {
  /** Name of the alarm in the second region. */
  readonly alarmName: string;
  readonly description: string;
  readonly first: Place;
  readonly second: Place;
  readonly topicArn: pulumi.Input<string>;
}

/**
 * An alarm tells topics of its own region only. Its changes go to the event bus of the first region, and from there to
 * the topic that hears of all others.
 */
export function relayAlarm(name: string, args: RelayArgs, opts: pulumi.CustomResourceOptions): void {
  const { first, second, description } = args;
  const eventPattern = JSON.stringify({
    source: ["aws.cloudwatch"],
    "detail-type": ["CloudWatch Alarm State Change"],
    resources: [arnOf(second, "cloudwatch", `alarm:${args.alarmName}`)],
    detail: { state: { value: ["ALARM"] } },
  });
  const bus = arnOf(first, "events", "event-bus/default");
  const role = new aws.iam.Role(
    `${name}-relay-role`,
    { description: `Relays ${args.alarmName}`, assumeRolePolicy: trust("events.amazonaws.com", first) },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-relay-policy`,
    {
      role: role.id,
      policy: policyDocument([{ Sid: "Relay", Effect: "Allow", Action: "events:PutEvents", Resource: bus }]),
    },
    opts,
  );
  const sent = new aws.cloudwatch.EventRule(
    `${name}-relay`,
    { region: second.region, description, eventPattern },
    opts,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-relay-target`,
    { region: second.region, rule: sent.name, arn: bus, roleArn: role.arn },
    { ...opts, dependsOn: [policy] },
  );
  const heard = new aws.cloudwatch.EventRule(`${name}-relayed`, { description, eventPattern }, opts);
  tellTopic(
    `${name}-relayed`,
    {
      rule: heard,
      topicArn: args.topicArn,
      inputPaths: { alarm: "$.detail.alarmName", region: "$.region", time: "$.time" },
      text: `${description} Alarm <alarm> in <region>, <time>.`,
    },
    opts,
  );
}
