import type { Output } from "@pulumi/pulumi";
import {
  Application,
  type ApplicationSettings,
  type BackupSettings,
  BackupSuite,
  type Cloud,
  type DatabaseSettings,
  Guardrails,
  type Handle,
  ManagedDatabase,
  remoteSecretsOf,
  SecretSync,
  type SecretSyncSettings,
} from "../components";
import { backupHooks } from "./backup-hooks";
import type { NamespaceConfig } from "./settings/namespaces";

/** What the settings of any cloud say of what stands on its cluster. */
export interface PlatformSettings<C extends Cloud> {
  readonly backupRegion: string;
  readonly namespaces: Readonly<Record<string, NamespaceConfig>>;
  readonly secrets?: SecretSyncSettings<C> | undefined;
  readonly database?: DatabaseSettings<C> | undefined;
  readonly backups?: BackupSettings<C> | undefined;
  readonly applications: Readonly<Record<string, ApplicationSettings>>;
}

/** What a stack tells other stacks and the people who run it. */
export interface Outputs {
  readonly cloud: Cloud;
  readonly clusterName: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly kubernetesVersion: string;
  readonly workloadIdentityIssuer: Output<string>;
  readonly namespaces: readonly Output<string>[];
  /** Absent without a database. */
  readonly database?: DatabaseOutputs;
  readonly applications: Readonly<Record<string, { readonly service: string }>>;
  /** Absent without backups. */
  readonly backups?: BackupOutputs;
}

interface DatabaseOutputs {
  readonly host: Output<string>;
  /** The rest is absent where the server is adopted, or runs in the cluster. */
  readonly instanceName?: Output<string> | undefined;
  readonly secondRegionBackups?: Output<string> | undefined;
  readonly alarmTarget?: Output<string> | undefined;
}

interface BackupOutputs {
  readonly store: Output<string>;
  /** Absent where nothing is copied to a second region. */
  readonly copy?: Output<string> | undefined;
  /** Secret: keep it elsewhere too, for without it nothing that volumes held can be restored. */
  readonly repositoryPassword: Output<string>;
}

/** Puts on a cluster what its settings ask for: namespaces, secrets, the database, applications, backups. */
export function platformOn<C extends Cloud>(cluster: Handle<C>, settings: PlatformSettings<C>): Outputs {
  const namespaces = createNamespaces(cluster, settings);
  const secretSync = createSecretSync(cluster, settings, namespaces);
  const database = createDatabase(cluster, settings, namespaces);
  const applications = createApplications(cluster, settings, { namespaces, secretSync, database });
  const backups = createBackups(cluster, settings, { namespaces, database });
  return {
    cloud: cluster.cloud,
    clusterName: cluster.name,
    region: cluster.region,
    zones: cluster.zones,
    kubernetesVersion: cluster.version,
    workloadIdentityIssuer: cluster.workloadIdentityIssuer,
    namespaces: Object.values(namespaces).map((each) => each.namespace),
    ...(database === undefined ? {} : { database: outputsOf(database) }),
    applications: Object.fromEntries(
      Object.entries(applications).map(([name, { serviceName }]) => [name, { service: serviceName }]),
    ),
    ...(backups === undefined ? {} : { backups: backupOutputsOf(backups) }),
  };
}

type Namespaces = Readonly<Record<string, Guardrails>>;

function createNamespaces<C extends Cloud>(cluster: Handle<C>, settings: PlatformSettings<C>): Namespaces {
  return Object.fromEntries(
    Object.entries(settings.namespaces).map(([namespace, config]) => [
      namespace,
      new Guardrails(namespace, { cluster, namespace, ...config }),
    ]),
  );
}

/** What guards a namespace; settings without it were refused. */
const guardrailsOf = (namespaces: Namespaces, name: string): readonly Guardrails[] => {
  const found = namespaces[name];
  return found === undefined ? [] : [found];
};

