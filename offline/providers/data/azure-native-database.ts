import type { ResourceBehaviour } from "../behaviour";
import { text } from "../values";
import { arm, located } from "./azure-native-place";

/** A PostgreSQL server, what hangs on it, and what watches it. */
export const databaseResources: Readonly<Record<string, ResourceBehaviour>> = {
  "azure-native:dbforpostgresql:Server": located("Microsoft.DBforPostgreSQL/flexibleServers", "serverName", {
    outputs: (subject) => ({
      fullyQualifiedDomainName: `${subject.physicalName}.postgres.database.azure.com`,
      minorVersion: "6",
      replicaCapacity: 5,
      state: "Ready",
    }),
  }),
  "azure-native:dbforpostgresql:Configuration": arm(
    "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/configurations",
    "configurationName",
    // A new parameter waits for no restart here: nothing runs that could restart.
    { outputs: () => ({ isConfigPendingRestart: false, isReadOnly: false }) },
  ),
  "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra": arm(
    "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/administrators",
    "objectId",
  ),
  "azure-native:monitor:ActionGroup": located("Microsoft.Insights/actionGroups", "actionGroupName"),
  "azure-native:monitor:MetricAlert": located("Microsoft.Insights/metricAlerts", "ruleName"),
  "azure-native:monitor:ActivityLogAlert": located("Microsoft.Insights/activityLogAlerts", "activityLogAlertName"),
  "azure-native:monitor:DiagnosticSetting": {
    autoname: "name",
    replaces: ["resourceUri", "name"],
    id: (subject) =>
      `${text(subject.inputs["resourceUri"]) ?? ""}/providers/Microsoft.Insights/diagnosticSettings/${subject.physicalName}`,
  },
};
