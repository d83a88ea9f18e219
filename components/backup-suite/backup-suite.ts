import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { toApiServer } from "../shared/api-server";
import { installChart } from "../shared/chart/chart";
import type { Cloud } from "../shared/cloud";
import { refuse } from "../shared/faults";
import { WorkloadIdentity } from "../shared/identity/identity";
import { guards } from "../shared/removal";
import { ServiceGraph } from "../shared/service-graph/service-graph";
import { backupAdapter } from "./clouds";
import type { BackupSuiteArgs, CloudStores, Locations, SnapshotClass } from "./contract";
import { backupFaults } from "./validate";
import { storageLocations, volumeSnapshotClass } from "./velero/locations";
import * as manifests from "./velero/manifests";
import type { Manifest } from "./velero/manifest";
import { releaseName, serviceAccountName } from "./velero/names";
import { rehearsalJob, rehearsalRights, rehearsedSchedule } from "./velero/rehearsal";
import { schedules } from "./velero/schedules";
import { chartValues } from "./velero/values";

/**
 * Backups of every object and volume by Velero, here and in a second region, kept for days, weeks and months under
 * customer keys, locked against deletion, with alarms for whatever would make a restore impossible. The drill
 * (`npm run drill`) restores from them and measures. `docs/components/backup-suite.md` says what is guaranteed and what
 * it costs.
 *
 * @example
 * new BackupSuite("backups", { cluster, backupRegion: "eu-central-1", settings, namespaces: ["shop"] });
 */
export class BackupSuite<C extends Cloud> extends pulumi.ComponentResource {
  /** Bucket or account that Velero writes to. */
  readonly home: pulumi.Output<string>;
  /** Its copy in the second region; none where none is made. */
  readonly copy: pulumi.Output<string> | undefined;
  /** Without it nothing that volumes held can be restored, so it is kept outside the cluster: in the state, encrypted. */
  readonly repositoryPassword: pulumi.Output<string>;

  constructor(name: string, args: BackupSuiteArgs<C>, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:BackupSuite", name, {}, opts);
    const { cluster, backupRegion, settings, alarmTarget } = args;
    refuse(`BackupSuite ${name}`, backupFaults(cluster.cloud, settings, { region: cluster.region, backupRegion }));
    const adapter = backupAdapter(cluster.cloud);
    const target = settings.alarms.existing ?? alarmTarget;
    const stores = adapter.createStores(name, { cluster, backupRegion, settings, alarmTarget: target }, this);
    const identity = this.createIdentity(name, args, stores);
    const password = this.createPassword(name, args);
    const ready = this.install(name, args, identity, [...stores.ready, password.secret]);
    this.createLocations(name, args, stores.locations(identity), ready);
    this.createSnapshotClass(name, args, adapter.snapshotClass({ cluster, settings }), ready);
    this.createRehearsal(name, args, ready);
    this.home = stores.home;
    this.copy = stores.copy;
    this.repositoryPassword = password.text;
    this.registerOutputs({ home: this.home, copy: this.copy, repositoryPassword: this.repositoryPassword });
  }

  private createIdentity(
    name: string,
    { cluster, settings }: BackupSuiteArgs<C>,
    { rights }: CloudStores<C>,
  ): WorkloadIdentity<C> {
    const { namespace } = settings;
    const args = { cluster, namespace, serviceAccount: serviceAccountName, rights };
    return new WorkloadIdentity<C>(`${name}-identity`, args, { parent: this });
  }

