import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { Place } from "../../shared/aks/place";
import { type AlarmName, alarms, type Alarms, type Severity } from "../alarms";
import type { AlarmSettings } from "../contract";
import type { EventSignal, MetricSignal, Signal } from "./signals";

export interface Watched {
  readonly serverId: pulumi.Output<string>;
  readonly subscriptionId: string;
  readonly signals: readonly (readonly [AlarmName, Signal])[];
}

/** Alarms belong to no region. */
const everywhere = "Global";

/** Makes an alarm of each signal. @returns the action group that hears of them. */
export function createAlarms(
  name: string,
  settings: AlarmSettings,
  { describe }: Alarms,
  watched: Watched,
  place: Place,
  guards: Guards,
): pulumi.Output<string> {
  const { resourceGroupName, tags } = place;
  const target =
    settings.existing === undefined
      ? createActionGroup(name, settings, place, guards).id
      : pulumi.output(settings.existing);
  for (const [row, signal] of watched.signals) {
    const common = { resourceGroupName, location: everywhere, tags, description: describe(row), enabled: true };
    const logicalName = `${name}-alarm-${row}`;
    if ("metric" in signal)
      new monitor.MetricAlert(
        logicalName,
        { ...common, ...metricArgs(row, signal), scopes: [watched.serverId], actions: [{ actionGroupId: target }] },
        guards.movable,
      );
    else
      new monitor.ActivityLogAlert(
        logicalName,
        {
          ...common,
          condition: { allOf: signal.conditions.map(condition) },
          scopes: [signal.of === "server" ? watched.serverId : `/subscriptions/${watched.subscriptionId}`],
          actions: { actionGroups: [{ actionGroupId: target }] },
        },
        guards.movable,
      );
  }
  return target;
}

function createActionGroup(
  name: string,
  { emails, webhooks }: AlarmSettings,
  { resourceGroupName, tags }: Place,
  guards: Guards,
): monitor.ActionGroup {
  return new monitor.ActionGroup(
    `${name}-alarms`,
    {
      resourceGroupName,
      location: everywhere,
      tags,
      // Shown in short messages, 12 characters at most.
      groupShortName: "database",
      enabled: true,
      emailReceivers: emails.map((emailAddress, index) => ({
        name: `email-${index + 1}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      webhookReceivers: webhooks.map((address, index) => ({
        name: `webhook-${index + 1}`,
        // The address of a pager holds its key.
        serviceUri: pulumi.secret(address),
        useCommonAlertSchema: true,
      })),
    },
    guards.movable,
  );
}

/** 0 is the gravest of Azure's five. */
const severities: Readonly<Record<Severity, number>> = { critical: 0, warning: 2, information: 3 };

function metricArgs(row: AlarmName, signal: MetricSignal) {
  return {
    severity: severities[alarms[row].severity],
    evaluationFrequency: signal.every,
    windowSize: signal.window,
    autoMitigate: true,
    criteria: {
      odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria" as const,
      allOf: [
        {
          criterionType: "StaticThresholdCriterion" as const,
          name: row,
          metricName: signal.metric,
          operator: signal.operator,
          threshold: signal.threshold,
          timeAggregation: signal.aggregation,
        },
      ],
    },
  };
}

function condition({ field, anyOf }: EventSignal["conditions"][number]) {
  const [only, ...others] = anyOf;
  return others.length === 0 && only !== undefined ? { field, equals: only } : { field, containsAny: [...anyOf] };
}
