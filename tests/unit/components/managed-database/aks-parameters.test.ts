import assert from "node:assert/strict";
import { bounds, ownedByAzure, parametersOf } from "../../../../components/managed-database/aks/parameters";
import { tierOf, usualConnections } from "../../../../components/managed-database/aks/tiers";
import { made, optionsOf, settings, types } from "./aks-support";

const names = () => parametersOf(settings()).map(({ name }) => name);

describe("the parameters of a PostgreSQL server on Azure", () => {
  it("are these by default", () => {
    assert.deepEqual(Object.fromEntries(parametersOf(settings()).map(({ name, value }) => [name, value])), {
      "azure.extensions": "pgaudit",
      shared_preload_libraries: "pg_stat_statements,pgaudit",
      require_secure_transport: "on",
      ssl_min_protocol_version: "TLSv1.2",
      "pgaudit.log": "ddl,role",
      log_connections: "on",
      log_disconnections: "on",
      log_min_duration_statement: "1000",
      log_lock_waits: "on",
      log_autovacuum_min_duration: "10000",
      idle_in_transaction_session_timeout: "600000",
      "metrics.collector_database_activity": "on",
      "metrics.autovacuum_diagnostics": "on",
      max_connections: "859",
    });
  });

  it("keep every bound that their own entries are held to, and none is Azure's own", () => {
    for (const { name, value } of parametersOf(settings())) {
      assert.equal(bounds[name]?.holds(value) ?? true, true, name);
      assert.ok(!ownedByAzure.includes(name), name);
    }
  });

  it("allow an extension before its library is loaded and before it is set", () => {
    const order = ["azure.extensions", "shared_preload_libraries", "pgaudit.log"].map((name) => names().indexOf(name));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it("take those of the settings instead of their own, and beside them", () => {
    const parameters = { work_mem: "16384", log_min_duration_statement: "250" };
    const laid = new Map(parametersOf(settings({ parameters })).map(({ name, value }) => [name, value]));
    assert.equal(laid.get("log_min_duration_statement"), "250");
    assert.equal(laid.get("work_mem"), "16384");
    assert.equal(laid.size, names().length + 1);
  });

  it("do not depend on the order in which the settings name them", () => {
    const [a, b] = [
      { work_mem: "1", autovacuum_naptime: "2" },
      { autovacuum_naptime: "2", work_mem: "1" },
    ].map((parameters) => parametersOf(settings({ parameters })));
    assert.deepEqual(a, b);
  });

  it("are set on the server, each by itself", async () => {
    assert.deepEqual((await made()).one(types.configuration, "database-parameter-require_secure_transport").inputs, {
      resourceGroupName: "database-group-name",
      serverName: "database-server-name",
      configurationName: "require_secure_transport",
      value: "on",
      source: "user-override",
    });
  });

  it("are set one after another", async () => {
    const options = await optionsOf();
    const logical = names().map((name) => `database-parameter-${name}`);
    for (const [index, name] of logical.entries())
      assert.deepEqual(await options.before(name), logical.slice(Math.max(0, index - 1), index), name);
  });

  it("go with their server", async () => {
    assert.notEqual((await optionsOf()).named("database-parameter-log_connections").deletedWith, undefined);
  });
});

describe("a size of Flexible Server", () => {
  const known: readonly [string, string, number | undefined, number][] = [
    ["Standard_B1ms", "Burstable", undefined, 2],
    ["Standard_D2s_v3", "GeneralPurpose", 3, 8],
    ["Standard_D2ds_v5", "GeneralPurpose", 5, 8],
    ["Standard_D16ads_v5", "GeneralPurpose", 5, 64],
    ["Standard_E20ds_v4", "MemoryOptimized", 4, 160],
    ["Standard_D128ds_v6", "GeneralPurpose", 6, 512],
  ];
  for (const [name, family, generation, memoryGiB] of known)
    it(`${name} is known`, () => assert.deepEqual(tierOf(name), { family, generation, memoryGiB }));

  const unknown = [
    "Standard_D3ds_v5",
    "Standard_D20ds_v5",
    "Standard_D2ds_v3",
    "Standard_D2s_v5",
    "Standard_D2ads_v4",
    "Standard_D128ds_v5",
    "Standard_B3ms",
    "Standard_F4s_v2",
    "GP_Standard_D2ds_v5",
    "",
  ];
  for (const name of unknown) it(`"${name}" is none`, () => assert.equal(tierOf(name), undefined));

  const connections: readonly [string, number][] = [
    ["Standard_B2s", 429],
    ["Standard_D2ds_v5", 859],
    ["Standard_D4ds_v5", 1718],
    ["Standard_D8ds_v5", 3437],
    ["Standard_D16ds_v5", 5000],
    ["Standard_E64ds_v5", 5000],
  ];
  for (const [name, most] of connections)
    it(`${name} takes ${most} connections, as Azure sets it`, () => {
      const tier = tierOf(name);
      assert.equal(tier && usualConnections(tier), most);
    });
});
