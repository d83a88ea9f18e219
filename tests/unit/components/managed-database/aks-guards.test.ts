import assert from "node:assert/strict";
import type { Removal } from "../../../../components/managed-database/contract";
import type { Options } from "../../../support/options";
import { made, optionsOf, settings, subscriptionId, types } from "./aks-support";

/** What holds data, decrypts it or finds it. */
const held = [
  "database-group",
  "database-group-2",
  "database-key",
  "database-key-2",
  "database-key-identity",
  "database-key-identity-2",
  "database-key-user",
  "database-key-user-2",
  "database-logs",
  "database-server",
  "database-vault",
  "database-vault-2",
  "database-zone",
  "database-zone-link",
];
/** The rest, of each kind one. */
const movable = [
  "database-alarm-cpu-high",
  "database-alarm-standby-lost",
  "database-alarms",
  "database-parameter-pgaudit.log",
  "database-server-logs",
];

const guardsOf = (options: Options, names: readonly string[]) => [
  ...new Set(names.map((name) => `${options.named(name).protect}/${options.named(name).retainOnDelete}`)),
];

describe("the removal of a PostgreSQL server on Azure", () => {
  const cases: readonly [Removal, string, string][] = [
    ["protect", "true/true", "false/false"],
    ["retain", "false/true", "false/true"],
    ["delete", "false/false", "false/false"],
  ];
  for (const [removal, ofHeld, ofMovable] of cases)
    it(`as ${removal} is said to the engine of all that holds data, and of the rest`, async () => {
      const options = await optionsOf({ removal });
      assert.deepEqual(guardsOf(options, held), [ofHeld]);
      assert.deepEqual(guardsOf(options, movable), [ofMovable]);
    });

  it("as protect locks server and vaults in Azure, too", async () => {
    const locks = (await made()).all(types.lock);
    assert.deepEqual(Object.fromEntries(locks.map(({ name, inputs }) => [name, inputs["scope"]])), {
      "database-server-lock": "database-server-id",
      "database-vault-lock": "database-vault-id",
      "database-vault-2-lock": "database-vault-2-id",
    });
    assert.deepEqual([...new Set(locks.map(({ inputs }) => inputs["level"]))], ["CanNotDelete"]);
  });

  for (const removal of ["retain", "delete"] as const)
    it(`as ${removal} leaves no lock, and lifts one before what it locks`, async () => {
      assert.deepEqual((await made({ removal })).all(types.lock), []);
      assert.equal((await optionsOf()).named("database-server-lock").protect, false);
    });
});

describe("what changes of a PostgreSQL server on Azure", () => {
  const ofSpeed = ["storage.iops", "storage.throughput", "storage.tier"];
  const growth = "storage.storageSizeGB";
  const standby = "highAvailability.standbyAvailabilityZone";

  it("by a failover or by growth is left alone", async () => {
    const { ignoreChanges } = (await optionsOf()).named("database-server");
    assert.deepEqual(ignoreChanges, ["availabilityZone", standby, growth, ...ofSpeed]);
  });

  it("is the size, where it does not grow by itself", async () => {
    const options = await optionsOf({ storage: { initialGiB: 128, maximumGiB: 128 } });
    assert.deepEqual(options.named("database-server").ignoreChanges, ["availabilityZone", standby, ...ofSpeed]);
  });

  it("is the zone of the standby, where a standby is taken away", async () => {
    const { ignoreChanges } = (await optionsOf({ highAvailability: false })).named("database-server");
    assert.deepEqual(ignoreChanges, ["availabilityZone", growth, ...ofSpeed]);
  });

  it("is ignored nowhere else", async () => {
    assert.deepEqual(Object.keys((await optionsOf()).ignored()), ["database-server"]);
  });

  it("though Azure fixes it at creation is planned as a replacement, old before new", async () => {
    const options = (await optionsOf()).named("database-server");
    assert.deepEqual(options.replaceOnChanges, ["backup.geoRedundantBackup", "network.delegatedSubnetResourceId"]);
    assert.equal(options.deleteBeforeReplace, true);
  });
});

describe("the order of a PostgreSQL server on Azure", () => {
  it("puts the way to it and the rights to its keys before it", async () => {
    const options = await optionsOf();
    assert.deepEqual(await options.before("database-server"), [
      "database-zone-link",
      "database-key-user",
      "database-key-user-2",
    ]);
  });

  it("names the parameters among what a login waits for", async () => {
    const database = await made();
    assert.equal(database.result.ready.length, 2 + database.all(types.configuration).length);
  });
});

describe("a restored PostgreSQL server on Azure", () => {
  it("is imported by its id under the logical name of the old one", async () => {
    const options = await optionsOf({ restored: "production-restored" });
    assert.equal(
      options.named("database-server").import,
      `/subscriptions/${subscriptionId}/resourceGroups/production-uksouth-database/providers/Microsoft.DBforPostgreSQL/flexibleServers/production-restored`,
    );
  });

  it("is the only thing that is ever imported", async () => {
    const options = await optionsOf({ restored: "production-restored" });
    assert.equal(options.named("database-vault").import, undefined);
    assert.equal((await optionsOf(settings())).named("database-server").import, undefined);
  });
});
