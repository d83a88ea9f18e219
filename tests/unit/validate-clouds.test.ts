import assert from "node:assert/strict";
import { clouds, type DatabaseQuestion, questionsOf } from "../../operations/validate/database/answers";
import { ask } from "../../operations/validate/database/ask";
import { connecting, factsOf, flexible, rds, type Read, verified } from "../support/validate";

const question: DatabaseQuestion = {
  cloud: "aws",
  database: "production-database",
  command: ["aws", "rds", "describe-db-instances"],
};

describe("validate: the clouds' command lines", () => {
  const proxy = connecting(
    {},
    {
      image: "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.25.3",
      args: ["--private-ip", "--port=5432", "acme-prod:europe-west4:production-database"],
    },
  );
  const cases: readonly (readonly [string, Read, string])[] = [
    [
      "RDS by the address of the instance",
      verified(rds),
      "aws rds describe-db-instances --db-instance-identifier production-database --region eu-west-1 --output json",
    ],
    [
      "Cloud SQL by the proxy's argument",
      proxy,
      "gcloud sql instances describe production-database --project acme-prod --format json",
    ],
    [
      "Flexible Server by its name",
      verified(flexible),
      `az postgres flexible-server list --query [?fullyQualifiedDomainName=='${flexible}'] --output json`,
    ],
  ];
  for (const [rule, read, command] of cases) {
    it(`ask ${rule}`, () =>
      assert.deepEqual(
        questionsOf(factsOf(read)).map((each) => each.command.join(" ")),
        [command],
      ));
  }
  it("ask nobody about an address", () => assert.deepEqual(questionsOf(factsOf(verified("10.0.0.1"))), []));

  it("name a project of a domain in full", () => {
    const read = connecting({}, { image: "cloud-sql-proxy", args: ["example.com:acme:europe-west4:db"] });
    assert.deepEqual(
      questionsOf(factsOf(read)).map(({ command }) => command[6]),
      ["example.com:acme"],
    );
  });

  const awsAnswer = (more: object): object => ({
    DBInstances: [
      {
        DBInstanceIdentifier: "production-database",
        MultiAZ: true,
        BackupRetentionPeriod: 35,
        DeletionProtection: true,
        PubliclyAccessible: false,
        DBInstanceAutomatedBackupsReplications: [
          { DBInstanceAutomatedBackupsArn: "arn:aws:rds:eu-central-1:123456789012:auto-backup:ab-x" },
        ],
        ...more,
      },
    ],
  });
  const gcpAnswer = (settings: object, more: object = {}): object => ({
    name: "production-database",
    region: "europe-west4",
    settings: {
      availabilityType: "REGIONAL",
      deletionProtectionEnabled: true,
      ipConfiguration: { ipv4Enabled: false },
      backupConfiguration: {
        enabled: true,
        pointInTimeRecoveryEnabled: true,
        transactionLogRetentionDays: 35,
        location: "europe-west1",
      },
      ...settings,
    },
    ...more,
  });
  const azureAnswer = (more: object): object => ({
    name: "production-database",
    highAvailability: { mode: "ZoneRedundant", state: "Healthy", standbyAvailabilityZone: "2" },
    backup: { backupRetentionDays: 35, geoRedundantBackup: "Enabled" },
    network: { publicNetworkAccess: "Disabled" },
    ...more,
  });
  const kept = {
    highAvailability: true,
    retentionDays: 35,
    secondRegion: true,
    deletionProtection: true,
    publicAddress: false,
  };
  const answers: readonly (readonly [string, keyof typeof clouds, unknown, object])[] = [
    ["RDS that keeps all", "aws", awsAnswer({}), kept],
    ["RDS in one zone", "aws", awsAnswer({ MultiAZ: false }), { ...kept, highAvailability: false }],
    [
      "RDS without copies",
      "aws",
      awsAnswer({ DBInstanceAutomatedBackupsReplications: undefined }),
      { ...kept, secondRegion: false },
    ],
    ["RDS that is public", "aws", awsAnswer({ PubliclyAccessible: true }), { ...kept, publicAddress: true }],
    ["Cloud SQL that keeps all", "gcp", gcpAnswer({}), kept],
    ["Cloud SQL in one zone", "gcp", gcpAnswer({ availabilityType: "ZONAL" }), { ...kept, highAvailability: false }],
    [
      "Cloud SQL without points in time",
      "gcp",
      gcpAnswer({ backupConfiguration: { enabled: true, location: "europe-west1" } }),
      { ...kept, retentionDays: 0 },
    ],
    [
      "Cloud SQL with its backups at home",
      "gcp",
      gcpAnswer({
        backupConfiguration: {
          enabled: true,
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: 35,
          location: "europe-west4",
        },
      }),
      { ...kept, secondRegion: false },
    ],
    [
      "Cloud SQL without backups",
      "gcp",
      gcpAnswer({ backupConfiguration: undefined }),
      { ...kept, retentionDays: 0, secondRegion: false },
    ],
    [
      "Cloud SQL with a public address",
      "gcp",
      gcpAnswer({ ipConfiguration: { ipv4Enabled: true } }),
      { ...kept, publicAddress: true },
    ],
    ["Flexible Server that keeps all", "azure", [azureAnswer({})], { ...kept, deletionProtection: undefined }],
    ["Flexible Server as `show` prints it", "azure", azureAnswer({}), { ...kept, deletionProtection: undefined }],
    [
      "Flexible Server without a standby",
      "azure",
      [azureAnswer({ highAvailability: { mode: "Disabled" } })],
      { ...kept, deletionProtection: undefined, highAvailability: false },
    ],
    [
      "Flexible Server without copies",
      "azure",
      [azureAnswer({ backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" } })],
      { ...kept, deletionProtection: undefined, retentionDays: 7, secondRegion: false },
    ],
  ];
  for (const [rule, cloud, answer, state] of answers) {
    it(`tell of ${rule}`, () => assert.deepEqual(clouds[cloud].parse(answer), state));
  }
  for (const [cloud, answer] of [
    ["aws", { DBInstances: [] }],
    ["gcp", {}],
    ["azure", []],
  ] as const) {
    it(`do not take an answer of ${cloud} without the database for one`, () =>
      assert.throws(() => clouds[cloud].parse(answer)));
  }

  const asked = async (command: DatabaseQuestion["command"]): Promise<object> =>
    (await ask({ ...question, command })).answer;
  const says = (text: string): DatabaseQuestion["command"] => [process.execPath, "-e", text];
  it("are asked for real, and their answer is read", async () => {
    const text = `console.log(${JSON.stringify(JSON.stringify(awsAnswer({})))})`;
    assert.deepEqual(await asked(says(text)), { state: kept });
  });
  it("are named when they are not installed", async () =>
    assert.deepEqual(await asked(["no-such-program"]), { why: "needs `no-such-program`, which is not installed" }));
  it("say why they cannot answer", async () => {
    const answer = await asked(says('console.error("\\nUnable to locate credentials\\nmore"); process.exit(255)'));
    assert.match(JSON.stringify(answer), /signed in and with the right to ask: Unable to locate credentials"/);
  });
  it("are not believed when the answer has another form", async () =>
    assert.match(JSON.stringify(await asked(says('console.log("{}")'))), /unknown form/));
});
