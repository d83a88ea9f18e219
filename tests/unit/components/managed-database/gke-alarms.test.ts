import * as assert from "node:assert/strict";
import { alarms } from "../../../../components/managed-database/alarms";
import type { CloudDatabase, Creation } from "../../../../components/managed-database/contract";
import { pick, valueOf, type Recording, type Section } from "../../../support/record";
import { build, creation, project, types } from "./gke-support";

const server = 'resource.type="cloudsql_database" AND resource.labels.database_id="shop-1234:database-instance-name"';
const replica = 'resource.type="cloudsql_database" AND resource.labels.database_id="shop-1234:database-replica-name"';
const backupsMetric = "production_database_backups_69d870dc";

const metric = (name: string, on = server): string =>
  `${on} AND metric.type="cloudsql.googleapis.com/database/${name}"`;
const minutely = (perSeriesAligner: string): Section[] => [{ alignmentPeriod: "60s", perSeriesAligner }];
const above = (thresholdValue: number): Section => ({ comparison: "COMPARISON_GT", thresholdValue });
const below = (thresholdValue: number): Section => ({ comparison: "COMPARISON_LT", thresholdValue });
const silent: Section = { evaluationMissingData: "EVALUATION_MISSING_DATA_ACTIVE" };

/** What each alarm on metrics watches. */
const thresholds: Readonly<Record<string, readonly Section[]>> = {
  "failover-started": [
    {
      filter: metric("auto_failover_request_count"),
      ...above(0),
      duration: "0s",
      aggregations: minutely("ALIGN_DELTA"),
    },
  ],
  "instance-down": [
    { filter: metric("up"), ...below(1), duration: "300s", aggregations: minutely("ALIGN_MAX"), ...silent },
  ],
  "standby-lost": [
    { filter: metric("available_for_failover"), ...below(1), duration: "600s", aggregations: minutely("ALIGN_MAX") },
  ],
  "second-region-stopped": [
    {
      filter: metric("replication/replica_lag", replica),
      ...below(0),
      duration: "600s",
      aggregations: minutely("ALIGN_MAX"),
      ...silent,
    },
  ],
  "replication-lag": [
    {
      filter: metric("replication/replica_lag", replica),
      ...above(300),
      duration: "600s",
      aggregations: minutely("ALIGN_MEAN"),
    },
    {
      filter: `${metric("postgresql/vacuum/oldest_transaction_age")} AND metric.labels.oldest_transaction_type="replication_slot"`,
      ...above(100_000_000),
      duration: "600s",
      aggregations: minutely("ALIGN_MAX"),
    },
  ],
  "storage-full": [
    {
      filter: metric("disk/bytes_used"),
      ...above(850 * 1024 ** 3),
      duration: "600s",
      aggregations: minutely("ALIGN_MEAN"),
    },
  ],
  "cpu-high": [
    { filter: metric("cpu/utilization"), ...above(0.85), duration: "900s", aggregations: minutely("ALIGN_MEAN") },
  ],
  "memory-low": [
    { filter: metric("memory/utilization"), ...above(0.9), duration: "900s", aggregations: minutely("ALIGN_MEAN") },
  ],
  "connections-high": [
    {
      filter: metric("postgresql/num_backends"),
      ...above(400),
      duration: "300s",
      aggregations: [
        {
          alignmentPeriod: "60s",
          perSeriesAligner: "ALIGN_MAX",
          crossSeriesReducer: "REDUCE_SUM",
          groupByFields: ["resource.label.database_id"],
        },
      ],
    },
  ],
  "transaction-ids": [
    {
      filter: metric("postgresql/transaction_id_utilization"),
      ...above(1_000_000_000 / 2 ** 31),
      duration: "600s",
      aggregations: minutely("ALIGN_MAX"),
    },
  ],
};

const conditionsOf = (built: Recording<unknown>, row: string): readonly Section[] => {
  const { conditions } = built.one(types.policy, `database-alarm-${row}`).inputs;
  assert.ok(Array.isArray(conditions));
  return conditions;
};

const rowsOf = (built: Recording<unknown>): readonly string[] =>
  built.all(types.policy).map(({ name }) => name.replace("database-alarm-", ""));

