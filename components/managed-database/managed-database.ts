import * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../shared/cloud";
import type { ServerOf } from "../shared/database/contract";
import { refuse } from "../shared/faults";
import { administrationOf, inClusterAdministration } from "./administration";
import { alarmTexts } from "./alarms";
import { databaseAdapter } from "./clouds";
import type { Adoption, CloudDatabase, Creation, DatabaseAdapter, DatabaseSettings } from "./contract";
import { createInCluster } from "./in-cluster";
import { creationFaults } from "./validate";

export interface ManagedDatabaseArgs<C extends Cloud> {
  /** The cluster whose pods use the database. A change of the cluster's network replaces the database; data is lost. */
  readonly cluster: Handle<C>;
  /**
   * Region that the backups are copied to. A change moves later copies on AWS and Google Cloud; Azure fixes it when
   * the server is made.
   */
  readonly backupRegion: string;
  /** Create, adopt, or for development run in the cluster; each setting says what a change of it does. */
  readonly settings: DatabaseSettings<C>;
  /**
   * What guards the namespace of the administration; its Jobs come after it.
   * @default []
   */
  readonly guardrails?: readonly pulumi.Resource[] | undefined;
}

/** What each of the three ways to get a server gives. */
interface Database<C extends Cloud> {
  readonly server: ServerOf<C>;
  readonly instance?: CloudDatabase<C>;
}

/**
 * A PostgreSQL that survives a zone and a region: a synchronous standby in another zone, points in time of 35 days
 * here and in a second region, customer keys, private addresses, TLS and identities instead of passwords, and an alarm
 * for whatever puts that at risk. The same guarantees on all clouds; `docs/components/managed-database.md` says what
 * they cost and what is lost by turning one off.
 *
 * @example
 * const database = new ManagedDatabase("database", { cluster, backupRegion: "eu-central-1", settings });
 * new DatabaseLogin("shop", { cluster, server: database.server, database: "shop", namespace: "shop", … });
 */
export class ManagedDatabase<C extends Cloud> extends pulumi.ComponentResource {
  /** What logins and network policies need. */
  readonly server: ServerOf<C>;
  /** Private address or name. */
  readonly host: pulumi.Output<string>;
  /** Name of the instance in its cloud; none in the cluster. */
  readonly instanceName: pulumi.Output<string> | undefined;
  /** ARN, path or resource id of the instance; none in the cluster. */
  readonly instanceId: pulumi.Output<string> | undefined;
  /** Id of the copies of backups in the second region; none where this component makes none. */
  readonly secondRegionBackups: pulumi.Output<string> | undefined;
  /** Topic, channel or action group that hears of alarms; none where this component watches nothing. */
  readonly alarmTarget: pulumi.Output<string> | undefined;

  constructor(name: string, args: ManagedDatabaseArgs<C>, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:ManagedDatabase", name, {}, opts);
    refuse(`ManagedDatabase ${name}`, faultsOf(args));
    const { server, instance } = this.provide(name, args);
    this.server = server;
    this.host = server.host;
    this.instanceName = instance?.instanceName;
    this.instanceId = instance?.instanceId;
    this.secondRegionBackups = instance?.secondRegionBackups;
    this.alarmTarget = instance?.alarmTarget;
    this.registerOutputs({
      host: this.host,
      instanceName: this.instanceName,
      instanceId: this.instanceId,
      secondRegionBackups: this.secondRegionBackups,
      alarmTarget: this.alarmTarget,
    });
  }

  private provide(name: string, args: ManagedDatabaseArgs<C>): Database<C> {
    const { cluster, settings, guardrails = [] } = args;
    const { administration } = settings;
    if (settings.mode === "in-cluster") {
      const { role, ...server } = createInCluster(name, { cluster, settings, administration, guardrails }, this);
      const access = { cluster, settings: administration, server, role, guardrails };
      return { server: { ...server, administration: inClusterAdministration(name, access, this) } };
    }
    const adapter = databaseAdapter(cluster.cloud);
    const instance = this.instance(name, args, adapter, settings);
    const access = { cluster, settings: administration, database: instance, adapter, guardrails };
    return { server: { ...instance, administration: administrationOf(name, access, this) }, instance };
  }

  private instance(
    name: string,
    { cluster, backupRegion }: ManagedDatabaseArgs<C>,
    adapter: DatabaseAdapter<C>,
    settings: Creation<C> | Adoption<C>,
  ): CloudDatabase<C> {
    if (settings.mode === "adopt") return adapter.adopt(name, { cluster, backupRegion, settings }, this);
    return adapter.create(name, { cluster, backupRegion, settings }, alarmTexts(settings.alarms.runbook), this);
  }
}

function faultsOf<C extends Cloud>({ cluster, backupRegion, settings }: ManagedDatabaseArgs<C>) {
  if (settings.mode !== "create") return [];
  return creationFaults(cluster.cloud, settings, { region: cluster.region, backupRegion, zones: cluster.zones });
}
