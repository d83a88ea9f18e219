import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../shared/cloud";
import type { Server } from "../shared/database/contract";
import type { Rights } from "../shared/identity/contract";
import type { WorkloadIdentity } from "../shared/identity/identity";
import type { postgres } from "../shared/versions";
import type { Alarms } from "./alarms";

/**
 * What becomes of the database when it leaves the program:
 * - `protect`: engine and cloud refuse to delete it;
 * - `retain`: it is left running and forgotten;
 * - `delete`: it is deleted; a final backup and the automated ones outlive it.
 */
export type Removal = "protect" | "retain" | "delete";

/** A major of PostgreSQL that some cloud supports. */
export type PostgresVersion = (typeof postgres.supported)[Cloud][number];

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export type Weekday = (typeof weekdays)[number];

/** Settings that every managed server has, whatever its cloud. Defaults are filled in. */
export interface ServerSettings {
  /** Major of PostgreSQL; the cloud applies minors by itself in the maintenance window. A change upgrades in place, with minutes of downtime. */
  readonly version: PostgresVersion;
  /** Machine, as the cloud names it. A change acts in place: a failover, seconds to minutes. */
  readonly tier: string;
  /** A synchronous standby in another zone that takes over by itself. A change acts in place; off halves the price and loses 99.99 %. */
  readonly highAvailability: boolean;
  /** Capacity in GiB: where it starts, and how far the cloud may let it grow by itself. It never shrinks. */
  readonly storage: { readonly initialGiB: number; readonly maximumGiB: number };
  readonly backups: {
    /** Days for which any point in time can be restored, here and in the second region: 7 to 35. A change acts in place. */
    readonly retentionDays: number;
    /** Start of the daily backup, `HH:MM` in UTC. A change acts in place. */
    readonly start: string;
    /** Whether backups are copied to the backup region. */
    readonly secondRegion: boolean;
  };
  /** Weekly window of minor upgrades, at `HH:MM` in UTC. A change acts in place. */
  readonly maintenance: { readonly day: Weekday; readonly start: string };
  /** Server parameters, laid over the ones of this package, which no entry may weaken. A change acts in place or at the next restart. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly alarms: AlarmSettings;
  readonly removal: Removal;
  /** Name of an instance that was restored by hand and takes the place of the old one; default none. See the runbook. */
  readonly restored?: string | undefined;
}

/** Who hears of alarms. */
export interface AlarmSettings {
  /** E-mail addresses; each gets a mail that it must confirm on AWS. */
  readonly emails: readonly string[];
  /** HTTPS addresses, such as those of a pager. */
  readonly webhooks: readonly string[];
  /** A topic (ARN), notification channel (name) or action group (id) that exists; default none. */
  readonly existing?: string | undefined;
  /** Address of the runbook on alarms; each alarm points to its section. */
  readonly runbook: string;
}

/** Settings that one cloud has beside those. */
export interface CloudSettings {
  readonly gke: {
    /**
     * Whether a replica in the backup region can be promoted when the region is lost. Backups need the key of the
     * lost region wherever they are, so that without the replica they may be of no use then. A change makes or deletes
     * it; it costs what the server costs without its standby, some 200 dollars a month by default (list price).
     */
    readonly replica: boolean;
  };
  readonly eks: {
    /** IOPS of the storage, from 400 GiB on; default what the size brings. A change acts in place. */
    readonly iops?: number | undefined;
    /** Throughput of the storage in MiB/s, from 400 GiB on; default what the size brings. A change acts in place. */
    readonly throughput?: number | undefined;
  };
  readonly aks: {
    /** Days for which server and audit logs are kept: 30 to 730. A change acts in place. */
    readonly logRetentionDays: number;
    /** Azure has granted this subscription standbys in a region where it makes no new ones at present. */
    readonly highAvailabilityGranted: boolean;
  };
}

export type Creation<C extends Cloud> = ServerSettings & CloudSettings[C] & { readonly mode: "create" };

/** Facts of a server that exists. */
export interface AdoptedFacts {
  readonly gke: { readonly instanceName: string };
  readonly eks: {
    readonly identifier: string;
    /** `db-…` */
    readonly resourceId: string;
    /** The master user, whose password RDS manages. */
    readonly administratorRole: string;
    readonly administratorSecretArn: string;
    readonly administratorSecretKeyArn: string;
  };
  readonly aks: { readonly serverName: string; readonly resourceGroup: string };
}

export type Adoption<C extends Cloud> = AdoptedFacts[C] & {
  readonly mode: "adopt";
  /** Private address or name. */
  readonly host: string;
};

/** A PostgreSQL in one pod of the cluster: for development, without any of the guarantees. */
export interface InCluster {
  readonly mode: "in-cluster";
  readonly version: PostgresVersion;
  readonly storageGiB: number;
}

/** Where the Jobs run that make databases and roles. */
export interface AdministrationSettings {
  /** A namespace of its own, with guardrails. */
  readonly namespace: string;
}

export type DatabaseSettings<C extends Cloud> = (Creation<C> | Adoption<C> | InCluster) & {
  readonly administration: AdministrationSettings;
};

/** Where a server and its cluster are. */
export interface Place {
  readonly region: string;
  readonly backupRegion: string;
  readonly zones: readonly string[];
}

/** What an adapter gets. */
export interface AdapterArgs<C extends Cloud, S> {
  readonly cluster: Handle<C>;
  readonly backupRegion: string;
  readonly settings: S;
}

/** What an adapter makes of a server to create or to adopt. */
export interface CloudDatabase<C extends Cloud> extends Omit<Server<C>, "administration"> {
  /** Name of the instance in its cloud. */
  readonly instanceName: pulumi.Output<string>;
  /** Id of the instance in its cloud: ARN, path or resource id. */
  readonly instanceId: pulumi.Output<string>;
  /** Id of the copies of backups in the second region; absent where none are made here. */
  readonly secondRegionBackups: pulumi.Output<string> | undefined;
  /** Topic, channel or action group that hears of alarms; absent where none is made or given. */
  readonly alarmTarget: pulumi.Output<string> | undefined;
}

/** One cloud: what it makes, and what it adopts. Every resource is a child of `parent` named `${name}-<role>`. */
export interface DatabaseAdapter<C extends Cloud> {
  create(
    name: string,
    args: AdapterArgs<C, Creation<C>>,
    alarms: Alarms,
    parent: pulumi.ComponentResource,
  ): CloudDatabase<C>;
  adopt(name: string, args: AdapterArgs<C, Adoption<C>>, parent: pulumi.ComponentResource): CloudDatabase<C>;
  /** What the identity of the administration may do in the cloud. */
  administratorRights(cluster: Handle<C>, database: CloudDatabase<C>): Rights[C];
  /** Makes that identity an administrator of the server; the role it logs in as, and what must exist before. */
  admit(
    name: string,
    args: { readonly cluster: Handle<C>; readonly database: CloudDatabase<C>; readonly identity: WorkloadIdentity<C> },
    parent: pulumi.ComponentResource,
  ): { readonly role: pulumi.Output<string>; readonly resources: readonly pulumi.Resource[] };
}
