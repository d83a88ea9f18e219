import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../shared/cloud";
import type { ServerOf } from "../shared/database/contract";
import { managedByPulumi } from "../shared/labels";
import type { SecretStore } from "../shared/secrets/contract";
import type { EnvValue } from "../shared/workload/contract";

/** Where the parts of one application are made. */
export interface Site<C extends Cloud> {
  /** Name of the component: its children begin with it. */
  readonly name: string;
  readonly cluster: Handle<C>;
  readonly namespace: string;
  /** Name of the application in the cluster: its objects begin with it. */
  readonly service: string;
  readonly server: ServerOf<C> | undefined;
  readonly store: SecretStore | undefined;
  /** What comes before every pod: guardrails and network policies. */
  readonly after: readonly pulumi.Resource[];
  readonly parent: pulumi.Resource;
}

/** What a service gives to the application. */
export interface Provided {
  readonly host: string;
  readonly port: number;
  /** The generated password; external services have none. */
  readonly password?: Extract<EnvValue, { readonly secret: unknown }>;
  readonly ready: readonly pulumi.Resource[];
}

/** What the checks have made sure of. */
export function ensured<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}, which the checks of the arguments ask for`);
  return value;
}

/** Options of a child of the application. */
export function childOptions<C extends Cloud>(
  { cluster, after, parent }: Site<C>,
  more: readonly pulumi.Resource[] = [],
): pulumi.CustomResourceOptions {
  return { parent, provider: cluster.provider, dependsOn: [...cluster.ready, ...after, ...more] };
}

export function metadata<C extends Cloud>({ namespace }: Site<C>, name: string) {
  return { name, namespace, labels: { ...managedByPulumi } };
}
