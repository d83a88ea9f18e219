import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { disruptionBudget } from "../shared/chart/budget";
import { installChart } from "../shared/chart/chart";
import type { Cloud } from "../shared/cloud";
import { refuse } from "../shared/faults";
import { WorkloadIdentity } from "../shared/identity/identity";
import type { SecretStore } from "../shared/secrets/contract";
import { ServiceGraph } from "../shared/service-graph/service-graph";
import type { Installation, SecretSyncArgs, StoreSettings } from "./contract";
import * as manifests from "./manifests";
import { type CloudStore, stores } from "./stores";
import { secretSyncFaults } from "./validate";

/**
 * Secrets of the cloud's store in the cluster, by External Secrets: the controller with its webhook, an identity that
 * may read exactly the secrets named and holds no key, and one ClusterSecretStore that some namespaces may use. Six
 * small pods, which hold no state. The cloud bills each call: with a refresh every hour about 720 a month for each key.
 *
 * A Secret of the cluster is made by `syncedSecret` or `generatedSecret` with `store`. Removing the component removes
 * the definitions of External Secrets, and with them all its objects and the Secrets that they own.
 *
 * @example
 * const sync = new SecretSync("secret-sync", {
 *   cluster, // Handle<"eks">
 *   settings: { mode: "install", namespace: "external-secrets" },
 *   secrets: ["shop/openai-api-key"],
 *   namespaces: ["shop"],
 * });
 * syncedSecret("shop-keys", { cluster, store: sync.store, namespace: "shop", secret: "keys", keys: { … } });
 */
export class SecretSync<C extends Cloud> extends pulumi.ComponentResource {
  /** What ExternalSecrets name, and what must be ready before them. */
  readonly store: SecretStore;

  constructor(name: string, args: SecretSyncArgs<C>, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:SecretSync", name, {}, opts);
    refuse(`SecretSync ${name}`, secretSyncFaults(args));
    this.store = this.storeOf(name, args);
    this.registerOutputs({ store: this.store.name });
  }

  private storeOf(name: string, args: SecretSyncArgs<C>): SecretStore {
    const { settings } = args;
    switch (settings.mode) {
      case "existing-store":
        return { name: settings.store, ready: [] };
      case "existing-controller":
        return this.createStore(name, args, settings, []);
      case "install": {
        const chart = this.install(name, args, settings);
        return this.createStore(name, args, settings, [chart]);
      }
    }
  }

  /** The controller, fenced in and with its identity before its first pod starts. */
  private install(name: string, args: SecretSyncArgs<C>, settings: Installation<C>): k8s.helm.v4.Chart {
    const { cluster } = args;
    const { namespace } = settings;
    const ofCloud: CloudStore<C> = stores[cluster.cloud];
    const identity = new WorkloadIdentity<C>(
      `${name}-identity`,
      {
        cluster,
        namespace,
        serviceAccount: manifests.serviceAccountName,
        rights: ofCloud.rights(cluster, settings, args.secrets),
      },
      { parent: this },
    );
    const serviceAccount = new k8s.core.v1.ServiceAccount(
      `${name}-service-account`,
      manifests.serviceAccount(namespace, identity.annotations),
      { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready] },
    );
    return installChart(
      `${name}-chart`,
      {
        cluster,
        namespace,
        chart: "external-secrets",
        releaseName: manifests.releaseName,
        values: manifests.chartValues(identity.podLabels),
      },
      { parent: this, dependsOn: [...identity.resources, serviceAccount, ...this.fence(name, args, settings)] },
    );
  }

  /** What the pods may reach and be reached by, before the first of them runs, and how many may be evicted. */
  private fence(
    name: string,
    { cluster, monitoring }: SecretSyncArgs<C>,
    { namespace, apiServerRange = cluster.ranges.nodes }: Installation<C>,
  ): readonly pulumi.Resource[] {
    const opts = { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready] };
    for (const [role, deployment] of Object.entries(manifests.deployments)) {
      const budget = disruptionBudget(namespace, deployment, manifests.podLabelsOf(deployment));
      new k8s.policy.v1.PodDisruptionBudget(`${name}-${role}-budget`, budget, opts);
    }
    const graph = new ServiceGraph(
      `${name}-traffic`,
      { cluster, namespace, services: manifests.services(), monitoring },
      { parent: this },
    );
    const toApiServer = manifests.apiServerPolicy(cluster, namespace, apiServerRange);
    const fromApiServer = manifests.webhookPolicy(cluster, namespace, apiServerRange);
    return [
      ...graph.ready,
      new k8s.networking.v1.NetworkPolicy(`${name}-to-api-server`, toApiServer, opts),
      new k8s.networking.v1.NetworkPolicy(`${name}-webhook-from-api-server`, fromApiServer, opts),
    ];
  }

  /** @param after the controller, where it is made here: its webhook must answer before it can judge the store. */
  private createStore(
    name: string,
    { cluster, namespaces }: SecretSyncArgs<C>,
    settings: StoreSettings[C],
    after: readonly pulumi.Resource[],
  ): SecretStore {
    const ofCloud: CloudStore<C> = stores[cluster.cloud];
    const manifest = manifests.clusterSecretStore(ofCloud.provider(cluster, settings), namespaces);
    const store = new k8s.apiextensions.CustomResource(
      `${name}-store`,
      { ...manifest },
      { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready, ...after] },
    );
    return { name: manifests.storeName, ready: [...after, store] };
  }
}