  /** What encrypts the contents of volumes in the store, under the customer key that encrypts it there as well. */
  private createPassword(name: string, { cluster, settings, guardrails = [] }: BackupSuiteArgs<C>) {
    const password = new random.RandomPassword(
      `${name}-repository-password`,
      { length: 40, special: false },
      { parent: this, ...guards(settings.removal) },
    );
    const secret = new k8s.core.v1.Secret(
      `${name}-repository-secret`,
      manifests.repositorySecretOf(settings.namespace, password.result),
      { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready, ...guardrails] },
    );
    return { text: pulumi.secret(password.result), secret };
  }

  /** Velero, fenced in, with its identity and its password before its first pod starts. */
  private install(
    name: string,
    { cluster, settings, monitoring, guardrails = [] }: BackupSuiteArgs<C>,
    identity: WorkloadIdentity<C>,
    after: readonly pulumi.Resource[],
  ): readonly pulumi.Resource[] {
    const { namespace, volumes } = settings;
    const opts = { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready, ...guardrails] };
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-service-account`,
      manifests.serviceAccount(namespace, identity.annotations),
      opts,
    );
    const config = new k8s.core.v1.ConfigMap(
      `${name}-node-agent-config`,
      manifests.nodeAgentConfigMap(namespace, identity.podLabels),
      opts,
    );
    const rules = new k8s.core.v1.ConfigMap(`${name}-alarms`, manifests.alarmRules(settings), opts);
    const graph = new ServiceGraph(
      `${name}-traffic`,
      { cluster, namespace, services: manifests.services(settings), monitoring },
      { parent: this, dependsOn: [...guardrails] },
    );
    const toApi = { name: "velero-to-api-server", namespace, podLabels: {} };
    const fence = new k8s.networking.v1.NetworkPolicy(`${name}-to-api-server`, toApiServer(cluster, toApi), opts);
    const values = chartValues({ cloud: cluster.cloud, volumes, identityLabels: identity.podLabels });
    const dependsOn = [...identity.resources, ...graph.ready, ...after, account, config, rules, fence];
    const chart = installChart(
      `${name}-chart`,
      { cluster, namespace, chart: "velero", releaseName, values },
      { parent: this, dependsOn },
    );
    return [...dependsOn, chart];
  }

  /** Schedules come after the store that they write to, and go before it. */
  private createLocations(
    name: string,
    args: BackupSuiteArgs<C>,
    locations: Locations,
    after: readonly pulumi.Resource[],
  ): void {
    const { settings, namespaces, hooks = [] } = args;
    const found = storageLocations(settings.namespace, locations).map(({ role, manifest }) =>
      this.createCustom(`${name}-location-${role}`, args, manifest, after),
    );
    for (const [schedule, manifest] of Object.entries(schedules(settings, { namespaces, hooks })))
      this.createCustom(`${name}-schedule-${schedule}`, args, manifest, found);
  }

  private createSnapshotClass(
    name: string,
    args: BackupSuiteArgs<C>,
    snapshotClass: SnapshotClass,
    after: readonly pulumi.Resource[],
  ): void {
    const { volumes } = args.settings;
    if (volumes === "leave") return;
    this.createCustom(`${name}-snapshot-class`, args, volumeSnapshotClass(snapshotClass, volumes), after);
  }

  private createRehearsal(name: string, args: BackupSuiteArgs<C>, after: readonly pulumi.Resource[]): void {
    const { cluster, settings, guardrails = [] } = args;
    const { namespace, rehearsal } = settings;
    const schedule = rehearsal === undefined ? undefined : rehearsedSchedule(settings, rehearsal.from);
    if (rehearsal === undefined || schedule === undefined) return;
    const opts = { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready, ...guardrails] };
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-rehearsal-account`,
      manifests.rehearsalServiceAccount(namespace),
      opts,
    );
    const rights = Object.entries(rehearsalRights(namespace, rehearsal.into)).flatMap(([what, [role, binding]]) => {
      const made = new k8s.rbac.v1.Role(`${name}-rehearsal-${what}`, role, opts);
      return [
        made,
        new k8s.rbac.v1.RoleBinding(`${name}-rehearsal-${what}-binding`, binding, { ...opts, dependsOn: made }),
      ];
    });
    const job = rehearsalJob(namespace, schedule, rehearsal);
    new k8s.batch.v1.CronJob(`${name}-rehearsal`, job, { ...opts, dependsOn: [...after, account, ...rights] });
  }

  private createCustom(
    name: string,
    { cluster }: BackupSuiteArgs<C>,
    manifest: Manifest,
    dependsOn: readonly pulumi.Resource[],
  ): k8s.apiextensions.CustomResource {
    const opts = { parent: this, provider: cluster.provider, dependsOn: [...dependsOn] };
    return new k8s.apiextensions.CustomResource(name, { ...manifest }, opts);
  }
}
