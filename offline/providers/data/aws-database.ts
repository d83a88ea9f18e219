import type { ResourceBehaviour } from "../behaviour";
import { text } from "../values";
import { account, arn, named, prefixed, regionOf } from "./aws-place";

const instance: ResourceBehaviour = {
  autoname: "identifier",
  id: (subject) => `db-${subject.hex(26).toUpperCase()}`,
  // Another identifier renames the instance.
  replaces: [
    "availabilityZone",
    "backupTarget",
    "characterSetName",
    "customIamInstanceProfile",
    "dbName",
    "engine",
    "kmsKeyId",
    "ncharCharacterSetName",
    "restoreToPointInTime",
    "s3Import",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  outputs: (subject, id) => {
    const name = subject.physicalName;
    const address = `${name}.${subject.hex(12)}.${regionOf(subject)}.rds.amazonaws.com`;
    return {
      arn: arn(subject, "rds", `db:${name}`),
      address,
      endpoint: `${address}:5432`,
      hostedZoneId: `Z${subject.hex(12).toUpperCase()}`,
      resourceId: id,
      status: "available",
      masterUserSecrets: [
        {
          kmsKeyId: text(subject.inputs["masterUserSecretKmsKeyId"]) ?? arn(subject, "kms", `key/${subject.hex(32)}`),
          secretArn: arn(subject, "secretsmanager", `secret:rds!${id}-${subject.hex(6)}`),
          secretStatus: "active",
        },
      ],
    };
  },
};

/** What a database of RDS stands on and what watches it. */
export const awsDatabase: Readonly<Record<string, ResourceBehaviour>> = {
  "aws:rds/instance:Instance": instance,
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
    id: (subject) => arn(subject, "rds", `auto-backup:ab-${subject.hex(39)}`),
    replaces: ["kmsKeyId", "preSignedUrl", "retentionPeriod", "sourceDbInstanceArn"],
    deleteBeforeReplace: true,
  },
  "aws:rds/parameterGroup:ParameterGroup": named({
    replaces: ["name", "family", "description"],
    outputs: (subject, id) => ({ arn: arn(subject, "rds", `pg:${id}`) }),
  }),
  "aws:rds/subnetGroup:SubnetGroup": named({
    outputs: (subject, id) => ({ arn: arn(subject, "rds", `subgrp:${id}`), vpcId: `vpc-${subject.hex(17)}` }),
  }),
  "aws:ec2/securityGroupRule:SecurityGroupRule": prefixed("sgrule", {
    replaces: ["securityGroupId", "type", "protocol", "fromPort", "toPort", "cidrBlocks", "sourceSecurityGroupId"],
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named({
    outputs: (subject, id) => ({ arn: arn(subject, "cloudwatch", `alarm:${id}`) }),
  }),
  "aws:cloudwatch/eventRule:EventRule": named({
    replaces: ["name", "eventBusName"],
    outputs: (subject, id) => ({ arn: arn(subject, "events", `rule/${id}`) }),
  }),
  "aws:cloudwatch/eventTarget:EventTarget": {
    id: (subject) => `${text(subject.inputs["rule"]) ?? ""}-${subject.hex(12)}`,
    replaces: ["rule", "eventBusName", "targetId"],
    outputs: (subject) => ({ targetId: subject.hex(12) }),
  },
  "aws:sns/topic:Topic": named({
    id: (subject) => arn(subject, "sns", subject.physicalName),
    outputs: (_subject, id) => ({ arn: id }),
  }),
  "aws:sns/topicPolicy:TopicPolicy": {
    id: (subject) => text(subject.inputs["arn"]) ?? "",
    replaces: ["arn"],
    outputs: (subject) => ({ owner: account(subject.provider) }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: (subject) => `${text(subject.inputs["topic"]) ?? arn(subject, "sns", "topic")}:${subject.hex(32)}`,
    replaces: ["topic", "protocol", "endpoint"],
    outputs: (_subject, id) => ({ arn: id, pendingConfirmation: true }),
  },
};
