import assert from "node:assert/strict";
import { ManagedDatabase } from "../../../../components";
import { alarms } from "../../../../components/managed-database/alarms";
import { type Cloud, clouds } from "../../../../components/shared/cloud";
import { clusterHandle } from "../../../support/handles";
import { Options } from "../../../support/options";
import { record, type Recording, type Section, valueOf } from "../../../support/record";
import * as aks from "./aks-support";
import * as eks from "./eks-support";
import * as gke from "./gke-support";

/** What a database of one cloud shows of itself. */
interface Evidence {
  readonly recording: Recording<ManagedDatabase<Cloud>>;
  readonly options: Options;
}

const administration = { namespace: "databases" };

/** The same database on each cloud, by the defaults of its stack file. */
const programs: { readonly [C in Cloud]: () => ManagedDatabase<Cloud> } = {
  gke: () =>
    new ManagedDatabase<"gke">("database", {
      cluster: clusterHandle("gke"),
      backupRegion: gke.backupRegion,
      settings: { ...gke.creation, administration },
    }),
  eks: () =>
    new ManagedDatabase<"eks">("database", {
      cluster: clusterHandle("eks"),
      backupRegion: eks.backupRegion,
      settings: { ...eks.creation, administration },
    }),
  aks: () =>
    new ManagedDatabase<"aks">("database", {
      cluster: aks.cluster(),
      backupRegion: "ukwest",
      settings: { ...aks.settings(), administration },
    }),
};
const answers = { gke: gke.answers, eks: eks.answers, aks: aks.answers };

/** How one cloud keeps a guarantee: what is looked at, and what must be seen. */
type Proof = readonly [seen: (evidence: Evidence) => unknown, expected: unknown];
type Guarantee = readonly [title: string, proofs: { readonly [C in Cloud]: Proof }];

/** A value of a registration's inputs, by a dotted path. */
const input =
  (type: string, name: string, path: string) =>
  ({ recording }: Evidence): unknown =>
    path.split(".").reduce<unknown>((value, key) => Object(value)[key], recording.one(type, name).inputs);

const sql = (path: string) => input(gke.types.instance, "database-instance", path);
const rds = (path: string) => input(eks.types.instance, "database-instance", path);
const flexible = (path: string) => input(aks.types.server, "database-server", path);

const flag = (name: string) => (evidence: Evidence) =>
  list(sql("settings.databaseFlags")(evidence)).find((each) => each["name"] === name)?.["value"];
const parameter = (name: string) => (evidence: Evidence) =>
  list(input(eks.types.parameters, "database-parameters", "parameters")(evidence)).find(
    (each) => each["name"] === name,
  )?.["value"];
const configuration = (name: string) => input(aks.types.configuration, `database-parameter-${name}`, "value");

const list = (value: unknown): readonly Section[] => (Array.isArray(value) ? value : []);

const guards =
  (...names: readonly string[]) =>
  ({ options }: Evidence): unknown =>
    names.map((name) => [options.named(name).protect, options.named(name).retainOnDelete]);
const guarded = (count: number): unknown => Array.from({ length: count }, () => [true, true]);

const ignored =
  (name: string) =>
  ({ options }: Evidence): unknown =>
    options.named(name).ignoreChanges;

