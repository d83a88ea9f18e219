import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { AnyHandle } from "../cloud";
import { charts } from "../versions";
import { type ChartValues, mergeValues } from "./values";

/** A chart whose version and repository this package pins. */
export type ChartName = keyof typeof charts;

export interface ChartInstallation {
  /** The cluster. A change replaces every object of the chart. */
  readonly cluster: AnyHandle;
  /** Namespace of the objects that name none; it exists. A change replaces them. */
  readonly namespace: string;
  /** The chart. A change replaces every object. */
  readonly chart: ChartName;
  /**
   * Values, laid over the chart's own. All are known in a preview, so that policy packs judge the rendered objects
   * before they exist: what another resource makes, such as the annotation of an identity, goes on an object of one's
   * own. No secret stands here. A change acts in place.
   */
  readonly values: ChartValues;
  /** Name of the release, from which charts make names of objects. A change replaces them. @default the chart's name */
  readonly releaseName?: string | undefined;
}

/**
 * Installs a chart: the only place that does. It is rendered by the provider, so each object is a resource of its own,
 * seen by policy packs, and no hook of the chart runs. What depends on the chart waits until its Deployments and
 * StatefulSets are ready, and goes before them.
 */
export function installChart(
  name: string,
  { cluster, namespace, chart, values, releaseName = chart }: ChartInstallation,
  opts?: pulumi.ComponentResourceOptions,
): k8s.helm.v4.Chart {
  const { repository, version, skipCrds } = charts[chart];
  return new k8s.helm.v4.Chart(
    name,
    {
      name: releaseName,
      namespace,
      chart,
      version,
      repositoryOpts: { repo: repository },
      skipCrds,
      values: mergeValues(values),
    },
    pulumi.mergeOptions(opts, { provider: cluster.provider, dependsOn: [...cluster.ready] }),
  );
}
