import type * as pulumi from "@pulumi/pulumi";

/** A ClusterSecretStore of External Secrets, from which the cluster reads secrets of its cloud. */
export interface SecretStore {
  readonly name: string;
  /** What must exist before the first ExternalSecret, and must go after the last: the controller, its webhook, the store. */
  readonly ready: readonly pulumi.Resource[];
}

/** Where one key of a Secret comes from: a secret of the store by its name, or one property of its JSON. */
export type RemoteKey = string | { readonly remote: string; readonly property: string };
