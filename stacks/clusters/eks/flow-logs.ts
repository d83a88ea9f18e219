import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EksCreation } from "../../settings/eks";
import { logGroupArn, logGroupNames, policyDocument, trust, type Place } from "./names";

export interface FlowLogsArgs {
  readonly cluster: Pick<EksCreation, "name" | "logRetentionDays">;
  readonly place: Place;
  /** ARN of the key that encrypts the logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
}

/** Records accepted and rejected traffic of the VPC in an encrypted log group. */
export function createFlowLogs(
  name: string,
  { cluster, place, logsKeyArn, vpcId }: FlowLogsArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.FlowLog {
  const logGroupName = logGroupNames(cluster.name).flowLogs;
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-flow-log-group`,
    { name: logGroupName, kmsKeyId: logsKeyArn, retentionInDays: cluster.logRetentionDays },
    opts,
  );
  const role = new aws.iam.Role(
    `${name}-flow-log-role`,
    {
      description: `Writes the flow logs of the EKS cluster ${cluster.name}`,
      assumeRolePolicy: trust("vpc-flow-logs.amazonaws.com", ["sts:AssumeRole"], {
        StringEquals: { "aws:SourceAccount": place.accountId },
      }),
    },
    opts,
  );
  const arn = logGroupArn(place, logGroupName);
  const policy = new aws.iam.RolePolicy(
    `${name}-flow-log-policy`,
    {
      role: role.id,
      policy: policyDocument([
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [arn, `${arn}:*`],
        },
      ]),
    },
    opts,
  );
  return new aws.ec2.FlowLog(
    `${name}-flow-log`,
    {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      tags: { Name: cluster.name },
    },
    { ...opts, dependsOn: [policy] },
  );
}
