import * as assert from "node:assert/strict";
import type { CloudDatabase } from "../../../../components/managed-database/contract";
import { valueOf, type Recording, type Section } from "../../../support/record";
import { isSection } from "../../../../stacks/settings/paths";
import { backupRegion, build, creation, project, region, types } from "./gke-support";

const flags = [
  ["cloudsql.enable_pgaudit", "on"],
  ["cloudsql.iam_authentication", "on"],
  ["idle_in_transaction_session_timeout", "600000"],
  ["log_checkpoints", "on"],
  ["log_connections", "on"],
  ["log_disconnections", "on"],
  ["log_lock_waits", "on"],
  ["log_min_duration_statement", "1000"],
  ["log_temp_files", "10240"],
  ["max_connections", "500"],
  ["password_encryption", "scram-sha-256"],
  ["pgaudit.log", "ddl,role"],
].map(([name, value]) => ({ name, value }));

const shared = {
  edition: "ENTERPRISE_PLUS",
  tier: "db-perf-optimized-N-2",
  diskType: "PD_SSD",
  diskSize: 100,
  diskAutoresize: true,
  diskAutoresizeLimit: 1000,
  dataCacheConfig: { dataCacheEnabled: false },
  deletionProtectionEnabled: true,
  databaseFlags: flags,
  ipConfiguration: {
    ipv4Enabled: false,
    privateNetwork: "projects/shop-1234/global/networks/production",
    sslMode: "ENCRYPTED_ONLY",
  },
  connectorEnforcement: "REQUIRED",
  dataApiAccess: "DISALLOW_DATA_API",
  insightsConfig: {
    queryInsightsEnabled: true,
    queryPlansPerMinute: 5,
    queryStringLength: 1024,
    recordApplicationTags: true,
    recordClientAddress: true,
  },
};

const settingsOf = (built: Recording<unknown>, name = "database-instance"): Section => {
  const { settings } = built.one(types.instance, name).inputs;
  assert.ok(isSection(settings));
  return settings;
};

describe("a database on Google Cloud", () => {
  let built: Recording<CloudDatabase<"gke">>;
  before(async () => {
    built = await build();
  });

  it("is a regional server of Enterprise Plus with 35 days of logs, backed up in the second region", () => {
    assert.deepEqual(built.one(types.instance, "database-instance").inputs, {
      project,
      region,
      databaseVersion: "POSTGRES_17",
      encryptionKeyName: "database-key-id",
      deletionProtection: true,
      includeReplicasForMajorVersionUpgrade: true,
      settings: {
        ...shared,
        availabilityType: "REGIONAL",
        locationPreference: { zone: "europe-west1-b", secondaryZone: "europe-west1-c" },
        backupConfiguration: {
          enabled: true,
          startTime: "01:00",
          location: backupRegion,
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: 35,
          backupRetentionSettings: { retainedBackups: 36, retentionUnit: "COUNT" },
        },
        retainBackupsOnDelete: true,
        finalBackupConfig: { enabled: true, retentionDays: 90 },
        maintenanceWindow: { day: 7, hour: 3, updateTrack: "stable" },
        passwordValidationPolicy: {
          enablePasswordPolicy: true,
          minLength: 20,
          complexity: "COMPLEXITY_DEFAULT",
          disallowUsernameSubstring: true,
        },
      },
    });
  });

  it("has a replica in the second region with a key of that region, and as much of everything", () => {
    assert.deepEqual(built.one(types.instance, "database-replica").inputs, {
      project,
      region: backupRegion,
      databaseVersion: "POSTGRES_17",
      instanceType: "READ_REPLICA_INSTANCE",
      masterInstanceName: "database-instance-name",
      encryptionKeyName: "database-backup-key-id",
      deletionProtection: true,
      settings: { ...shared, availabilityType: "ZONAL" },
    });
  });

  it("has a key in each region, which rotates and can be restored for 120 days", () => {
    assert.deepEqual(
      built.all(types.ring).map(({ name, inputs }) => [name, inputs]),
      [
        ["database-key-ring", { project, location: region }],
        ["database-backup-key-ring", { project, location: backupRegion }],
      ],
    );
    assert.deepEqual(
      built.all(types.key).map(({ name, inputs }) => [name, inputs]),
      ["database-key", "database-backup-key"].map((name) => [
        name,
        {
          keyRing: `${name}-ring-id`,
          purpose: "ENCRYPT_DECRYPT",
          rotationPeriod: "7776000s",
          destroyScheduledDuration: "10368000s",
        },
      ]),
    );
  });

  it("lets Cloud SQL use the keys, and nobody else", () => {
    assert.deepEqual(built.one(types.agent).inputs, { project, service: "sqladmin.googleapis.com" });
    assert.deepEqual(
      built.all(types.keyMember).map(({ inputs }) => inputs),
      ["database-key-id", "database-backup-key-id"].map((cryptoKeyId) => ({
        cryptoKeyId,
        role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member: "serviceAccount:database-cloudsql@mock.iam.gserviceaccount.com",
      })),
    );
  });

  it("switches the APIs on that it uses, and leaves them on", () => {
    assert.deepEqual(
      built.all(types.service).map(({ name, inputs }) => [name, inputs]),
      ["cloudkms", "cloudresourcemanager", "logging", "monitoring", "servicenetworking", "sqladmin"].map((api) => [
        `database-service-${api}`,
        { project, service: `${api}.googleapis.com`, disableOnDestroy: false },
      ]),
    );
  });

  it("is made of resources of the cluster's provider alone", () => {
    const others = built.registrations.filter(
      ({ type, provider }) => type.startsWith("gcp:") && !provider?.includes("pulumi:providers:gcp::cloud::"),
    );
    assert.deepEqual(others, []);
  });

  it("holds no wildcard in any right", () => {
    const rights = built.registrations.filter(({ inputs }) => "role" in inputs);
    assert.equal(rights.length, 2);
    assert.doesNotMatch(JSON.stringify(rights.map(({ inputs }) => inputs)), /\*/);
  });

  it("holds no password", () => {
    const keys = built.registrations.flatMap(({ inputs }) => Object.keys(inputs));
    assert.deepEqual(
      keys.filter((key) => /password/i.test(key)),
      [],
    );
  });

  it("is handed over with what logins and policies need", async () => {
    const { result } = built;
    assert.deepEqual([result.kind, result.port, result.range], ["gke", 5432, "10.0.0.0/16"]);
    assert.equal(await valueOf(result.host), "10.0.128.3");
    assert.equal(await valueOf(result.instanceName), "database-instance-name");
    assert.equal(await valueOf(result.instanceId), "projects/shop-1234/instances/database-instance-name");
    assert.equal(result.facts.project, project);
    assert.equal(await valueOf(result.facts.instanceName), "database-instance-name");
    assert.equal(await valueOf(result.facts.connectionName), "shop-1234:europe-west1:database-instance-name");
    assert.ok(result.secondRegionBackups);
    assert.equal(await valueOf(result.secondRegionBackups), "projects/shop-1234/instances/database-replica-name");
    assert.equal(result.ready.length, 1);
  });
});

