import type { Cloud, Handle } from "../shared/cloud";
import type { Pods } from "../shared/service-graph/contract";

/** What names the secret store of each cloud, and what reading it needs. */
export interface StoreSettings {
  /** Secret Manager of one project. */
  readonly gke: {
    /**
     * Id of the project that holds the secrets.
     * @default the cluster's
     */
    readonly project?: string | undefined;
  };
  /** Secrets Manager of the cluster's account and region. */
  readonly eks: {
    /**
     * ARNs of the customer keys that encrypt secrets; none is needed for those under `aws/secretsmanager`.
     * @default []
     */
    readonly keyArns?: readonly string[] | undefined;
  };
  /** A Key Vault that grants by role (RBAC). */
  readonly aks: {
    /** Resource id: `/subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME`. */
    readonly vaultId: string;
  };
}

/** External Secrets is installed here, with an identity and a store of its own. */
export type Installation<C extends Cloud> = StoreSettings[C] & {
  readonly mode: "install";
  /** Namespace of the controller: one that nothing else shares, with guardrails at `restricted`. */
  readonly namespace: string;
  /**
   * Addresses of the API server, where they are private and outside the network of the nodes, as on GKE clusters whose
   * control plane is peered. Public ones need no mention. A change acts in place.
   * @default the network of the nodes
   */
  readonly apiServerRange?: string | undefined;
};

/** Somebody else runs External Secrets; the store made here uses the credentials that its controller has. */
export type ExistingController<C extends Cloud> = StoreSettings[C] & { readonly mode: "existing-controller" };

/** Somebody else runs External Secrets and made the store. */
export interface ExistingStore {
  readonly mode: "existing-store";
  /** Name of the ClusterSecretStore. */
  readonly store: string;
}

export type SecretSyncSettings<C extends Cloud> = Installation<C> | ExistingController<C> | ExistingStore;

export interface SecretSyncArgs<C extends Cloud> {
  /** The cluster. A change replaces everything; the secrets in the cloud stay. */
  readonly cluster: Handle<C>;
  /** Who runs External Secrets, and which store is read. A change of the mode replaces what is made here. */
  readonly settings: SecretSyncSettings<C>;
  /**
   * Names of the secrets in the cloud's store that may be read, and no other. They exist: neither they nor their values
   * are made here. A change acts in place.
   */
  readonly secrets: readonly string[];
  /** Namespaces whose ExternalSecrets may use the store: one or more. A change acts in place. */
  readonly namespaces: readonly string[];
  /**
   * The pods that scrape metrics. A change acts in place.
   * @default { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "prometheus" } }
   */
  readonly monitoring?: Pods | undefined;
}
