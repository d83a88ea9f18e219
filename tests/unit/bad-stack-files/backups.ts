import type { BadStackFile } from "./bad-stack-file";
import { aks, eks, gke } from "./good";
import type { StackFile } from "./stack-file";

const namespaces = {
  applications: {},
  velero: {
    level: "baseline",
    exemption: { owner: "platform", reason: "Data movers run as root.", expires: "2099-06-30" },
  },
};

/** The shortest files with backups and without a database, whose alarms need a target of their own. */
export const gkeWithBackups: StackFile = {
  ...gke,
  namespaces,
  backups: { alarms: { existing: "projects/example-project/notificationChannels/4711" } },
};

export const eksWithBackups: StackFile = {
  ...eks,
  namespaces,
  backups: { alarms: { existing: "arn:aws:sns:eu-west-1:111122223333:alarms" } },
};

export const aksWithBackups: StackFile = {
  ...aks,
  namespaces,
  backups: {
    alarms: {
      existing:
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Insights/actionGroups/oncall",
    },
  },
};

const daily = { cron: "0 2 * * *", keepDays: 30 };
const keyArn = "arn:aws:kms:eu-west-2:111122223333:key/mrk-0a1b2c3d";

/** What is wrong with the section `backups`. */
export const badBackupFiles: readonly BadStackFile[] = [
  {
    title: "a schedule in words",
    good: eksWithBackups,
    changes: { "backups.schedules": { daily, hourly: { cron: "@hourly", keepDays: 14 } } },
    faults: [["backups.schedules.hourly.cron", '"@hourly" is not allowed', "five fields of cron", "as fields"]],
  },
  {
    title: "a schedule with seconds",
    good: gkeWithBackups,
    changes: { "backups.schedules": { daily, weekly: { cron: "0 0 3 * * 0", keepDays: 90 } } },
    faults: [["backups.schedules.weekly.cron", '"0 0 3 * * 0" is not allowed', "leave seconds out"]],
  },
  {
    title: "two schedules at one time",
    good: eksWithBackups,
    changes: { "backups.schedules": { daily, weekly: { cron: "10 2 * * 0", keepDays: 90 } } },
    faults: [
      ["backups.schedules.weekly.cron", "starts within 30 minutes of daily", "Velero makes one backup at a time"],
    ],
  },
  {
    title: "a schedule that does not say for how long",
    good: eksWithBackups,
    changes: { "backups.schedules": { daily: { cron: "0 2 * * *", keep: 30 } } },
    faults: [
      ["backups.schedules.daily.keepDays", "is missing", "1 to 3650"],
      ["backups.schedules.daily.keep", "is not a setting", "did you mean keepDays?"],
    ],
  },
  {
    title: "a schedule's name that Kubernetes refuses",
    good: eksWithBackups,
    changes: { "backups.schedules": { Every_Day: daily } },
    faults: [["backups.schedules.Every_Day", '"Every_Day" is not a valid name', "rename it"]],
  },
  {
    title: "no schedule",
    good: eksWithBackups,
    changes: { "backups.schedules": {}, "backups.rpoHours": 24 },
    faults: [["backups.schedules", "is not allowed", "one schedule or more"]],
  },
  {
    title: "less to lose than a day, and a backup every day",
    good: aksWithBackups,
    changes: { "backups.rpoHours": 6 },
    faults: [["backups.rpoHours", "6 is kept by no schedule", "run more often, or raise rpoHours"]],
  },
  {
    title: "a lock that outlasts the backups",
    good: eksWithBackups,
    changes: { "backups.store": { lockDays: 60, keepDeletedDays: 60 } },
    faults: [["backups.store.lockDays", "60 is longer than a backup is kept", "0 to 30, the shortest keepDays"]],
  },
  {
    title: "a lock that Cloud Storage does not have",
    good: gkeWithBackups,
    changes: { "backups.store.lockDays": 3 },
    faults: [["backups.store.lockDays", "3 is not allowed", "0, or 7 to 90"]],
  },
  {
    title: "deleted backups for two years on Azure",
    good: aksWithBackups,
    changes: { "backups.store.keepDeletedDays": 730 },
    faults: [["backups.store.keepDeletedDays", "730 is not allowed", "1 to 365"]],
  },
  {
    title: "snapshots, which stay, and a second region",
    good: eksWithBackups,
    changes: { "backups.volumes": "snapshot" },
    faults: [["backups.volumes", '"snapshot" stays in the home region', "move or leave"]],
  },
  {
    title: "a way to treat volumes that does not exist",
    good: eksWithBackups,
    changes: { "backups.volumes": "copy" },
    faults: [["backups.volumes", '"copy" is not allowed', "move, snapshot, leave"]],
  },
  {
    title: "regions that share no bucket",
    good: gkeWithBackups,
    changes: { backupRegion: "us-central1" },
    faults: [["backups.secondRegion", "is not possible from europe-west1 to us-central1", "europe-west4"]],
  },
  {
    title: "the home region as the second one, once",
    good: eksWithBackups,
    changes: { backupRegion: "eu-west-1" },
    faults: [["backupRegion", "is the region of the cluster"]],
  },
  {
    title: "a second region of another partition, once",
    good: eksWithBackups,
    changes: { backupRegion: "cn-north-1" },
    faults: [["backupRegion", "is outside the partition aws"]],
  },
  {
    title: "the bucket of another cluster without its key",
    good: eksWithBackups,
    changes: { "backups.recoverFrom": { bucket: "shop-backups", region: "eu-west-2" } },
    faults: [["backups.recoverFrom.keyArn", "is missing", "arn:aws:kms:REGION:ACCOUNT:key/ID"]],
  },
  {
    title: "the bucket of another cluster with a key of another region",
    good: eksWithBackups,
    changes: { "backups.recoverFrom": { bucket: "shop-backups", region: "eu-west-1", keyArn } },
    faults: [["backups.recoverFrom.keyArn", "is not allowed", "arn:aws:kms:eu-west-1:ACCOUNT:key/ID"]],
  },
  {
    title: "the address of a bucket",
    good: gkeWithBackups,
    changes: { "backups.recoverFrom": { bucket: "gs://shop-backups" } },
    faults: [["backups.recoverFrom.bucket", '"gs://shop-backups" is not allowed', "without gs://"]],
  },
  {
    title: "a bucket on Azure",
    good: aksWithBackups,
    changes: {
      "backups.recoverFrom": { storageAccount: "shop", container: "velero", resourceGroup: "shop", bucket: "shop" },
    },
    faults: [["backups.recoverFrom.bucket", "belongs to cloud gke or eks", "remove it"]],
  },
  {
    title: "a topic of another region for the alarms",
    good: eksWithBackups,
    changes: { "backups.alarms.existing": "arn:aws:sns:eu-central-1:111122223333:alarms" },
    faults: [["backups.alarms.existing", "is not allowed", "a standard SNS topic in eu-west-1"]],
  },
  {
    title: "a rehearsal into the namespace that it tries",
    good: gkeWithBackups,
    changes: { "backups.rehearsal": { cron: "0 5 * * 1", from: "applications", into: "applications" } },
    faults: [["backups.rehearsal.into", "is the namespace whose backup is tried", "it is emptied"]],
  },
  {
    title: "Velero in a namespace that the stack does not have",
    good: eksWithBackups,
    changes: { "backups.namespace": "backups" },
    faults: [["backups.namespace", '"backups" is not among the namespaces', "at level baseline and with an exemption"]],
  },
];
