import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { AnyHandle } from "../cloud";
import { refuse } from "../faults";
import type { SecretStore } from "./contract";
import {
  externalSecret,
  type GeneratedSecret,
  generatedExternalSecret,
  type Manifest,
  passwordGenerator,
  type SyncedSecret,
} from "./manifests";
import { generatedSecretFaults, syncedSecretFaults } from "./validate";

type OnStore<Args> = Args & {
  readonly cluster: AnyHandle;
  /** The store that is asked, and what must be ready before it can be. */
  readonly store: SecretStore;
};

/**
 * A Secret whose values come from the cloud's secret store and follow it. No value passes through Pulumi. What reads
 * the Secret depends on the resource that is returned.
 */
export function syncedSecret(
  name: string,
  { cluster, store, ...args }: OnStore<SyncedSecret>,
  opts?: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  refuse(`Synced secret ${name}`, syncedSecretFaults(args));
  return apply(name, externalSecret(store.name, args), { cluster, dependsOn: store.ready }, opts);
}

/**
 * A Secret of passwords that the cluster makes up by itself, once. No value passes through Pulumi. What reads the
 * Secret depends on the resource that is returned.
 */
export function generatedSecret(
  name: string,
  { cluster, store, ...args }: OnStore<GeneratedSecret>,
  opts?: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  refuse(`Generated secret ${name}`, generatedSecretFaults(args));
  const generator = apply(`${name}-generator`, passwordGenerator(args), { cluster, dependsOn: store.ready }, opts);
  return apply(name, generatedExternalSecret(args), { cluster, dependsOn: [...store.ready, generator] }, opts);
}

function apply(
  name: string,
  manifest: Manifest,
  { cluster, dependsOn }: { readonly cluster: AnyHandle; readonly dependsOn: readonly pulumi.Resource[] },
  opts: pulumi.CustomResourceOptions | undefined,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    { ...manifest },
    pulumi.mergeOptions(opts, { provider: cluster.provider, dependsOn: [...cluster.ready, ...dependsOn] }),
  );
}
