import type { Output } from "@pulumi/pulumi";
import { type Cloud, Guardrails } from "../components";
import { clusterOf } from "./clusters/clouds";
import { loadConfig } from "./config";

/** What a stack tells other stacks and the people who run it. */
interface Outputs {
  readonly cloud: Cloud;
  readonly clusterName: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly kubernetesVersion: string;
  readonly workloadIdentityIssuer: Output<string>;
  readonly namespaces: readonly Output<string>[];
}

/** Read the config, pick the cluster of its cloud, put the namespaces on it. */
function platform(): Outputs {
  const config = loadConfig();
  const cluster = clusterOf(config);
  const namespaces = Object.entries(config.namespaces).map(
    ([namespace, settings]) => new Guardrails(namespace, { cluster, namespace, ...settings }),
  );
  return {
    cloud: cluster.cloud,
    clusterName: cluster.name,
    region: cluster.region,
    zones: cluster.zones,
    kubernetesVersion: cluster.version,
    workloadIdentityIssuer: cluster.workloadIdentityIssuer,
    namespaces: namespaces.map((each) => each.namespace),
  };
}

export = platform();
