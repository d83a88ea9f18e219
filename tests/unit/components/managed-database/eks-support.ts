import * as pulumi from "@pulumi/pulumi";
import { type AlarmName, alarms, alarmTexts } from "../../../../components/managed-database/alarms";
import type { CloudDatabase, Creation } from "../../../../components/managed-database/contract";
import { eksDatabase } from "../../../../components/managed-database/eks";
import { clusterHandle } from "../../../support/handles";
import { Options } from "../../../support/options";
import { record, type Answers, type Recording } from "../../../support/record";

export const account = "111122223333";
export const region = "eu-west-1";
export const backupRegion = "eu-central-1";
export const identifier = "production-database";
export const runbook = "https://example.org/alarms.md";

/** What alarms say and hear of. */
export const topic = "arn:aws:mock:::database-alarms";
export const summary = (alarm: AlarmName): string => `${alarms[alarm].summary} Runbook: ${runbook}#${alarm}`;
export const dimensions = { DBInstanceIdentifier: identifier };

export const types = {
  instance: "aws:rds/instance:Instance",
  replication: "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
  parameters: "aws:rds/parameterGroup:ParameterGroup",
  subnets: "aws:rds/subnetGroup:SubnetGroup",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  rule: "aws:ec2/securityGroupRule:SecurityGroupRule",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  eventRule: "aws:cloudwatch/eventRule:EventRule",
  eventTarget: "aws:cloudwatch/eventTarget:EventTarget",
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  machine: "aws:sfn/stateMachine:StateMachine",
  role: "aws:iam/role:Role",
  policy: "aws:iam/rolePolicy:RolePolicy",
} as const;

export const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:rds!db-1`;

export const answers: Answers = {
  [types.instance]: {
    address: `${identifier}.abc.${region}.rds.amazonaws.com`,
    resourceId: "db-ABC",
    masterUserSecrets: [{ secretArn, secretStatus: "active" }],
  },
};

/** Settings as the stack file's defaults make them. */
export const creation: Creation<"eks"> = {
  mode: "create",
  version: "17",
  tier: "db.m7g.large",
  highAvailability: true,
  storage: { initialGiB: 100, maximumGiB: 1000 },
  backups: { retentionDays: 35, start: "01:00", secondRegion: true },
  maintenance: { day: "Sunday", start: "03:00" },
  parameters: {},
  alarms: { emails: ["oncall@example.org"], webhooks: [], runbook },
  removal: "protect",
};

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("kubernetes-best-practices:index:ManagedDatabase", "database");
  }
}

function create(changes: Partial<Creation<"eks">>): CloudDatabase<"eks"> {
  const settings = { ...creation, ...changes };
  return eksDatabase.create(
    "database",
    { cluster: clusterHandle("eks"), backupRegion, settings },
    alarmTexts(settings.alarms.runbook),
    new Parent(),
  );
}

export type Made = Recording<CloudDatabase<"eks">>;

export const build = (changes: Partial<Creation<"eks">> = {}): Promise<Made> => record(() => create(changes), answers);

export const optionsOf = (changes: Partial<Creation<"eks">> = {}): Promise<Options> =>
  Options.of(() => create(changes), answers);

/** What a recorded input holds, secret or not. */
export function secretValue(input: unknown): unknown {
  return typeof input === "object" && input !== null && "value" in input ? input.value : input;
}
