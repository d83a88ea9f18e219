import assert from "node:assert/strict";
import fc from "fast-check";
import { weekdays } from "../../../../components/managed-database/contract";
import { Judge } from "../../../../offline/providers/judge";
import { schemas } from "../../../support/offline";
import { pick, valueOf } from "../../../support/record";
import { made, settings, tags, tenantId, types } from "./aks-support";

const network = "/subscriptions/1/resourceGroups/production/virtualNetworks/production";

type Made = Awaited<ReturnType<typeof made>>;
const inputsOf = async (changes: Parameters<typeof made>[0] = {}) => (await made(changes)).one(types.server).inputs;

describe("a PostgreSQL server made on Azure", () => {
  let database: Made;
  let server: Readonly<Record<string, unknown>>;
  before(async () => {
    database = await made();
    server = database.one(types.server, "database-server").inputs;
  });

  it("has one name in the whole of Azure, in a group of its own", () => {
    assert.deepEqual(pick(database.one(types.server), "serverName", "resourceGroupName", "location"), {
      serverName: "production-database-a1360748",
      resourceGroupName: "database-group-name",
      location: "uksouth",
    });
    assert.deepEqual(database.one(types.group, "database-group").inputs, {
      resourceGroupName: "production-uksouth-database",
      location: "uksouth",
      tags,
    });
  });

  it("has version and machine of the settings", () => {
    assert.equal(server["version"], "17");
    assert.deepEqual(server["sku"], { name: "Standard_D2ds_v5", tier: "GeneralPurpose" });
  });

  it("has a standby in the second zone", () => {
    assert.equal(server["availabilityZone"], "1");
    assert.deepEqual(server["highAvailability"], { mode: "ZoneRedundant", standbyAvailabilityZone: "2" });
  });

  it("keeps backups for 35 days, here and in the second region", () => {
    assert.deepEqual(server["backup"], { backupRetentionDays: 35, geoRedundantBackup: "Enabled" });
  });

  it("grows on storage that can", () => {
    assert.deepEqual(server["storage"], { storageSizeGB: 128, autoGrow: "Enabled", type: "Premium_LRS" });
  });

  it("stands in the cluster's network alone", () => {
    assert.deepEqual(server["network"], {
      delegatedSubnetResourceId: `${network}/subnets/databases`,
      privateDnsZoneArmResourceId: "database-zone-id",
      publicNetworkAccess: "Disabled",
    });
  });

  it("is found by a private zone whose first label is no server's name", () => {
    assert.deepEqual(database.one(types.zone).inputs, {
      resourceGroupName: "database-group-name",
      location: "Global",
      tags,
      privateZoneName: "production-database.private.postgres.database.azure.com",
    });
    assert.deepEqual(database.one(types.link).inputs, {
      resourceGroupName: "database-group-name",
      location: "Global",
      tags,
      privateZoneName: "database-zone-name",
      virtualNetwork: { id: network },
      registrationEnabled: false,
    });
  });

  it("admits identities of Entra ID and no password", () => {
    assert.deepEqual(server["authConfig"], { activeDirectoryAuth: "Enabled", passwordAuth: "Disabled", tenantId });
    assert.equal(server["administratorLogin"], undefined);
    assert.equal(server["administratorLoginPassword"], undefined);
  });

  it("is encrypted with a key of each region, opened by an identity of its own", () => {
    assert.deepEqual(server["identity"], {
      type: "UserAssigned",
      userAssignedIdentities: { "database-key-identity-id": {}, "database-key-identity-2-id": {} },
    });
    assert.deepEqual(server["dataEncryption"], {
      type: "AzureKeyVault",
      primaryKeyURI: "https://vault/keys/database-key",
      primaryUserAssignedIdentityId: "database-key-identity-id",
      geoBackupKeyURI: "https://vault/keys/database-key-2",
      geoBackupUserAssignedIdentityId: "database-key-identity-2-id",
    });
  });

  it("is told to its users with a name, a port and private addresses", async () => {
    const { result } = database;
    assert.equal(result.kind, "aks");
    assert.equal(await valueOf(result.host), "server.postgres.database.azure.com");
    assert.equal(result.port, 5432);
    assert.equal(result.range, "10.0.0.0/16");
    assert.deepEqual(result.facts, { tenantId });
    assert.equal(await valueOf(result.instanceId), "database-server-id");
    assert.equal(result.secondRegionBackups && (await valueOf(result.secondRegionBackups)), "database-server-id");
    assert.equal(result.alarmTarget && (await valueOf(result.alarmTarget)), "database-alarms-id");
  });

  it("asks for nothing that the provider does not know", () => {
    const judge = new Judge(schemas());
    const findings = database.registrations
      .filter(({ type }) => type.startsWith("azure-native:"))
      .flatMap(({ type, name, inputs }) =>
        judge.resource(type, JSON.parse(JSON.stringify(inputs))).map((finding) => ({ name, finding })),
      );
    assert.deepEqual(findings, []);
  });

  it("holds no wildcard action and no password in any input", () => {
    assert.deepEqual(database.all("azure-native:authorization:RoleDefinition"), []);
    for (const { name, inputs } of database.registrations) {
      const text = JSON.stringify(inputs);
      assert.doesNotMatch(text, /[/"]\*"/, name);
      assert.doesNotMatch(text, /password\w*":"(?!Disabled)/i, name);
    }
  });
});

describe("the settings of a PostgreSQL server on Azure", () => {
  it("without high availability make no standby", async () => {
    const server = await inputsOf({ highAvailability: false });
    assert.deepEqual(server.highAvailability, { mode: "Disabled", standbyAvailabilityZone: "" });
  });

  it("without a second region make neither copies nor a key there", async () => {
    const database = await made({ backups: { ...settings().backups, secondRegion: false } });
    const { backup, dataEncryption, identity } = database.one(types.server).inputs;
    assert.deepEqual(backup, { backupRetentionDays: 35, geoRedundantBackup: "Disabled" });
    assert.deepEqual(dataEncryption, {
      type: "AzureKeyVault",
      primaryKeyURI: "https://vault/keys/database-key",
      primaryUserAssignedIdentityId: "database-key-identity-id",
    });
    assert.deepEqual(identity, { type: "UserAssigned", userAssignedIdentities: { "database-key-identity-id": {} } });
    assert.deepEqual(
      database.registrations.map(({ name }) => name).filter((name) => /-2\b/.test(name)),
      [],
    );
    assert.equal(database.result.secondRegionBackups, undefined);
  });

  it("without room to grow let Azure grow nothing", async () => {
    const server = await inputsOf({ storage: { initialGiB: 256, maximumGiB: 256 } });
    assert.deepEqual(server.storage, { storageSizeGB: 256, autoGrow: "Disabled", type: "Premium_LRS" });
  });

  const families: readonly [string, string][] = [
    ["Standard_B2ms", "Burstable"],
    ["Standard_D4s_v3", "GeneralPurpose"],
    ["Standard_D8ads_v5", "GeneralPurpose"],
    ["Standard_E4ds_v4", "MemoryOptimized"],
  ];
  for (const [tier, family] of families)
    it(`take ${tier} for ${family}`, async () => {
      const server = await inputsOf({ tier, highAvailability: false });
      assert.deepEqual(server.sku, { name: tier, tier: family });
    });

  it("open the window on its day, counted from Sunday", async () => {
    const window = { customWindow: "Enabled", startHour: 22, startMinute: 45 };
    for (const [index, day] of weekdays.entries()) {
      const server = await inputsOf({ maintenance: { day, start: "22:45" } });
      assert.deepEqual(server.maintenanceWindow, { ...window, dayOfWeek: (index + 1) % 7 }, day);
    }
  });

  it("keep backups for as long as they say", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 35 }), async (retentionDays) => {
        const server = await inputsOf({ backups: { ...settings().backups, retentionDays } });
        assert.deepEqual(server.backup, { backupRetentionDays: retentionDays, geoRedundantBackup: "Enabled" });
      }),
      { numRuns: 5 },
    ));

  it("with a restored server name it and change nothing else", async () => {
    const [usual, restored] = [await inputsOf(), await inputsOf({ restored: "production-restored" })];
    assert.deepEqual(restored, { ...usual, serverName: "production-restored" });
  });
});