describe("the alarms of a database on Google Cloud", () => {
  let built: Recording<CloudDatabase<"gke">>;
  before(async () => {
    built = await build();
  });

  it("leave out no row of the table", () => {
    assert.deepEqual([...rowsOf(built)].sort(), Object.keys(alarms).sort());
  });

  for (const [row, expected] of Object.entries(thresholds))
    it(`watch ${row} by its metric`, () => {
      assert.deepEqual(
        conditionsOf(built, row).map(({ conditionThreshold }) => conditionThreshold),
        expected,
      );
    });

  it("report the end of a failover from the log, whoever asked for it", () => {
    const [condition] = conditionsOf(built, "failover-finished");
    assert.deepEqual(condition?.["conditionMatchedLog"], {
      filter: [
        `${server} AND ((log_id("cloudaudit.googleapis.com/system_event")`,
        'protoPayload.methodName="cloudsql.instances.autoFailover") OR (log_id("cloudaudit.googleapis.com/activity")',
        'protoPayload.methodName="cloudsql.instances.failover" AND operation.last=true))',
      ].join(" AND "),
    });
    assert.deepEqual(built.one(types.policy, "database-alarm-failover-finished").inputs["alertStrategy"], {
      autoClose: "1800s",
      notificationRateLimit: { period: "300s" },
    });
  });

  it("ask for a good backup within 30 hours, and for none that failed", () => {
    const counted = `logging_googleapis_com:user_${backupsMetric}`;
    assert.deepEqual(conditionsOf(built, "backup-failed"), [
      {
        displayName: "No good backup",
        conditionPrometheusQueryLanguage: {
          query: `absent_over_time(${counted}{status="STATUS_SUCCEEDED"}[30h]) or on() (sum(increase(${counted}{status=~"STATUS_FAILED|STATUS_SKIPPED"}[1h])) > 0)`,
          duration: "0s",
          evaluationInterval: "300s",
          disableMetricValidation: true,
        },
      },
    ]);
  });

  it("count backups by how they ended", () => {
    assert.deepEqual(built.one(types.metric).inputs, {
      project,
      name: backupsMetric,
      description: "Automated backups of database database of cluster production, by how they ended",
      filter: `${server} AND log_id("cloudaudit.googleapis.com/system_event") AND protoPayload.methodName="cloudsql.instances.automatedBackup"`,
      metricDescriptor: {
        metricKind: "DELTA",
        valueType: "INT64",
        unit: "1",
        labels: [{ key: "status", valueType: "STRING", description: "How the backup ended" }],
      },
      labelExtractors: { status: "EXTRACT(protoPayload.metadata.windowStatus)" },
    });
  });

  it("name the runbook, the severity and who hears of them", () => {
    for (const [row, { summary, severity }] of Object.entries(alarms))
      assert.deepEqual(
        pick(
          built.one(types.policy, `database-alarm-${row}`),
          "project",
          "displayName",
          "combiner",
          "severity",
          "documentation",
          "notificationChannels",
        ),
        {
          project,
          displayName: `Database database of cluster production: ${row}`,
          combiner: "OR",
          severity: severity === "critical" ? "CRITICAL" : "WARNING",
          documentation: {
            content: `${summary} Runbook: https://example.org/alarms.md#${row}`,
            mimeType: "text/markdown",
          },
          notificationChannels: ["database-email-55b32348-name"],
        },
      );
  });

  const fewer: readonly (readonly [string, Partial<Creation<"gke">>, readonly string[]])[] = [
    ["without a standby", { highAvailability: false }, ["failover-finished", "failover-started", "standby-lost"]],
    [
      "without a second region",
      { replica: false, backups: { ...creation.backups, secondRegion: false } },
      ["second-region-stopped"],
    ],
  ];
  for (const [title, changes, missing] of fewer)
    it(`watch nothing that is not there ${title}`, async () => {
      const rows = rowsOf(await build(changes));
      assert.deepEqual(
        Object.keys(alarms)
          .filter((row) => !rows.includes(row))
          .sort(),
        missing,
      );
    });

  it("watch the backups in the second region where no replica is", async () => {
    const own = await build({ replica: false });
    assert.deepEqual(conditionsOf(own, "second-region-stopped"), conditionsOf(own, "backup-failed"));
    assert.equal(conditionsOf(own, "replication-lag").length, 1);
  });

  it("reckon with the connections that the stack file allows", async () => {
    const own = await build({ parameters: { max_connections: "1000" } });
    assert.match(JSON.stringify(conditionsOf(own, "connections-high")), /"thresholdValue":800\b/);
  });
});

describe("who hears of alarms on Google Cloud", () => {
  const { runbook } = creation.alarms;

  it("are a channel for each address", async () => {
    const built = await build({
      alarms: { emails: ["oncall@example.org"], webhooks: ["https://pager.example.org/hook"], runbook },
    });
    assert.deepEqual(
      built.all(types.channel).map(({ inputs }) => inputs),
      [
        {
          project,
          type: "email",
          labels: { email_address: "oncall@example.org" },
          displayName: "Database database: email",
        },
        {
          project,
          type: "webhook_tokenauth",
          labels: { url: "https://pager.example.org/hook" },
          displayName: "Database database: webhook",
        },
      ],
    );
    assert.ok(built.result.alarmTarget);
    assert.equal(await valueOf(built.result.alarmTarget), "database-email-55b32348-name");
  });

  it("have channels whose names do not depend on their order", async () => {
    const emails = ["a@example.org", "b@example.org"];
    const one = await channelNames(emails);
    assert.equal(one.length, 2);
    assert.deepEqual(await channelNames(emails.toReversed()), one);
  });

  it("may be a channel that exists, and no other is made", async () => {
    const existing = "projects/shop-1234/notificationChannels/1";
    const built = await build({ alarms: { emails: [], webhooks: [], existing, runbook } });
    assert.equal(built.all(types.channel).length, 0);
    assert.ok(built.result.alarmTarget);
    assert.equal(await valueOf(built.result.alarmTarget), existing);
  });

  async function channelNames(emails: readonly string[]): Promise<readonly string[]> {
    const built = await build({ alarms: { emails, webhooks: [], runbook } });
    return built
      .all(types.channel)
      .map(({ name, inputs }) => `${name} ${JSON.stringify(inputs["labels"])}`)
      .sort();
  }
});
