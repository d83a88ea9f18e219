import type { BadStackFile } from "./bad-stack-file";
import { gke } from "./good";
import type { StackFile } from "./stack-file";

/** The shortest file with a database. */
export const gkeWithDatabase: StackFile = {
  ...gke,
  namespaces: { applications: {}, databases: {} },
  database: { mode: "create", alarms: { emails: ["oncall@example.org"] } },
};

export const adoptedGkeDatabase: StackFile = {
  ...gkeWithDatabase,
  database: { mode: "adopt", host: "10.20.128.3", instanceName: "shop-db" },
};

const good = gkeWithDatabase;

export const badGkeDatabaseFiles: readonly BadStackFile[] = [
  {
    title: "36 days of retention",
    good,
    changes: { "database.backups.retentionDays": 36 },
    faults: [["database.backups.retentionDays", "36 is not allowed", "7 to 35"]],
  },
  {
    title: "a custom tier, of Enterprise, with the 35 days of Enterprise Plus",
    good,
    changes: { "database.tier": "db-custom-2-7680" },
    faults: [
      [
        "database.backups.retentionDays",
        "35 is more than Enterprise keeps, the edition of db-custom-2-7680",
        "7 on Enterprise",
        "db-perf-optimized-N-2",
      ],
    ],
  },
  {
    title: "a machine with shared cores and a standby",
    good,
    changes: { "database.tier": "db-f1-micro", "database.backups.retentionDays": 7 },
    faults: [["database.tier", "shares its cores", "cores of its own", "highAvailability"]],
  },
  {
    title: "a predefined machine that is not sold",
    good,
    changes: { "database.tier": "db-perf-optimized-N-6" },
    faults: [["database.tier", '"db-perf-optimized-N-6" is not allowed', "2, 4, 8, 16"]],
  },
  {
    title: "a custom machine with an odd number of CPUs",
    good,
    changes: { "database.tier": "db-custom-3-11520", "database.backups.retentionDays": 7 },
    faults: [["database.tier", '"db-custom-3-11520" is not allowed', "1 or an even number"]],
  },
  {
    title: "a machine of AWS",
    good,
    changes: { "database.tier": "db.m7g.large" },
    faults: [["database.tier", '"db.m7g.large" is not allowed', "gcloud sql tiers list"]],
  },
  {
    title: "a region without Enterprise Plus",
    good,
    changes: {
      region: "europe-north2",
      "cluster.zones": ["europe-north2-a", "europe-north2-b", "europe-north2-c"],
    },
    faults: [["database.tier", "needs Enterprise Plus, which europe-north2 does not offer", "europe-north1"]],
  },
  {
    title: "a replica in a region without Enterprise Plus",
    good,
    changes: { backupRegion: "europe-north2" },
    faults: [["database.tier", "needs Enterprise Plus, which europe-north2 does not offer", "set replica to false"]],
  },
  {
    title: "a replica in the second region, and no second region",
    good,
    changes: { "database.backups.secondRegion": false },
    faults: [["database.replica", "true stands in the backup region", "backups.secondRegion to true"]],
  },
  {
    title: "more storage to start with than at most",
    good,
    changes: { "database.storage": { initialGiB: 200, maximumGiB: 100 } },
    faults: [["database.storage.maximumGiB", "100 is not allowed", "200 or more"]],
  },
  {
    title: "less storage than Cloud SQL sells",
    good,
    changes: { "database.storage.initialGiB": 5 },
    faults: [["database.storage.initialGiB", "5 is not allowed", "10 to 65536"]],
  },
  {
    title: "maintenance off the hour",
    good,
    changes: { "database.maintenance.start": "03:30" },
    faults: [["database.maintenance.start", '"03:30" is not allowed', "a full hour"]],
  },
  {
    title: "a backup at 25:00",
    good,
    changes: { "database.backups.start": "25:00" },
    faults: [["database.backups.start", '"25:00" is not allowed', "HH:MM"]],
  },
  {
    title: "a version that Cloud SQL no longer makes",
    good,
    changes: { "database.version": "14" },
    faults: [["database.version", '"14" is not allowed', "15, 16, 17, 18"]],
  },
  {
    title: "alarms that reach nobody",
    good,
    changes: { "database.alarms": {} },
    faults: [["database.alarms", "reach nobody", "name somebody"]],
  },
  {
    title: "a webhook without TLS",
    good,
    changes: { "database.alarms.webhooks": ["http://pager.example.org"] },
    faults: [["database.alarms.webhooks[0]", '"http://pager.example.org" is not allowed', "https"]],
  },
  {
    title: "a topic of AWS for the alarms",
    good,
    changes: { "database.alarms.existing": "arn:aws:sns:eu-west-1:111122223333:alarms" },
    faults: [["database.alarms.existing", "is not allowed", "projects/PROJECT/notificationChannels/ID"]],
  },
  {
    title: "parameters that weaken authentication and logging",
    good,
    changes: {
      "database.parameters": {
        "cloudsql.iam_authentication": "off",
        "pgaudit.log": "none",
        log_min_duration_statement: -1,
        password_encryption: "md5",
      },
    },
    faults: [
      ['database.parameters["cloudsql.iam_authentication"]', '"off" is not allowed', "log in with their identity"],
      ['database.parameters["pgaudit.log"]', '"none" is not allowed', "ddl and role"],
      ["database.parameters.log_min_duration_statement", '"-1" is not allowed', "0 to 60000"],
      ["database.parameters.password_encryption", '"md5" is not allowed', "scram-sha-256"],
    ],
  },
  {
    title: "logical decoding beside the replica",
    good,
    changes: { "database.parameters": { "cloudsql.logical_decoding": "on" } },
    faults: [['database.parameters["cloudsql.logical_decoding"]', "cannot stand beside a replica", "replica to false"]],
  },
  {
    title: "a restored instance by its path",
    good,
    changes: { "database.restored": "projects/example-project/instances/restored" },
    faults: [["database.restored", "is not allowed", "the name of the instance"]],
  },
  {
    title: "Jobs in a namespace that is not there",
    good,
    changes: { "database.administration": { namespace: "elsewhere" } },
    faults: [["database.administration.namespace", '"elsewhere" is not among the namespaces', "add `elsewhere: {}`"]],
  },
  {
    title: "an unknown way to remove it",
    good,
    changes: { "database.removal": "never" },
    faults: [["database.removal", '"never" is not allowed', "protect, retain, delete"]],
  },
  {
    title: "storage throughput, which is a setting of AWS",
    good,
    changes: { "database.iops": 12_000 },
    faults: [["database.iops"]],
  },
  {
    title: "an adopted server without its name",
    good: adoptedGkeDatabase,
    changes: { "database.instanceName": undefined },
    faults: [["database.instanceName", "is missing", "up to 98 lower-case letters"]],
  },
  {
    title: "an adopted server by its connection name",
    good: adoptedGkeDatabase,
    changes: { "database.instanceName": "example-project:europe-west1:shop-db" },
    faults: [["database.instanceName", "is not allowed", "up to 98 lower-case letters"]],
  },
  {
    title: "an adopted server with settings of one to create",
    good: adoptedGkeDatabase,
    changes: { "database.tier": "db-perf-optimized-N-2" },
    faults: [["database.tier"]],
  },
];
