import { sortedEntries } from "../faults";
import { managedByPulumi } from "../labels";
import type { RemoteKey } from "./contract";

/** Builds plain manifests of External Secrets. They say where a value comes from; no value ever stands in them. */

/** A custom resource as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: object;
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

export const apiVersion = "external-secrets.io/v1";
export const generatorApiVersion = "generators.external-secrets.io/v1alpha1";

/** The provider waits for the controller's verdict, so what depends on the object finds it working. */
export const waitUntilReady: Readonly<Record<string, string>> = { "pulumi.com/waitFor": "condition=Ready" };

export interface SyncedSecret {
  /** Namespace of the Secret; the store admits it. A change replaces it. */
  readonly namespace: string;
  /** Name of the Secret. A change replaces it. */
  readonly secret: string;
  /** Where each key of the Secret comes from. A change acts in place. */
  readonly keys: Readonly<Record<string, RemoteKey>>;
  /** How often the store is asked for new values, such as `15m`; each time costs one call per key. @default "1h" */
  readonly refreshInterval?: string | undefined;
}

/**
 * A Secret that follows the store. It belongs to the ExternalSecret and goes with it; when a value vanishes from the
 * store, the Secret keeps the last one, so that a mistake there stops no running pod.
 */
export function externalSecret(store: string, args: SyncedSecret): Manifest {
  const { namespace, secret, keys, refreshInterval = "1h" } = args;
  return {
    apiVersion,
    kind: "ExternalSecret",
    metadata: metadata(namespace, secret, waitUntilReady),
    spec: {
      secretStoreRef: { kind: "ClusterSecretStore", name: store },
      refreshPolicy: "Periodic",
      refreshInterval,
      target: { name: secret, creationPolicy: "Owner", deletionPolicy: "Retain" },
      data: sortedEntries(keys).map(([secretKey, key]) => ({ secretKey, remoteRef: remoteRef(key) })),
    },
  };
}

function remoteRef(key: RemoteKey): object {
  return typeof key === "string" ? { key } : { key: key.remote, property: key.property };
}

export interface GeneratedSecret {
  /** Namespace of the Secret. A change replaces it. */
  readonly namespace: string;
  /** Name of the Secret. A change replaces it. */
  readonly secret: string;
  /** Passwords by name, each of its own: names that templates take, such as `password`. @default ["password"] */
  readonly passwords?: readonly string[] | undefined;
  /** Length of each password, in letters and digits. @default 32 */
  readonly length?: number | undefined;
  /**
   * Keys of the Secret as Go templates over the passwords, so that one stands under several keys, such as
   * `{ password: "{{ .password }}", url: "redis://:{{ .password }}@valkey:6379/0" }`.
   * @default each password under its name
   */
  readonly template?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether the Secret stays when its ExternalSecret goes, as it must where something has written the password down,
   * such as a database or an application.
   * @default false
   */
  readonly outlives?: boolean | undefined;
}

/** Makes passwords of letters and digits: as strong as with symbols when four longer, and safe in an URL and a shell. */
export function passwordGenerator({
  namespace,
  secret,
  passwords = ["password"],
  length = 32,
}: GeneratedSecret): Manifest {
  return {
    apiVersion: generatorApiVersion,
    kind: "Password",
    metadata: metadata(namespace, secret),
    spec: {
      length,
      // A quarter of them; letters fill up the rest.
      digits: Math.floor(length / 4),
      symbols: 0,
      noUpper: false,
      allowRepeat: true,
      secretKeys: [...passwords].sort(),
    },
  };
}

/**
 * A Secret that is filled once from the generator and never again: neither a refresh nor a new ExternalSecret over an
 * existing Secret gives another password. A change of its keys acts when the Secret is deleted by hand.
 */
export function generatedExternalSecret({ namespace, secret, template, outlives = false }: GeneratedSecret): Manifest {
  return {
    apiVersion,
    kind: "ExternalSecret",
    metadata: metadata(namespace, secret, waitUntilReady),
    spec: {
      refreshPolicy: "CreatedOnce",
      target: {
        name: secret,
        creationPolicy: outlives ? "Orphan" : "Owner",
        deletionPolicy: "Retain",
        immutable: true,
        ...(template === undefined
          ? {}
          : { template: { engineVersion: "v2", data: Object.fromEntries(sortedEntries(template)) } }),
      },
      dataFrom: [{ sourceRef: { generatorRef: { apiVersion: generatorApiVersion, kind: "Password", name: secret } } }],
    },
  };
}

function metadata(namespace: string, name: string, annotations?: Readonly<Record<string, string>>): Metadata {
  const labels = { ...managedByPulumi };
  return { name, namespace, labels, ...(annotations === undefined ? {} : { annotations: { ...annotations } }) };
}
