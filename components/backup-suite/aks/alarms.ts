import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { Place } from "../../shared/aks/place";
import { describeAlarm } from "../copy-alarms";

export interface AlarmsArgs {
  /** Resource id of the replication policy. */
  readonly policyId: pulumi.Output<string>;
  readonly runbook: string;
  /** Id of the action group that hears of it; nobody does without. */
  readonly target: pulumi.Input<string> | undefined;
}

/**
 * Azure counts what waits by how long it has waited, in steps up to `> 24 hours`, the one step that starts like that.
 * It promises no time within which it copies, and steps below that fill while a large backup is on its way.
 */
const longestWaiting = { name: "TimeBucket", operator: "StartsWith", values: [">"] };

export function createAlarms(
  name: string,
  { policyId, runbook, target }: AlarmsArgs,
  { resourceGroupName, tags }: Place,
  guards: Guards,
): void {
  new monitor.MetricAlert(
    `${name}-alarm-copy-behind`,
    {
      resourceGroupName,
      // Alarms belong to no region.
      location: "Global",
      tags,
      description: describeAlarm("copy-behind", runbook),
      enabled: true,
      // The gravest of Azure's five.
      severity: 0,
      scopes: [policyId],
      evaluationFrequency: "PT15M",
      windowSize: "PT1H",
      autoMitigate: true,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "copy-behind",
            metricName: "PendingOperationsForReplication",
            dimensions: [longestWaiting],
            operator: "GreaterThan",
            threshold: 0,
            timeAggregation: "Maximum",
            // The metric is there once something has waited.
            skipMetricValidation: true,
          },
        ],
      },
      actions: target === undefined ? [] : [{ actionGroupId: target }],
    },
    guards.movable,
  );
}
