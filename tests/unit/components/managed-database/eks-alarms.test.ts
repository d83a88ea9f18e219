import * as assert from "node:assert/strict";
import { type AlarmName, alarms as table } from "../../../../components/managed-database/alarms";
import { alarmsWithoutEks } from "../../../../components/managed-database/eks/alarms";
import { pick, type Section } from "../../../support/record";
import {
  account,
  build,
  creation,
  dimensions,
  identifier,
  type Made,
  region,
  runbook,
  secretValue,
  summary,
  topic,
  types,
} from "./eks-support";

/** Names of the alarms and rules that stand for rows of the table. */
const rowsOf = (made: Made): readonly string[] =>
  [...made.all(types.alarm), ...made.all(types.eventRule)]
    .map(({ name }) => name)
    .filter((name) => name.startsWith("database-alarm-"))
    .map((name) => name.replace(/^database-alarm-/, "").replace(/-event$/, ""));

describe("the alarms of a database on AWS", () => {
  let made: Made;
  before(async () => (made = await build()));

  it("cover every row of the table", () => {
    assert.deepEqual(alarmsWithoutEks, {});
    assert.deepEqual([...new Set(rowsOf(made))].sort(), Object.keys(table).sort());
  });

  const metrics: Readonly<Partial<Record<AlarmName, Section>>> = {
    "instance-down": {
      namespace: "AWS/RDS",
      metricName: "DatabaseConnections",
      statistic: "SampleCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 5,
      treatMissingData: "breaching",
    },
    "backup-failed": {
      namespace: "ManagedDatabase",
      metricName: "RestorableAge",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 26,
      period: 3600,
      evaluationPeriods: 3,
      treatMissingData: "breaching",
    },
    "cpu-high": {
      namespace: "AWS/RDS",
      metricName: "CPUUtilization",
      statistic: "Average",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 85,
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "missing",
    },
    "memory-low": {
      namespace: "AWS/RDS",
      metricName: "FreeableMemory",
      statistic: "Average",
      comparisonOperator: "LessThanThreshold",
      threshold: 858_993_459,
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "missing",
    },
    "connections-high": {
      namespace: "AWS/RDS",
      metricName: "DatabaseConnections",
      statistic: "Average",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 648,
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "missing",
    },
    "transaction-ids": {
      namespace: "AWS/RDS",
      metricName: "MaximumUsedTransactionIDs",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 1_000_000_000,
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "missing",
    },
    "replication-lag": {
      namespace: "AWS/RDS",
      metricName: "OldestReplicationSlotLag",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 10 * 1024 ** 3,
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
    },
  };
  for (const [alarm, expected] of Object.entries(metrics))
    it(`tell the topic of ${alarm} by its metric`, () => {
      const { name, alarmDescription, ...inputs } = made.one(types.alarm, `database-alarm-${alarm}`).inputs;
      assert.deepEqual(inputs, { ...expected, dimensions, alarmActions: [topic] });
      assert.equal(name, `${identifier}-${alarm}`);
      assert.match(String(alarmDescription), new RegExp(`Runbook: ${runbook}#${alarm}$`));
    });

  it("measure the storage against what there is by now, not against what there was at first", () => {
    assert.deepEqual(made.one(types.alarm, "database-alarm-storage-full").inputs, {
      name: `${identifier}-storage-full`,
      alarmDescription: summary("storage-full"),
      metricQueries: [
        {
          id: "free",
          metric: { namespace: "AWS/RDS", metricName: "FreeStorageSpace", dimensions, period: 900, stat: "Minimum" },
        },
        {
          id: "allocated",
          metric: {
            namespace: "ManagedDatabase",
            metricName: "AllocatedStorage",
            dimensions,
            period: 900,
            stat: "Maximum",
          },
        },
        {
          id: "used",
          expression: "100 - 100 * free / (FILL(allocated, REPEAT) * 1073741824)",
          label: "Used storage in percent",
          returnData: true,
        },
      ],
      comparisonOperator: "GreaterThanThreshold",
      threshold: 85,
      evaluationPeriods: 1,
      treatMissingData: "missing",
      alarmActions: [topic],
    });
  });

  it("follow the memory of the class and the connections that the parameters allow", async () => {
    const own = await build({ tier: "db.r7g.2xlarge", parameters: { max_connections: "500" } });
    const threshold = (alarm: AlarmName): unknown =>
      own.one(types.alarm, `database-alarm-${alarm}`).inputs["threshold"];
    assert.equal(threshold("memory-low"), Math.floor((64 * 1024 ** 3) / 10));
    assert.equal(threshold("connections-high"), 400);
  });

  const events: readonly (readonly [AlarmName, string, ...string[]])[] = [
    ["failover-started", "database-alarm-failover-started", "RDS-EVENT-0013"],
    ["failover-finished", "database-alarm-failover-finished", "RDS-EVENT-0049"],
    ["standby-lost", "database-alarm-standby-lost", "RDS-EVENT-0029", "RDS-EVENT-0034", "RDS-EVENT-0361"],
    [
      "instance-down",
      "database-alarm-instance-down-event",
      "RDS-EVENT-0031",
      "RDS-EVENT-0035",
      "RDS-EVENT-0036",
      "RDS-EVENT-0087",
      "RDS-EVENT-0418",
      "RDS-EVENT-0419",
    ],
    ["backup-failed", "database-alarm-backup-failed-event", "RDS-EVENT-0028"],
    [
      "storage-full",
      "database-alarm-storage-full-event",
      "RDS-EVENT-0007",
      "RDS-EVENT-0089",
      "RDS-EVENT-0221",
      "RDS-EVENT-0223",
      "RDS-EVENT-0224",
      "RDS-EVENT-0254",
    ],
    ["memory-low", "database-alarm-memory-low-event", "RDS-EVENT-0404"],
  ];
  for (const [alarm, rule, ...eventIds] of events)
    it(`tell the topic of ${alarm} by the events of this instance`, () => {
      const { description, eventPattern } = made.one(types.eventRule, rule).inputs;
      assert.equal(description, summary(alarm));
      assert.deepEqual(JSON.parse(String(eventPattern)), {
        source: ["aws.rds"],
        "detail-type": ["RDS DB Instance Event"],
        detail: { SourceIdentifier: [identifier], EventID: eventIds },
      });
      assert.deepEqual(made.one(types.eventTarget, `${rule}-target`).inputs, {
        rule: `${rule}-name`,
        arn: topic,
        inputTransformer: {
          inputPaths: { instance: "$.detail.SourceIdentifier", message: "$.detail.Message", time: "$.time" },
          inputTemplate: JSON.stringify(`${summary(alarm)} Instance <instance>, <time>: <message>`),
        },
      });
    });

  it("expect no failover without a standby", async () => {
    const rows = rowsOf(await build({ highAvailability: false }));
    for (const row of ["failover-started", "failover-finished", "standby-lost"]) assert.ok(!rows.includes(row), row);
  });

  it("expect no copies without a second region", async () => {
    const own = await build({ backups: { ...creation.backups, secondRegion: false } });
    assert.ok(!rowsOf(own).includes("second-region-stopped"));
    assert.deepEqual(
      own.all(types.machine).map(({ name }) => name),
      ["database-watch"],
    );
  });

  it("follow an instance that was restored", async () => {
    const own = await build({ restored: "shop-2" });
    assert.deepEqual(pick(own.one(types.alarm, "database-alarm-cpu-high"), "name", "dimensions"), {
      name: "shop-2-cpu-high",
      dimensions: { DBInstanceIdentifier: "shop-2" },
    });
    assert.match(
      String(own.one(types.eventRule, "database-alarm-failover-started").inputs["eventPattern"]),
      /"SourceIdentifier":\["shop-2"\]/,
    );
  });
});

