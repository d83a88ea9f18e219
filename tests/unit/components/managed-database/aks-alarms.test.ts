import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { alarms } from "../../../../components/managed-database/alarms";
import { alarmsWithoutAks } from "../../../../components/managed-database/aks/signals";
import type { Creation } from "../../../../components/managed-database/contract";
import { made, settings, subscriptionId, tags, types } from "./aks-support";

type Made = Awaited<ReturnType<typeof made>>;

const rowsOf = (database: Made): readonly string[] =>
  [...database.all(types.metric), ...database.all(types.event)]
    .map(({ name }) => name.replace("database-alarm-", ""))
    .sort();

/** What an alarm on a metric compares. */
const comparison = (database: Made, row: string) => {
  const { inputs } = database.one(types.metric, `database-alarm-${row}`);
  const { allOf } = Object(inputs["criteria"]);
  const [{ metricName, timeAggregation, operator, threshold }] = allOf;
  return [
    `${timeAggregation} ${metricName} ${operator} ${threshold}`,
    inputs["windowSize"],
    inputs["evaluationFrequency"],
    inputs["severity"],
  ];
};

const conditions = (database: Made, row: string) =>
  Object(database.one(types.event, `database-alarm-${row}`).inputs["condition"]).allOf;

describe("the alarms of a PostgreSQL server on Azure", () => {
  let database: Made;
  before(async () => (database = await made()));

  it("are those of every cloud", () => {
    const expected = Object.keys(alarms).filter((row) => !Object.hasOwn(alarmsWithoutAks, row));
    assert.deepEqual(rowsOf(database), expected.sort());
  });

  it("say what is wrong and where the runbook is", () => {
    const { inputs } = database.one(types.metric, "database-alarm-storage-full");
    assert.equal(
      inputs["description"],
      "Storage is nearly full, in spite of its growth. Runbook: https://example.com/alarms.md#storage-full",
    );
  });

  const metrics: readonly [string, string, string, string, number][] = [
    ["failover-started", "Minimum is_db_alive LessThan 1", "PT1M", "PT1M", 2],
    ["instance-down", "Maximum is_db_alive LessThan 1", "PT5M", "PT1M", 0],
    ["backup-failed", "Maximum backup_storage_used LessThan 1", "P1D", "PT1H", 0],
    ["storage-full", "Average storage_percent GreaterThan 85", "PT5M", "PT1M", 0],
    ["cpu-high", "Average cpu_percent GreaterThan 85", "PT15M", "PT5M", 2],
    ["memory-low", "Average memory_percent GreaterThan 90", "PT15M", "PT5M", 2],
    ["connections-high", "Average active_connections GreaterThan 687", "PT5M", "PT1M", 2],
    ["transaction-ids", "Maximum maximum_used_transactionIDs GreaterThan 1000000000", "PT5M", "PT1M", 0],
    ["replication-lag", "Average logical_replication_delay_in_bytes GreaterThan 5033164800", "PT5M", "PT1M", 2],
  ];
  for (const [row, ...expected] of metrics)
    it(`raise ${row} by ${expected[0]}`, () => assert.deepEqual(comparison(database, row), expected));

  it("raise standby-lost when the server's health is degraded", () => {
    assert.deepEqual(conditions(database, "standby-lost"), [
      { field: "category", equals: "ResourceHealth" },
      { field: "properties.currentHealthStatus", equals: "Degraded" },
    ]);
  });

  it("raise failover-finished when it is well again", () => {
    assert.deepEqual(conditions(database, "failover-finished"), [
      { field: "category", equals: "ResourceHealth" },
      { field: "properties.currentHealthStatus", equals: "Available" },
      { field: "properties.previousHealthStatus", containsAny: ["Degraded", "Unavailable"] },
    ]);
  });

  it("raise second-region-stopped by incidents that Azure announces of the second region", () => {
    assert.deepEqual(conditions(database, "second-region-stopped"), [
      { field: "category", equals: "ServiceHealth" },
      { field: "properties.incidentType", equals: "Incident" },
      {
        field: "properties.impactedServices[*].ServiceName",
        containsAny: ["Azure Database for PostgreSQL flexible servers", "Storage"],
      },
      { field: "properties.impactedServices[*].ImpactedRegions[*].RegionName", equals: "UK West" },
    ]);
  });

  it("listen to the server, or where Azure speaks of regions to the subscription", () => {
    const scopes = database.all(types.event).map(({ name, inputs }) => [name, inputs["scopes"]]);
    assert.deepEqual(Object.fromEntries(scopes), {
      "database-alarm-standby-lost": ["database-server-id"],
      "database-alarm-failover-finished": ["database-server-id"],
      "database-alarm-second-region-stopped": [`/subscriptions/${subscriptionId}`],
    });
    for (const { name, inputs } of database.all(types.metric))
      assert.deepEqual(inputs["scopes"], ["database-server-id"], name);
  });

  it("all reach the action group and are switched on", () => {
    for (const { name, inputs } of [...database.all(types.metric), ...database.all(types.event)]) {
      assert.match(JSON.stringify(inputs["actions"]), /"actionGroupId":"database-alarms-id"/, name);
      assert.equal(inputs["enabled"], true, name);
      assert.equal(inputs["location"], "Global", name);
    }
  });

  const left: readonly [string, Partial<Creation<"aks">>, readonly string[]][] = [
    ["a standby", { highAvailability: false }, ["failover-finished", "failover-started", "standby-lost"]],
    ["a second region", { backups: { ...settings().backups, secondRegion: false } }, ["second-region-stopped"]],
  ];
  for (const [what, changes, rows] of left)
    it(`leave out what needs ${what}, where there is none`, async () => {
      const present = rowsOf(await made(changes));
      assert.deepEqual(
        rowsOf(database).filter((row) => !present.includes(row)),
        rows,
      );
    });

  const limits: readonly [string, Partial<Creation<"aks">>, number][] = [
    ["the tier", { tier: "Standard_D4ds_v5" }, 1374],
    ["max_connections of the settings", { parameters: { max_connections: "200" } }, 160],
  ];
  for (const [what, changes, threshold] of limits)
    it(`raise connections-high at four fifths of what ${what} allows`, async () => {
      const [compared] = comparison(await made(changes), "connections-high");
      assert.equal(compared, `Average active_connections GreaterThan ${threshold}`);
    });
});

