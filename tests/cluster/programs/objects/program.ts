import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../../../offline/engine/environment";

/** An object as a test describes it. */
export interface Described {
  /** Type token, such as `kubernetes:core/v1:ConfigMap`. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** Paths such as `stringData.password` whose text is secret. */
  readonly secrets?: readonly string[];
  /** Names of objects described before it. */
  readonly dependsOn?: readonly string[];
  readonly options?: pulumi.CustomResourceOptions;
}

export interface Program {
  readonly provider?: k8s.ProviderArgs;
  readonly objects?: readonly Described[];
  /** Charts by name. */
  readonly charts?: Record<string, k8s.helm.v4.ChartArgs>;
}

/** Any resource of the provider, by its type token. */
class Resource extends pulumi.CustomResource {}

/** Makes what the environment variable `PROGRAM` describes as JSON, and returns the ids of the objects. */
export function make(env: Environment) {
  const { provider: args, objects = [], charts = {} }: Program = JSON.parse(env["PROGRAM"] ?? "{}");
  const provider = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "test", ...args });
  const made = new Map<string, pulumi.CustomResource>();
  for (const { type, name, inputs, secrets = [], dependsOn = [], options } of objects) {
    const marked = secrets.reduce((all, path) => withSecret(all, path.split(".")), inputs);
    const others = dependsOn.flatMap((each) => made.get(each) ?? []);
    made.set(name, new Resource(type, name, marked, { provider, dependsOn: others, ...options }));
  }
  for (const [name, chart] of Object.entries(charts)) new k8s.helm.v4.Chart(name, chart, { provider });
  return { ids: Object.fromEntries([...made].map(([name, resource]) => [name, resource.id])) };
}

function withSecret(map: Record<string, unknown>, [key = "", ...rest]: string[]): Record<string, unknown> {
  const value = map[key];
  const inner = rest.length === 0 ? pulumi.secret(value) : withSecret(value as Record<string, unknown>, rest);
  return { ...map, [key]: inner };
}