describe("who hears of alarms on AWS", () => {
  const receivers = { emails: ["oncall@example.org"], webhooks: ["https://pager.example.org/key"], runbook };
  const subscriptions = (own: Made): readonly unknown[] =>
    own.all(types.subscription).map(({ inputs }) => [inputs["protocol"], secretValue(inputs["endpoint"])]);

  it("hears by an encrypted topic that CloudWatch and EventBridge may publish to", async () => {
    const own = await build();
    assert.deepEqual(own.one(types.topic, "database-alarms").inputs, {
      kmsMasterKeyId: "arn:aws:mock:::database-alarms-key",
    });
    const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topic };
    assert.deepEqual(JSON.parse(String(own.one(types.topicPolicy).inputs["policy"])), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Alarms",
          ...publish,
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        },
        { Sid: "Events", ...publish, Principal: { Service: "events.amazonaws.com" } },
      ],
    });
  });

  it("hears by mail and by webhook", async () => {
    assert.deepEqual(subscriptions(await build({ alarms: receivers })), [
      ["email", "oncall@example.org"],
      ["https", "https://pager.example.org/key"],
    ]);
  });

  it("has webhooks kept secret, for they may carry a key", async () => {
    const own = await build({ alarms: receivers });
    const [, webhook] = own.all(types.subscription);
    assert.notEqual(typeof webhook?.inputs["endpoint"], "string");
  });

  it("keeps its subscription when others come before it", async () => {
    const names = async (emails: readonly string[]): Promise<readonly string[]> =>
      (await build({ alarms: { ...receivers, emails } })).all(types.subscription).map(({ name }) => name);
    const [one, more] = [await names(["b@example.org"]), await names(["a@example.org", "b@example.org"])];
    for (const name of one) assert.ok(more.includes(name), name);
  });

  it("hears by a topic that exists, where nothing is made", async () => {
    const existing = `arn:aws:sns:${region}:${account}:pager`;
    const own = await build({ alarms: { emails: [], webhooks: [], existing, runbook } });
    assert.deepEqual([...own.all(types.topic), ...own.all(types.topicPolicy), ...own.all(types.subscription)], []);
    assert.ok(own.all(types.key).every(({ name }) => name !== "database-alarms-key"));
    assert.deepEqual(own.one(types.alarm, "database-alarm-cpu-high").inputs["alarmActions"], [existing]);
    assert.equal(own.one(types.eventTarget, "database-alarm-failover-started-target").inputs["arn"], existing);
  });
});