describe("who hears of alarms on Azure", () => {
  const receivers = { emails: ["a@example.com", "b@example.com"], webhooks: ["https://pager.example.com/key"] };
  const toReceivers = () => made({ alarms: { ...settings().alarms, ...receivers } });

  it("are the receivers of a group that is made", async () => {
    const { inputs } = (await toReceivers()).one(types.action);
    assert.deepEqual(
      { ...inputs, webhookReceivers: pulumi.runtime.unwrapRpcSecret(inputs["webhookReceivers"]) },
      {
        resourceGroupName: "database-group-name",
        location: "Global",
        tags,
        groupShortName: "database",
        enabled: true,
        emailReceivers: [
          { name: "email-1", emailAddress: "a@example.com", useCommonAlertSchema: true },
          { name: "email-2", emailAddress: "b@example.com", useCommonAlertSchema: true },
        ],
        webhookReceivers: [
          { name: "webhook-1", serviceUri: "https://pager.example.com/key", useCommonAlertSchema: true },
        ],
      },
    );
  });

  it("keep the address of a webhook, which may hold a key, out of state and previews", async () => {
    const { inputs } = (await toReceivers()).one(types.action);
    assert.ok(pulumi.runtime.isRpcSecret(inputs["webhookReceivers"]));
  });

  it("is a group that exists, instead of a new one", async () => {
    const existing = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/actionGroups/oncall";
    const database = await made({ alarms: { ...settings().alarms, emails: [], existing } });
    assert.deepEqual(database.all(types.action), []);
    const { inputs } = database.one(types.metric, "database-alarm-cpu-high");
    assert.deepEqual(inputs["actions"], [{ actionGroupId: existing }]);
  });
});

describe("the logs of a PostgreSQL server on Azure", () => {
  it("are kept for as long as the settings say, for Entra ID alone", async () => {
    assert.deepEqual((await made({ logRetentionDays: 365 })).one(types.workspace).inputs, {
      resourceGroupName: "database-group-name",
      location: "uksouth",
      tags,
      sku: { name: "PerGB2018" },
      retentionInDays: 365,
      features: { disableLocalAuth: true },
    });
  });

  it("are those of the server and of the use of its keys", async () => {
    const logs = (await made()).all(types.diagnostics).map(({ inputs }) => [inputs["resourceUri"], inputs["logs"]]);
    assert.deepEqual(Object.fromEntries(logs), {
      "database-server-id": [{ category: "PostgreSQLLogs", enabled: true }],
      "database-vault-id": [{ category: "AuditEvent", enabled: true }],
      "database-vault-2-id": [{ category: "AuditEvent", enabled: true }],
    });
  });
});
