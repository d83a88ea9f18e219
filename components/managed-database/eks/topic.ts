import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../shared/eks/place";
import { policyDocument } from "../../shared/eks/policies";
import { hashedName } from "../../shared/names";
import type { AlarmSettings } from "../contract";
import { createKey } from "./keys";

export interface TopicArgs {
  readonly alarms: AlarmSettings;
  readonly baseName: string;
  readonly identifier: string;
  readonly place: Place;
}

/** The topic that hears of alarms, given or made, with everybody who is told. */
export function alarmTopic(name: string, args: TopicArgs, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const { existing, emails, webhooks } = args.alarms;
  const arn = existing === undefined ? createTopic(name, args, opts) : pulumi.output(existing);
  const subscribe = (protocol: string, endpoint: string, value: pulumi.Input<string>): aws.sns.TopicSubscription =>
    new aws.sns.TopicSubscription(
      `${name}-alarm-${hashedName(protocol, [endpoint], 16)}`,
      { topic: arn, protocol, endpoint: value },
      opts,
    );
  for (const email of emails) subscribe("email", email, email);
  // Many such addresses carry the key of whoever is called.
  for (const webhook of webhooks) subscribe("https", webhook, pulumi.secret(webhook));
  return arn;
}

function createTopic(
  name: string,
  { baseName, identifier, place }: TopicArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  // The services that publish cannot use the key that AWS manages for SNS. Nothing is kept under it.
  const key = createKey(name, { purpose: "alarms", baseName, identifier, place, removal: "delete" }, opts);
  const topic = new aws.sns.Topic(`${name}-alarms`, { kmsMasterKeyId: key.arn }, opts);
  const policy = new aws.sns.TopicPolicy(
    `${name}-alarms-policy`,
    { arn: topic.arn, policy: topic.arn.apply((arn) => topicPolicy(arn, place)) },
    opts,
  );
  // Alarms come after the leave to publish them.
  return pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
}

/** Leave to publish; EventBridge names no account, see the policy of the key. */
function topicPolicy(topicArn: string, { accountId }: Place): string {
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn } as const;
  return policyDocument([
    {
      Sid: "Alarms",
      ...publish,
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
    { Sid: "Events", ...publish, Principal: { Service: "events.amazonaws.com" } },
  ]);
}
