import * as assert from "node:assert/strict";
import { pick, type Section } from "../../../support/record";
import {
  account,
  backupRegion,
  build,
  dimensions,
  identifier,
  type Made,
  region,
  summary,
  topic,
  types,
} from "./eks-support";

describe("the alarm of the second region", () => {
  let made: Made;
  before(async () => (made = await build()));
  const alarmName = `${identifier}-second-region-stopped`;

  it("goes off there when the copies grow old or nobody looks", () => {
    assert.deepEqual(made.one(types.alarm, "database-alarm-second-region-stopped").inputs, {
      region: backupRegion,
      name: alarmName,
      alarmDescription: summary("second-region-stopped"),
      namespace: "ManagedDatabase",
      metricName: "RestorableAge",
      dimensions,
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 26,
      period: 3600,
      evaluationPeriods: 3,
      treatMissingData: "breaching",
    });
  });

  it("is relayed to the first region, and to the topic there", () => {
    const eventPattern = JSON.stringify({
      source: ["aws.cloudwatch"],
      "detail-type": ["CloudWatch Alarm State Change"],
      resources: [`arn:aws:cloudwatch:${backupRegion}:${account}:alarm:${alarmName}`],
      detail: { state: { value: ["ALARM"] } },
    });
    const description = summary("second-region-stopped");
    const bus = `arn:aws:events:${region}:${account}:event-bus/default`;
    assert.deepEqual(made.one(types.eventRule, "database-relay").inputs, {
      region: backupRegion,
      description,
      eventPattern,
    });
    assert.deepEqual(made.one(types.eventTarget, "database-relay-target").inputs, {
      region: backupRegion,
      rule: "database-relay-name",
      arn: bus,
      roleArn: "arn:aws:mock:::database-relay-role",
    });
    assert.deepEqual(JSON.parse(String(made.one(types.policy, "database-relay-policy").inputs["policy"])), {
      Version: "2012-10-17",
      Statement: [{ Sid: "Relay", Effect: "Allow", Action: "events:PutEvents", Resource: bus }],
    });
    assert.deepEqual(made.one(types.eventRule, "database-relayed").inputs, { description, eventPattern });
    assert.equal(made.one(types.eventTarget, "database-relayed-target").inputs["arn"], topic);
  });
});

describe("the watch over the backups", () => {
  let made: Made;
  before(async () => (made = await build()));

  const definitionOf = (name: string): unknown =>
    JSON.parse(String(made.one(types.machine, name).inputs["definition"]));
  const age = {
    MetricName: "RestorableAge",
    Dimensions: [{ Name: "DBInstanceIdentifier", Value: identifier }],
    Value: "{% ($millis() - $toMillis($states.input.restorable)) / 3600000 %}",
  };
  const definition = (ask: Section, ...metrics: readonly Section[]): Section => ({
    QueryLanguage: "JSONata",
    StartAt: "Ask",
    States: {
      Ask: { Type: "Task", ...ask, Next: "Measure" },
      Measure: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
        Arguments: { Namespace: "ManagedDatabase", MetricData: metrics },
        End: true,
      },
    },
  });

  it("asks the instance for its newest point in time and its storage", () => {
    assert.deepEqual(
      definitionOf("database-watch"),
      definition(
        {
          Resource: "arn:aws:states:::aws-sdk:rds:describeDBInstances",
          Arguments: { DbInstanceIdentifier: identifier },
          Output: {
            restorable: "{% $states.result.DbInstances[0].LatestRestorableTime %}",
            storage: "{% $states.result.DbInstances[0].AllocatedStorage %}",
          },
        },
        age,
        { ...age, MetricName: "AllocatedStorage", Value: "{% $states.input.storage %}" },
      ),
    );
  });

  it("asks the second region for the newest point in time of the copies", () => {
    assert.deepEqual(
      definitionOf("database-second-region-watch"),
      definition(
        {
          Resource: "arn:aws:states:::aws-sdk:rds:describeDBInstanceAutomatedBackups",
          Arguments: { DbiResourceId: "db-ABC" },
          Output: {
            restorable: "{% $states.result.DbInstanceAutomatedBackups[0].RestoreWindow.LatestTime %}",
          },
        },
        age,
      ),
    );
  });

  for (const [name, place] of [
    ["database-watch", region],
    ["database-second-region-watch", backupRegion],
  ] as const)
    it(`goes round four times an hour in ${place}`, () => {
      assert.deepEqual(pick(made.one(types.machine, name), "region", "type", "roleArn"), {
        region: place,
        type: "EXPRESS",
        roleArn: `arn:aws:mock:::${name}-role`,
      });
      assert.deepEqual(pick(made.one(types.eventRule, `${name}-schedule`), "region", "scheduleExpression"), {
        region: place,
        scheduleExpression: "rate(15 minutes)",
      });
      assert.deepEqual(made.one(types.eventTarget, `${name}-schedule-target`).inputs, {
        region: place,
        rule: `${name}-schedule-name`,
        arn: `arn:aws:mock:::${name}`,
        roleArn: `arn:aws:mock:::${name}-start-role`,
      });
    });

  it("may ask for this instance alone, and write its own metrics alone", () => {
    assert.deepEqual(JSON.parse(String(made.one(types.policy, "database-watch-policy").inputs["policy"])), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Ask",
          Effect: "Allow",
          Action: "rds:DescribeDBInstances",
          Resource: `arn:aws:rds:${region}:${account}:db:${identifier}`,
        },
        {
          Sid: "Measure",
          Effect: "Allow",
          Action: "cloudwatch:PutMetricData",
          Resource: "*",
          Condition: { StringEquals: { "cloudwatch:namespace": "ManagedDatabase" } },
        },
      ],
    });
  });
});