describe("the settings of a database on Google Cloud", () => {
  it("give a server of Enterprise with a custom tier and 7 days", async () => {
    const built = await build({
      tier: "db-custom-2-7680",
      backups: { ...creation.backups, retentionDays: 7 },
    });
    const settings = settingsOf(built);
    const { edition, tier, availabilityType, dataCacheConfig, backupConfiguration } = settings;
    assert.deepEqual([edition, tier, availabilityType], ["ENTERPRISE", "db-custom-2-7680", "REGIONAL"]);
    assert.equal(dataCacheConfig, undefined);
    assert.ok(isSection(backupConfiguration));
    assert.equal(backupConfiguration["transactionLogRetentionDays"], 7);
    assert.deepEqual(backupConfiguration["backupRetentionSettings"], { retainedBackups: 8, retentionUnit: "COUNT" });
    assert.equal(settingsOf(built, "database-replica")["edition"], "ENTERPRISE");
  });

  it("leave out the standby", async () => {
    const { availabilityType, locationPreference } = settingsOf(await build({ highAvailability: false }));
    assert.deepEqual([availabilityType, locationPreference], ["ZONAL", { zone: "europe-west1-b" }]);
  });

  it("leave out the replica and keep the key for a restore in the second region", async () => {
    const built = await build({ replica: false });
    assert.deepEqual(
      built.all(types.instance).map(({ name }) => name),
      ["database-instance"],
    );
    assert.equal(built.all(types.key).length, 2);
    assert.equal(built.result.secondRegionBackups, undefined);
  });

  it("keep backups and keys at home without a second region", async () => {
    const built = await build({ replica: false, backups: { ...creation.backups, secondRegion: false } });
    const { backupConfiguration } = settingsOf(built);
    assert.ok(isSection(backupConfiguration));
    assert.equal(backupConfiguration["location"], region);
    assert.deepEqual(
      built.all(types.key).map(({ name }) => name),
      ["database-key"],
    );
  });

  it("lay parameters over those of the package, on server and replica alike", async () => {
    const built = await build({ parameters: { log_min_duration_statement: "250", work_mem: "65536" } });
    const own = [
      ...flags.map((flag) => (flag.name === "log_min_duration_statement" ? { ...flag, value: "250" } : flag)),
      { name: "work_mem", value: "65536" },
    ];
    assert.deepEqual(settingsOf(built)["databaseFlags"], own);
    assert.deepEqual(settingsOf(built, "database-replica")["databaseFlags"], own);
  });

  it("count weekdays from Monday, and hours in UTC", async () => {
    const built = await build({ maintenance: { day: "Monday", start: "22:00" } });
    assert.deepEqual(settingsOf(built)["maintenanceWindow"], { day: 1, hour: 22, updateTrack: "stable" });
  });

  for (const removal of ["retain", "delete"] as const)
    it(`take both guards of Cloud SQL off with removal ${removal}, and keep backups`, async () => {
      const built = await build({ removal });
      for (const name of ["database-instance", "database-replica"]) {
        assert.equal(built.one(types.instance, name).inputs["deletionProtection"], false);
        assert.equal(settingsOf(built, name)["deletionProtectionEnabled"], false);
      }
      const { retainBackupsOnDelete, finalBackupConfig } = settingsOf(built);
      assert.deepEqual([retainBackupsOnDelete, finalBackupConfig], [true, { enabled: true, retentionDays: 90 }]);
    });

  it("name an instance that was restored, and change nothing else", async () => {
    const [made, restored] = [await build(), await build({ restored: "database-restored" })];
    assert.deepEqual(restored.one(types.instance, "database-instance").inputs, {
      ...made.one(types.instance, "database-instance").inputs,
      name: "database-restored",
    });
  });
});
