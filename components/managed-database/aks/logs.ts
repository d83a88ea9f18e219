import * as monitor from "@pulumi/azure-native/monitor";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import type * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { Place } from "../../shared/aks/place";

/** What is logged, each with the categories that are kept. */
export interface Logged {
  /** Logical name of the setting, and the resource that it is of. */
  readonly name: string;
  readonly resourceId: pulumi.Input<string>;
  readonly category: "PostgreSQLLogs" | "AuditEvent";
}

/** Keeps the logs of server and vaults in a workspace that Entra ID alone opens: audit, slow statements, use of keys. */
export function createLogs(
  name: string,
  retentionInDays: number,
  logged: readonly Logged[],
  place: Place,
  guards: Guards,
): void {
  const workspace = new operationalinsights.Workspace(
    `${name}-logs`,
    { ...place, sku: { name: "PerGB2018" }, retentionInDays, features: { disableLocalAuth: true } },
    guards.held,
  );
  for (const each of logged)
    new monitor.DiagnosticSetting(
      each.name,
      {
        resourceUri: each.resourceId,
        workspaceId: workspace.id,
        logAnalyticsDestinationType: "Dedicated",
        logs: [{ category: each.category, enabled: true }],
      },
      guards.movable,
    );
}
