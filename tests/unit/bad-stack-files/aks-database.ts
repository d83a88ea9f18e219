import type { BadStackFile } from "./bad-stack-file";
import { aks } from "./good";
import type { StackFile } from "./stack-file";

/** The shortest section: a server is made, and somebody hears of it. */
export const aksWithDatabase: StackFile = {
  ...aks,
  namespaces: { applications: {}, databases: {} },
  database: { mode: "create", alarms: { emails: ["oncall@example.com"] } },
};

const adopted: StackFile = {
  ...aksWithDatabase,
  database: {
    mode: "adopt",
    host: "hand-made.postgres.database.azure.com",
    serverName: "hand-made",
    resourceGroup: "databases",
  },
};

const inWestEurope = {
  region: "westeurope",
  backupRegion: "northeurope",
  "cluster.zones": ["westeurope-1", "westeurope-2", "westeurope-3"],
};

export const badAksDatabaseFiles: readonly BadStackFile[] = [
  {
    title: "backups kept for longer than Azure keeps them",
    good: aksWithDatabase,
    changes: { "database.backups.retentionDays": 36 },
    faults: [["database.backups.retentionDays", "36 is not allowed", "7 to 35"]],
  },
  {
    title: "a burstable server with a standby",
    good: aksWithDatabase,
    changes: { "database.tier": "Standard_B2ms" },
    faults: [
      ["database.tier", '"Standard_B2ms" is burstable and cannot have a standby', "set highAvailability to false"],
    ],
  },
  {
    title: "a size of generation 6 in a delegated subnet",
    good: aksWithDatabase,
    changes: { "database.tier": "Standard_D4ds_v6" },
    faults: [["database.tier", '"Standard_D4ds_v6" cannot stand in a virtual network', "generations 3 to 5"]],
  },
  {
    title: "a size that is none of Flexible Server",
    good: aksWithDatabase,
    changes: { "database.tier": "Standard_D3ds_v5" },
    faults: [["database.tier", '"Standard_D3ds_v5" is not allowed', "such as Standard_D2ds_v5"]],
  },
  {
    title: "a size as the Azure CLI of old spelled it",
    good: aksWithDatabase,
    changes: { "database.tier": "GP_Standard_D2ds_v5" },
    faults: [["database.tier", '"GP_Standard_D2ds_v5" is not allowed', "a size of Flexible Server"]],
  },
  {
    title: "a standby where Azure makes no new ones",
    good: aksWithDatabase,
    changes: inWestEurope,
    faults: [
      ["database.highAvailability", "is not to be had in westeurope", "uksouth", "set highAvailabilityGranted to true"],
    ],
  },
  {
    title: "a disk of a size that Azure does not sell",
    good: aksWithDatabase,
    changes: { "database.storage.initialGiB": 200 },
    faults: [["database.storage.initialGiB", "200 is not allowed", "128, 256, 512"]],
  },
  {
    title: "a bound of growth that Azure does not keep",
    good: aksWithDatabase,
    changes: { "database.storage.maximumGiB": 1024 },
    faults: [["database.storage.maximumGiB", "1024 is no bound that Azure keeps", "128 without growth, or 4095"]],
  },
  {
    title: "a disk that may grow to less than it starts with",
    good: aksWithDatabase,
    changes: { "database.storage": { initialGiB: 512, maximumGiB: 256 } },
    faults: [["database.storage.maximumGiB", "256 is not allowed", "512 or more", "storage never shrinks"]],
  },
  {
    title: "a version that Azure does not run in production",
    good: aksWithDatabase,
    changes: { "database.version": "14" },
    faults: [["database.version", '"14" is not allowed', "15, 16, 17"]],
  },
  {
    title: "connections without TLS",
    good: aksWithDatabase,
    changes: { "database.parameters": { require_secure_transport: "off", ssl_min_protocol_version: "TLSv1" } },
    faults: [
      ["database.parameters.require_secure_transport", '"off" is not allowed', "no connection goes without TLS"],
      ["database.parameters.ssl_min_protocol_version", '"TLSv1" is not allowed', "TLSv1.2 or TLSv1.3"],
    ],
  },
  {
    title: "an audit log that records nothing",
    good: aksWithDatabase,
    changes: { "database.parameters": { "pgaudit.log": "none", log_connections: "off" } },
    faults: [
      ['database.parameters["pgaudit.log"]', '"none" is not allowed', "ddl and role"],
      ["database.parameters.log_connections", '"off" is not allowed', "who came"],
    ],
  },
  {
    title: "libraries without the audit",
    good: aksWithDatabase,
    changes: { "database.parameters": { shared_preload_libraries: "pg_cron" } },
    faults: [["database.parameters.shared_preload_libraries", '"pg_cron" is not allowed', "pgaudit"]],
  },
  {
    title: "passwords in the log",
    good: aksWithDatabase,
    changes: { "database.parameters": { log_statement: "all" } },
    faults: [["database.parameters.log_statement", '"all" is not allowed', "set pgaudit.log instead"]],
  },
  {
    title: "parameters that are Azure's own",
    good: aksWithDatabase,
    changes: { "database.parameters": { archive_mode: "off", fsync: "off" } },
    faults: [
      ["database.parameters.archive_mode", '"off" is Azure\'s own', "remove it"],
      ["database.parameters.fsync", '"off" is Azure\'s own'],
    ],
  },
  {
    title: "commits that the standby does not have",
    good: aksWithDatabase,
    changes: { "database.parameters": { synchronous_commit: "off" } },
    faults: [["database.parameters.synchronous_commit", '"off" is not allowed', "lost at a failover"]],
  },
  {
    title: "alarms that reach nobody",
    good: aksWithDatabase,
    changes: { "database.alarms": {} },
    faults: [["database.alarms", "reach nobody", "an e-mail address"]],
  },
  {
    title: "a webhook that is not encrypted",
    good: aksWithDatabase,
    changes: { "database.alarms.webhooks": ["http://pager.example.com"] },
    faults: [["database.alarms.webhooks[0]", "is not allowed"]],
  },
  {
    title: "an action group by its name",
    good: aksWithDatabase,
    changes: { "database.alarms": { existing: "oncall" } },
    faults: [
      ["database.alarms.existing", '"oncall" is not allowed', "actionGroups/NAME", "az monitor action-group show"],
    ],
  },
  {
    title: "receivers beside an action group that exists",
    good: aksWithDatabase,
    changes: {
      "database.alarms.existing": "/subscriptions/a/resourceGroups/b/providers/Microsoft.Insights/actionGroups/oncall",
    },
    faults: [["database.alarms.existing", "stands beside receivers that it does not know"]],
  },
  {
    title: "windows at times that are none",
    good: aksWithDatabase,
    changes: { "database.maintenance": { day: "sunday", start: "24:00" }, "database.backups.start": "1:00" },
    faults: [
      ["database.backups.start", '"1:00" is not allowed', "HH:MM"],
      ["database.maintenance.day", '"sunday" is not allowed', "did you mean Sunday?"],
      ["database.maintenance.start", '"24:00" is not allowed', "HH:MM"],
    ],
  },
  {
    title: "logs of the server kept for a week",
    good: aksWithDatabase,
    changes: { "database.logRetentionDays": 7 },
    faults: [["database.logRetentionDays", "7 is not allowed", "30 to 730"]],
  },
  {
    title: "a database whose Jobs have no namespace",
    good: aksWithDatabase,
    changes: { "namespaces.databases": undefined },
    faults: [["database.administration.namespace", "is not among the namespaces", "add `databases: {}`"]],
  },
  {
    title: "a database of Google Cloud",
    good: aksWithDatabase,
    changes: { "database.replica": true },
    faults: [["database.replica", "belongs to cloud gke", "cloud is aks here"]],
  },
  {
    title: "a password for the server, which has none",
    good: aksWithDatabase,
    changes: { "database.password": "hunter2" },
    faults: [["database.password", "is not a setting"]],
  },
  {
    title: "an adopted server without its facts",
    good: adopted,
    changes: { "database.serverName": undefined, "database.resourceGroup": undefined },
    faults: [
      ["database.serverName", "is missing", "a name"],
      ["database.resourceGroup", "is missing", "a name"],
    ],
  },
  {
    title: "an adopted server with the settings of one to make",
    good: adopted,
    changes: { "database.tier": "Standard_D2ds_v5" },
    faults: [["database.tier", "belongs to database.mode create", "database.mode is adopt here"]],
  },
  {
    title: "a server in the cluster with a standby",
    good: { ...aksWithDatabase, database: { mode: "in-cluster" } },
    changes: { "database.highAvailability": true },
    faults: [["database.highAvailability", "belongs to database.mode create"]],
  },
];
