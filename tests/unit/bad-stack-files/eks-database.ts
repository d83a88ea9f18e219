import type { BadStackFile } from "./bad-stack-file";
import { eks } from "./good";
import type { StackFile } from "./stack-file";

/** The shortest file with a database. */
export const eksWithDatabase: StackFile = {
  ...eks,
  namespaces: { applications: {}, databases: {} },
  database: { mode: "create", alarms: { emails: ["oncall@example.org"] } },
};

export const adoptedEksDatabase: StackFile = {
  ...eksWithDatabase,
  database: {
    mode: "adopt",
    host: "shop.abcdefghijkl.eu-west-1.rds.amazonaws.com",
    identifier: "shop",
    resourceId: "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    administratorRole: "postgres",
    administratorSecretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-4e5f60",
    administratorSecretKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001",
  },
};

const good = eksWithDatabase;

export const badEksDatabaseFiles: readonly BadStackFile[] = [
  {
    title: "a region whose roots of RDS are not at hand",
    good,
    changes: {
      region: "il-central-1",
      "cluster.zones": ["il-central-1a", "il-central-1b", "il-central-1c"],
      "database.backups": { secondRegion: false },
    },
    faults: [["database", "cannot be verified in il-central-1", "eu-west-1", "in-cluster"]],
  },
  {
    title: "36 days of retention",
    good,
    changes: { "database.backups.retentionDays": 36 },
    faults: [["database.backups.retentionDays", "36 is not allowed", "7 to 35"]],
  },
  {
    title: "no days of retention",
    good,
    changes: { "database.backups.retentionDays": 0 },
    faults: [["database.backups.retentionDays", "0 is not allowed", "7 to 35"]],
  },
  {
    title: "a burstable class with a standby",
    good,
    changes: { "database.tier": "db.t4g.medium" },
    faults: [["database.tier", '"db.t4g.medium" lives on CPU credits', "db.m7g", "turn highAvailability off"]],
  },
  {
    title: "a class that RDS for PostgreSQL lacks",
    good,
    changes: { "database.tier": "db.z1d.large" },
    faults: [["database.tier", '"db.z1d.large"', "a class of db.m5", "take db.m7g.large or larger"]],
  },
  {
    title: "a machine type of EC2 as a class",
    good,
    changes: { "database.tier": "m7g.large" },
    faults: [["database.tier", '"m7g.large" is not allowed', "such as db.m7g.large", "db.FAMILY.SIZE"]],
  },
  {
    title: "IOPS under 400 GiB",
    good,
    changes: { "database.iops": 12_000 },
    faults: [["database.iops", "12000 needs 400 GiB of storage, and it starts with 100", "remove it, or raise"]],
  },
  {
    title: "throughput under 400 GiB",
    good,
    changes: { "database.throughput": 500 },
    faults: [["database.throughput", "500 needs 400 GiB of storage", "3,000 IOPS and 125 MiB/s"]],
  },
  {
    title: "more IOPS than gp3 has",
    good,
    changes: { "database.storage": { initialGiB: 400, maximumGiB: 4000 }, "database.iops": 80_000 },
    faults: [["database.iops", "80000 is not allowed", "12000 to 64000"]],
  },
  {
    title: "more throughput than its IOPS carry",
    good,
    changes: { "database.storage": { initialGiB: 400, maximumGiB: 4000 }, "database.throughput": 4000 },
    faults: [["database.throughput", "4000", "500 to 3000", "raise iops"]],
  },
  {
    title: "storage that shrinks",
    good,
    changes: { "database.storage": { initialGiB: 500, maximumGiB: 100 } },
    faults: [["database.storage.maximumGiB", "100", "500 or more", "storage never shrinks"]],
  },
  {
    title: "storage without room to grow",
    good,
    changes: { "database.storage": { initialGiB: 100, maximumGiB: 100 } },
    faults: [["database.storage.maximumGiB", "100", "110 or more", "RDS grows storage by a tenth"]],
  },
  {
    title: "less storage than gp3 has",
    good,
    changes: { "database.storage.initialGiB": 5 },
    faults: [["database.storage.initialGiB", "5 is not allowed", "20 to 65536"]],
  },
  {
    title: "a maintenance window within the backup",
    good,
    changes: { "database.maintenance.start": "01:30" },
    faults: [
      ["database.maintenance.start", '"01:30" overlaps the backup, which starts at 01:00', "move one of the two"],
    ],
  },
  {
    title: "a window in the local time of twelve hours",
    good,
    changes: { "database.backups.start": "1am" },
    faults: [["database.backups.start", '"1am" is not allowed', "HH:MM"]],
  },
  {
    title: "a backup region that RDS does not copy to",
    good,
    changes: { backupRegion: "ap-northeast-1" },
    faults: [
      [
        "database.backups.secondRegion",
        "true is not possible from eu-west-1 to ap-northeast-1",
        "eu-central-1",
        "choose one of them as backupRegion",
      ],
    ],
  },
  {
    title: "a version of PostgreSQL out of support",
    good,
    changes: { "database.version": "14" },
    faults: [["database.version", '"14" is not allowed', "15, 16, 17, 18"]],
  },
  {
    title: "a minor version, which RDS chooses by itself",
    good,
    changes: { "database.version": "17.4" },
    faults: [["database.version", '"17.4" is not allowed', "15, 16, 17, 18"]],
  },
  {
    title: "a password beside the one that RDS manages",
    good,
    changes: { "database.password": "hunter2" },
    faults: [["database.password", "is not a setting", "remove it"]],
  },
  {
    title: "connections without TLS",
    good,
    changes: { "database.parameters": { "rds.force_ssl": 0 } },
    faults: [['database.parameters["rds.force_ssl"]', '"0"', "this package sets it"]],
  },
  {
    title: "parameters that switch off the audit, and one of RDS",
    good,
    changes: {
      "database.parameters": { shared_preload_libraries: "pg_cron", log_connections: 0, archive_command: "true" },
    },
    faults: [
      ["database.parameters.shared_preload_libraries", "pg_stat_statements and pgaudit"],
      ["database.parameters.log_connections", "audit trail"],
      ["database.parameters.archive_command", "RDS sets it"],
    ],
  },
  {
    title: "alarms that reach nobody",
    good,
    changes: { "database.alarms": { emails: [] } },
    faults: [["database.alarms", "reach nobody", "name somebody who hears of a failover"]],
  },
  {
    title: "a topic of another region",
    good,
    changes: { "database.alarms": { existing: "arn:aws:sns:eu-central-1:111122223333:pager" } },
    faults: [["database.alarms.existing", "eu-central-1", "a standard SNS topic in eu-west-1"]],
  },
  {
    title: "Jobs in a namespace that is not there",
    good,
    changes: { "database.administration": { namespace: "elsewhere" } },
    faults: [["database.administration.namespace", "is not among the namespaces", "add `elsewhere: {}`"]],
  },
  {
    title: "a restored instance by its ARN",
    good,
    changes: { "database.restored": "arn:aws:rds:eu-west-1:111122223333:db:shop" },
    faults: [["database.restored", "is not allowed", "the name of the instance"]],
  },
  {
    title: "an adopted database without its facts",
    good: adoptedEksDatabase,
    changes: { "database.resourceId": undefined, "database.administratorSecretArn": undefined },
    faults: [
      ["database.resourceId", "is missing", "db-… in capitals"],
      ["database.administratorSecretArn", "is missing", "the ARN of a secret"],
    ],
  },
  {
    title: "an adopted database with its identifier for a resource id",
    good: adoptedEksDatabase,
    changes: { "database.resourceId": "shop" },
    faults: [["database.resourceId", '"shop" is not allowed', "DbiResourceId"]],
  },
  {
    title: "settings of a created database on an adopted one",
    good: adoptedEksDatabase,
    changes: { "database.tier": "db.m7g.large" },
    faults: [["database.tier", "belongs to database.mode create", "database.mode is adopt here"]],
  },
];
