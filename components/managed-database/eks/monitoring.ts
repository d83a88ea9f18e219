import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { arnOf, type Place } from "../../shared/eks/place";
import { policyDocument, trust } from "../../shared/eks/policies";

export interface MonitoringRole {
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;
}

/** Lets RDS write what the operating system of this instance does, and nothing else. */
export function createMonitoringRole(
  name: string,
  { identifier, place }: { readonly identifier: string; readonly place: Place },
  opts: pulumi.CustomResourceOptions,
): MonitoringRole {
  const role = new aws.iam.Role(
    `${name}-monitoring-role`,
    {
      description: `Enhanced monitoring of the database ${identifier}`,
      assumeRolePolicy: trust("monitoring.rds.amazonaws.com", place, arnOf(place, "rds", `db:${identifier}`)),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-monitoring-policy`,
    { role: role.id, policy: monitoringPolicy(place) },
    opts,
  );
  return { role, policy };
}

/** The log group is RDS' own, one for all instances of the account in the region. */
function monitoringPolicy(place: Place): string {
  const logGroup = arnOf(place, "logs", "log-group:RDSOSMetrics");
  return policyDocument([
    {
      Sid: "LogGroup",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
      Resource: [logGroup, `${logGroup}:*`],
    },
    {
      Sid: "LogStreams",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
      Resource: `${logGroup}:log-stream:*`,
    },
  ]);
}
