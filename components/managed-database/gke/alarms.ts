import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../shared/cloud";
import { hashedName } from "../../shared/names";
import { type AlarmName, type Alarms, alarms as rows, type Severity } from "../alarms";
import type { AdapterArgs, Creation } from "../contract";
import { backupsLog, type Condition, conditionsOf } from "./conditions";
import { createReceivers } from "./receivers";

export interface AlarmsArgs extends AdapterArgs<"gke", Creation<"gke">> {
  readonly primary: gcp.sql.DatabaseInstance;
  readonly replica: gcp.sql.DatabaseInstance | undefined;
  readonly alarms: Alarms;
}

/** Cloud Monitoring knows nothing below a warning. */
const severities: { readonly [S in Severity]: string } = {
  information: "WARNING",
  warning: "WARNING",
  critical: "CRITICAL",
};

/** A policy for each alarm that has something to watch; returns the first of the channels that hear of them. */
export function createAlarms(
  name: string,
  args: AlarmsArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  const { cluster, settings, primary, replica, alarms } = args;
  const { project } = cluster.facts;
  const notificationChannels = createReceivers(name, project, settings.alarms, opts);
  const backups = countBackups(name, args, opts);
  const conditions = conditionsOf({
    project,
    instance: primary.name,
    replica: replica?.name,
    backupsMetric: backupsMetricName(name, cluster),
    settings,
  });
  for (const row of Object.keys(conditions).filter(isAlarm)) {
    const watched = conditions[row];
    if (watched.length === 0) continue;
    new gcp.monitoring.AlertPolicy(
      `${name}-alarm-${row}`,
      {
        project,
        displayName: `Database ${name} of cluster ${cluster.name}: ${row}`,
        combiner: "OR",
        severity: severities[rows[row].severity],
        documentation: { content: alarms.describe(row), mimeType: "text/markdown" },
        conditions: [...watched],
        notificationChannels: [...notificationChannels],
        alertStrategy: strategyOf(watched),
      },
      pulumi.mergeOptions(opts, { dependsOn: [backups] }),
    );
  }
  const [first] = notificationChannels;
  return first === undefined ? undefined : pulumi.output(first);
}

const isAlarm = (row: string): row is AlarmName => Object.hasOwn(rows, row);

/** An incident ends half an hour after its last sign; one of a log is told of every five minutes at most. */
function strategyOf(conditions: readonly Condition[]): gcp.types.input.monitoring.AlertPolicyAlertStrategy {
  const ofLog = conditions.some(({ conditionMatchedLog }) => conditionMatchedLog !== undefined);
  return { autoClose: "1800s", ...(ofLog ? { notificationRateLimit: { period: "300s" } } : {}) };
}

/** Counts automated backups by how they ended. */
function countBackups(
  name: string,
  { cluster, primary }: AlarmsArgs,
  opts: pulumi.CustomResourceOptions,
): gcp.logging.Metric {
  const { project } = cluster.facts;
  return new gcp.logging.Metric(
    `${name}-backups`,
    {
      project,
      name: backupsMetricName(name, cluster),
      description: `Automated backups of database ${name} of cluster ${cluster.name}, by how they ended`,
      filter: backupsLog(project, primary.name),
      metricDescriptor: {
        metricKind: "DELTA",
        valueType: "INT64",
        unit: "1",
        labels: [{ key: "status", valueType: "STRING", description: "How the backup ended" }],
      },
      labelExtractors: { status: "EXTRACT(protoPayload.metadata.windowStatus)" },
    },
    opts,
  );
}

/** The longest name that a metric of logs may have. */
const longestMetricName = 100;

/** Known before the metric is made, and without dashes, as PromQL spells it. */
function backupsMetricName(name: string, { name: cluster, region }: Handle<"gke">): string {
  return hashedName(`${cluster}-${name}-backups`, [cluster, region, name], longestMetricName).replaceAll("-", "_");
}