const guarantees: readonly Guarantee[] = [
  [
    "a standby in another zone takes over by itself",
    {
      gke: [sql("settings.availabilityType"), "REGIONAL"],
      eks: [rds("multiAz"), true],
      aks: [flexible("highAvailability"), { mode: "ZoneRedundant", standbyAvailabilityZone: "2" }],
    },
  ],
  [
    "any point in time of 35 days can be restored",
    {
      gke: [sql("settings.backupConfiguration.transactionLogRetentionDays"), 35],
      eks: [rds("backupRetentionPeriod"), 35],
      aks: [flexible("backup.backupRetentionDays"), 35],
    },
  ],
  [
    "backups of 35 days are in the second region, too",
    {
      // A backup a day, and one from before the first point in time. The logs between them stay at home.
      gke: [
        ({ recording }) => {
          const { settings } = Object(recording.one(gke.types.instance, "database-instance").inputs);
          const { location, backupRetentionSettings } = settings.backupConfiguration;
          return [location, backupRetentionSettings.retainedBackups];
        },
        ["europe-west4", 36],
      ],
      eks: [
        ({ recording }) => {
          const { region, retentionPeriod } = recording.one(eks.types.replication).inputs;
          return [region, retentionPeriod];
        },
        ["eu-central-1", 35],
      ],
      // Azure keeps the copies for as long as the backups.
      aks: [flexible("backup.geoRedundantBackup"), "Enabled"],
    },
  ],
  [
    "a customer key encrypts the data",
    {
      gke: [sql("encryptionKeyName"), "database-key-id"],
      eks: [rds("kmsKeyId"), "arn:aws:mock:::database-storage-key"],
      aks: [flexible("dataEncryption.primaryKeyURI"), "https://vault/keys/database-key"],
    },
  ],
  [
    "another customer key, of the second region, encrypts what is there",
    {
      gke: [input(gke.types.instance, "database-replica", "encryptionKeyName"), "database-backup-key-id"],
      eks: [input(eks.types.replication, "database-backups", "kmsKeyId"), "arn:aws:mock:::database-backups-key"],
      aks: [flexible("dataEncryption.geoBackupKeyURI"), "https://vault/keys/database-key-2"],
    },
  ],
  [
    "keys rotate by themselves",
    {
      gke: [input(gke.types.key, "database-key", "rotationPeriod"), "7776000s"],
      eks: [input(eks.types.key, "database-storage-key", "enableKeyRotation"), true],
      aks: [
        input(aks.types.key, "database-key", "properties.rotationPolicy.lifetimeActions"),
        [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P1Y" } }],
      ],
    },
  ],
  [
    "a destroyed key can be taken back for as long as the cloud allows",
    {
      gke: [input(gke.types.key, "database-key", "destroyScheduledDuration"), "10368000s"],
      eks: [input(eks.types.key, "database-storage-key", "deletionWindowInDays"), 30],
      aks: [input(aks.types.vault, "database-vault", "properties.softDeleteRetentionInDays"), 90],
    },
  ],
  [
    "the cloud refuses to delete the server",
    {
      gke: [sql("settings.deletionProtectionEnabled"), true],
      eks: [rds("deletionProtection"), true],
      aks: [input(aks.types.lock, "database-server-lock", "level"), "CanNotDelete"],
    },
  ],
  [
    "the engine refuses to delete the server and its keys, and leaves them where a restored one takes their place",
    {
      gke: [guards("database-instance", "database-key", "database-backup-key"), guarded(3)],
      eks: [guards("database-instance", "database-storage-key", "database-backups-key"), guarded(3)],
      aks: [guards("database-server", "database-key", "database-key-2"), guarded(3)],
    },
  ],
  [
    "backups outlive the server",
    {
      gke: [sql("settings.retainBackupsOnDelete"), true],
      eks: [rds("deleteAutomatedBackups"), false],
      // Azure itself keeps them, for five days; what holds longer is that nobody deletes the server.
      aks: [({ recording }) => recording.all(aks.types.lock).length, 3],
    },
  ],
  [
    "a last backup is taken when the server is deleted, where the cloud does so",
    {
      gke: [sql("settings.finalBackupConfig"), { enabled: true, retentionDays: 90 }],
      eks: [({ recording }) => recording.one(eks.types.instance).inputs["skipFinalSnapshot"], false],
      // Azure has none.
      aks: [({ recording }) => Object.keys(recording.one(aks.types.server).inputs).filter(isFinal), []],
    },
  ],
  [
    "the server has no public address",
    {
      gke: [sql("settings.ipConfiguration.ipv4Enabled"), false],
      eks: [rds("publiclyAccessible"), false],
      aks: [flexible("network.publicNetworkAccess"), "Disabled"],
    },
  ],
  [
    "the server speaks TLS and nothing else",
    {
      gke: [sql("settings.ipConfiguration.sslMode"), "ENCRYPTED_ONLY"],
      eks: [parameter("rds.force_ssl"), "1"],
      aks: [configuration("require_secure_transport"), "on"],
    },
  ],
  [
    "identities of the cloud log in",
    {
      gke: [flag("cloudsql.iam_authentication"), "on"],
      eks: [rds("iamDatabaseAuthenticationEnabled"), true],
      aks: [flexible("authConfig.activeDirectoryAuth"), "Enabled"],
    },
  ],
  [
    "there is no password, or one that the cloud makes, rotates and encrypts under a customer key",
    {
      // Only connectors get in, each with the identity of a user that has no password.
      gke: [
        ({ recording }) => [
          ...new Set(recording.all(gke.types.user).map(({ inputs }) => [inputs["type"], inputs["password"]])),
        ],
        [["CLOUD_IAM_SERVICE_ACCOUNT", undefined]],
      ],
      eks: [
        ({ recording }) => {
          const { manageMasterUserPassword, masterUserSecretKmsKeyId, password } = recording.one(
            eks.types.instance,
          ).inputs;
          return [manageMasterUserPassword, masterUserSecretKmsKeyId, password];
        },
        [true, "arn:aws:mock:::database-secret-key", undefined],
      ],
      aks: [flexible("authConfig.passwordAuth"), "Disabled"],
    },
  ],
  [
    "changes of roles and definitions are audited",
    {
      gke: [flag("pgaudit.log"), "ddl,role"],
      eks: [parameter("pgaudit.log"), "ddl,role"],
      aks: [configuration("pgaudit.log"), "ddl,role"],
    },
  ],
  [
    "statements of a second or more are logged",
    {
      gke: [flag("log_min_duration_statement"), "1000"],
      eks: [parameter("log_min_duration_statement"), "1000"],
      aks: [configuration("log_min_duration_statement"), "1000"],
    },
  ],
  [
    "a transaction that does nothing ends after ten minutes",
    {
      gke: [flag("idle_in_transaction_session_timeout"), "600000"],
      eks: [parameter("idle_in_transaction_session_timeout"), "600000"],
      aks: [configuration("idle_in_transaction_session_timeout"), "600000"],
    },
  ],
  [
    "the log leaves the server",
    {
      // Cloud SQL writes to Cloud Logging by itself; the API is on.
      gke: [input(gke.types.service, "database-service-logging", "service"), "logging.googleapis.com"],
      eks: [rds("enabledCloudwatchLogsExports"), ["postgresql", "upgrade", "iam-db-auth-error"]],
      aks: [
        input("azure-native:monitor:DiagnosticSetting", "database-server-logs", "logs"),
        [{ category: "PostgreSQLLogs", enabled: true }],
      ],
    },
  ],
  [
    "storage grows by itself",
    {
      gke: [sql("settings.diskAutoresizeLimit"), 1000],
      eks: [rds("maxAllocatedStorage"), 1000],
      aks: [flexible("storage.autoGrow"), "Enabled"],
    },
  ],
  [
    "minor versions come in a weekly window, on Sunday at 03:00",
    {
      gke: [sql("settings.maintenanceWindow"), { day: 7, hour: 3, updateTrack: "stable" }],
      eks: [rds("maintenanceWindow"), "sun:03:00-sun:04:00"],
      aks: [flexible("maintenanceWindow"), { customWindow: "Enabled", dayOfWeek: 0, startHour: 3, startMinute: 0 }],
    },
  ],
  [
    "the major version is the one of the settings, whatever minor the cloud applies",
    {
      gke: [sql("databaseVersion"), "POSTGRES_17"],
      eks: [rds("engineVersion"), "17"],
      aks: [flexible("version"), "17"],
    },
  ],
  [
    "what a failover or growth changes is no difference",
    {
      gke: [
        ({ options }) => options.named("database-instance").ignoreChanges?.slice(0, 2),
        ["settings.diskSize", "settings.locationPreference"],
      ],
      // The zone is no input of an instance with a standby.
      eks: [ignored("database-instance"), ["allocatedStorage"]],
      aks: [
        ({ options }) => options.named("database-server").ignoreChanges?.slice(0, 3),
        ["availabilityZone", "highAvailability.standbyAvailabilityZone", "storage.storageSizeGB"],
      ],
    },
  ],
  [
    "somebody hears of alarms",
    {
      gke: [({ recording }) => recording.all(gke.types.channel).length, 1],
      eks: [({ recording }) => recording.all(eks.types.subscription).length, 1],
      aks: [({ recording }) => list(recording.one(aks.types.action).inputs["emailReceivers"]).length, 1],
    },
  ],
];

const isFinal = (name: string): boolean => /final/i.test(name);

/** What says of an alarm where its runbook is. */
const description: { readonly [C in Cloud]: (inputs: Section) => unknown } = {
  gke: (inputs) => Object(inputs["documentation"]).content,
  eks: (inputs) => inputs["alarmDescription"] ?? inputs["description"],
  aks: (inputs) => inputs["description"],
};

for (const cloud of clouds) {
  describe(`the guarantees of a managed database on ${cloud}`, () => {
    let evidence: Evidence;
    before(async () => {
      const options = await Options.of(programs[cloud], answers[cloud]);
      evidence = { options, recording: await record(programs[cloud], answers[cloud]) };
    });

    for (const [title, proofs] of guarantees)
      it(title, () => {
        const [seen, expected] = proofs[cloud];
        assert.deepEqual(seen(evidence), expected);
      });

    for (const row of Object.keys(alarms))
      it(`the alarm ${row} exists and points to its runbook`, () => {
        const rows = evidence.recording.registrations.filter(
          ({ name, inputs }) => name.startsWith(`database-alarm-${row}`) && description[cloud](inputs) !== undefined,
        );
        assert.notEqual(rows.length, 0);
        for (const { inputs } of rows)
          assert.match(String(description[cloud](inputs)), new RegExp(`alarms\\.md#${row}$`));
      });

    it("the outputs are the same as on every cloud", async () => {
      const { server, host, instanceName, instanceId, secondRegionBackups, alarmTarget } = evidence.recording.result;
      assert.deepEqual([server.kind, server.port, server.administration.namespace], [cloud, 5432, "databases"]);
      for (const output of [host, instanceName, instanceId, secondRegionBackups, alarmTarget])
        assert.equal(typeof (await valueOf(output)), "string");
    });

    it("nobody is given an action by a wildcard", () => {
      const policies = evidence.recording.registrations.flatMap(({ inputs }) =>
        ["policy", "assumeRolePolicy"].flatMap((key) => (typeof inputs[key] === "string" ? [inputs[key]] : [])),
      );
      const actions = policies
        .flatMap((policy) => list(JSON.parse(policy).Statement))
        .flatMap((each) => each["Action"]);
      assert.deepEqual(
        actions.filter((action) => String(action).includes("*")),
        [],
      );
    });

    it("no input holds a password", () => {
      const text = JSON.stringify(evidence.recording.registrations.map(({ inputs }) => inputs));
      assert.doesNotMatch(text, /"(password|rootPassword|administratorLoginPassword|passwordWo)":/);
    });
  });
}
