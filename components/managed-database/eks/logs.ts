import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { logGroupName, logTypes } from "./names";

/** Days that the audit trail is kept, as long as that of the cluster's control plane. */
const retentionInDays = 90;

/** RDS would make these log groups itself, unencrypted and without end. */
export function createLogGroups(
  name: string,
  { identifier, logsKeyArn }: { readonly identifier: string; readonly logsKeyArn: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): readonly aws.cloudwatch.LogGroup[] {
  return logTypes.map(
    (type) =>
      new aws.cloudwatch.LogGroup(
        `${name}-${type}-log`,
        { name: logGroupName(identifier, type), kmsKeyId: logsKeyArn, retentionInDays },
        opts,
      ),
  );
}
