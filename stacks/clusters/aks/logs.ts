import type * as containerservice from "@pulumi/azure-native/containerservice";
import * as monitor from "@pulumi/azure-native/monitor";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import type * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement";

/** What happened to the cluster and who did it; reads are left out, for they are most of the audit log. */
const categories = ["kube-audit-admin", "guard", "kube-apiserver", "kube-controller-manager", "karpenter-events"];

/** Keeps the logs of the control plane in a workspace that Entra ID alone opens. */
export function createLogs(
  name: string,
  { cluster, retentionDays }: { readonly cluster: containerservice.ManagedCluster; readonly retentionDays: number },
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const workspace = new operationalinsights.Workspace(
    `${name}-logs`,
    {
      ...placement,
      sku: { name: "PerGB2018" },
      retentionInDays: retentionDays,
      features: { disableLocalAuth: true },
    },
    { parent },
  );
  new monitor.DiagnosticSetting(
    `${name}-control-plane-logs`,
    {
      resourceUri: cluster.id,
      workspaceId: workspace.id,
      logAnalyticsDestinationType: "Dedicated",
      logs: categories.map((category) => ({ category, enabled: true })),
    },
    { parent },
  );
}