function createSecretSync<C extends Cloud>(
  cluster: Handle<C>,
  { secrets: settings, applications }: PlatformSettings<C>,
  namespaces: Namespaces,
): SecretSync<C> | undefined {
  if (settings === undefined) return undefined;
  const all = Object.entries(applications);
  const secrets = all.flatMap(([service, application]) => remoteSecretsOf({ ...application, service }));
  const users = all.map(([, { namespace }]) => namespace);
  const args = {
    cluster,
    settings,
    secrets: [...new Set(secrets)].sort(),
    // Without applications there is nothing to read, and the store is there for whatever namespaces generate.
    namespaces: [...new Set(users.length > 0 ? users : Object.keys(namespaces))].sort(),
  };
  const dependsOn = settings.mode === "install" ? [...guardrailsOf(namespaces, settings.namespace)] : [];
  return new SecretSync("secret-sync", args, { dependsOn });
}

function createDatabase<C extends Cloud>(
  cluster: Handle<C>,
  { backupRegion, database: settings }: PlatformSettings<C>,
  namespaces: Namespaces,
): ManagedDatabase<C> | undefined {
  if (settings === undefined) return undefined;
  const guardrails = guardrailsOf(namespaces, settings.administration.namespace);
  return new ManagedDatabase("database", { cluster, backupRegion, settings, guardrails });
}

interface Ground<C extends Cloud> {
  readonly namespaces: Namespaces;
  readonly secretSync: SecretSync<C> | undefined;
  readonly database: ManagedDatabase<C> | undefined;
}

const withoutDatabase = { name: false } as const;

function createApplications<C extends Cloud>(
  cluster: Handle<C>,
  settings: PlatformSettings<C>,
  { namespaces, secretSync, database }: Ground<C>,
): Readonly<Record<string, Application<C>>> {
  const guarded = Object.fromEntries(Object.entries(namespaces).map(([name, guardrails]) => [name, [guardrails]]));
  return Object.fromEntries(
    Object.entries(settings.applications).map(([name, application]) => {
      const { limits, monitoring, nodeLocalDns } = settings.namespaces[application.namespace] ?? {};
      const args = {
        ...application,
        cluster,
        service: name,
        // The settings were judged: without a server no application needs a database.
        database: database === undefined ? withoutDatabase : { ...application.database, server: database.server },
        secretStore: secretSync?.store,
        limits,
        monitoring,
        nodeLocalDns,
        guardrails: guardrailsOf(namespaces, application.namespace),
        guarded,
      };
      return [name, new Application(name, args)];
    }),
  );
}

function createBackups<C extends Cloud>(
  cluster: Handle<C>,
  { backupRegion, backups: settings, namespaces: configs }: PlatformSettings<C>,
  { namespaces, database }: Pick<Ground<C>, "namespaces" | "database">,
): BackupSuite<C> | undefined {
  if (settings === undefined) return undefined;
  const { namespace, rehearsal } = settings;
  // Velero's own holds what it makes by itself, and the other is emptied again and again.
  const own = [namespace, ...(rehearsal === undefined ? [] : [rehearsal.into])];
  return new BackupSuite("backups", {
    cluster,
    backupRegion,
    settings,
    namespaces: Object.keys(namespaces).filter((name) => !own.includes(name)),
    hooks: backupHooks(database?.server),
    alarmTarget: database?.alarmTarget,
    monitoring: configs[namespace]?.monitoring,
    guardrails: own.flatMap((name) => guardrailsOf(namespaces, name)),
  });
}

function outputsOf<C extends Cloud>(database: ManagedDatabase<C>): DatabaseOutputs {
  const { host, instanceName, secondRegionBackups, alarmTarget } = database;
  return { host, instanceName, secondRegionBackups, alarmTarget };
}

const backupOutputsOf = <C extends Cloud>({ home, copy, repositoryPassword }: BackupSuite<C>): BackupOutputs => ({
  store: home,
  copy,
  repositoryPassword,
});
