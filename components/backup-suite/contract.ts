import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../shared/cloud";
import type { Fault } from "../shared/faults";
import type { Rights } from "../shared/identity/contract";
import type { WorkloadIdentity } from "../shared/identity/identity";

/**
 * What becomes of the stores and their keys when they leave the program:
 * - `protect`: the engine refuses to delete them;
 * - `retain`: they are left as they are and forgotten;
 * - `delete`: they are deleted with every backup in them, as far as locks allow.
 */
export type Removal = "protect" | "retain" | "delete";

/**
 * What becomes of the data in volumes:
 * - `move`: a snapshot is copied into the store, and so into the second region;
 * - `snapshot`: a snapshot stays in the cloud's snapshot service, in the home region;
 * - `leave`: only the objects of Kubernetes are kept.
 */
export type Volumes = "move" | "snapshot" | "leave";

/** When a backup is made and how long it is kept. */
export interface ScheduleSettings {
  /** Five fields of cron in UTC, such as `0 2 * * *`. A change acts in place, on the next backup. */
  readonly cron: string;
  /** Days after which Velero deletes a backup. A change acts in place, on later backups. */
  readonly keepDays: number;
  /** Namespaces that are backed up; default all of the stack. A change acts in place, on later backups. */
  readonly namespaces?: readonly string[] | undefined;
}

/** How the store keeps what is written to it, beyond what Velero deletes. */
export interface StoreSettings {
  /**
   * Days for which what was written cannot be deleted by Velero, or by whoever has its rights; 0 is none. On AWS the
   * governance mode, which who may bypass it can still lift. At most the shortest `keepDays`, for
   * what Velero deletes earlier would stay and be paid for. A change acts in place on later backups; on AWS the lock
   * itself is made with the bucket and stays with it.
   */
  readonly lockDays: number;
  /** Days for which what was deleted or overwritten can be brought back: `lockDays` or more. A change acts in place. */
  readonly keepDeletedDays: number;
}

/** Where another cluster's backups lie, in the terms of each cloud. */
export interface RecoverySettings {
  readonly gke: { readonly bucket: string };
  readonly eks: {
    readonly bucket: string;
    /** Region of the bucket. */
    readonly region: string;
    /** ARN of the customer key that encrypts it. */
    readonly keyArn: string;
  };
  readonly aks: {
    readonly storageAccount: string;
    readonly container: string;
    /** Resource group of the account, in the cluster's subscription. */
    readonly resourceGroup: string;
  };
}

/** Who hears when copies in the second region fall behind. */
export interface AlarmSettings {
  /** A topic (ARN), notification channel (name) or action group (id) that exists; default the one of the database. */
  readonly existing?: string | undefined;
  /** Address of the runbook on alarms; each alarm points to its section. */
  readonly runbook: string;
}

/** A restore that is tried by itself, into a namespace of its own. */
export interface RehearsalSettings {
  /** Five fields of cron in UTC. A change acts in place. */
  readonly cron: string;
  /** Namespace whose newest backup is restored. */
  readonly from: string;
  /** Namespace of the stack that it is restored into, which nothing else uses. It is emptied before and afterwards. */
  readonly into: string;
}

/** Everything about backups that a stack file says. Defaults are filled in. */
export interface BackupSettings<C extends Cloud> {
  /** Namespace of Velero, of the stack and shared with nothing else. A change replaces Velero; backups stay. */
  readonly namespace: string;
  /** By name, which backups carry. Removing one leaves its backups until they expire. */
  readonly schedules: Readonly<Record<string, ScheduleSettings>>;
  /** A change acts in place, on later backups. */
  readonly volumes: Volumes;
  readonly store: StoreSettings;
  /** Whether everything is copied to the backup region. Off: the loss of the region loses the backups. */
  readonly secondRegion: boolean;
  /**
   * Hours of changes that may be lost at most: 1 to 168. A namespace that no schedule keeps as often is refused; an
   * alarm tells when a schedule is an hour late. A change acts in place.
   */
  readonly rpoHours: number;
  /** Backups of another cluster that can be restored here, and only read; default none. A change acts in place. */
  readonly recoverFrom?: RecoverySettings[C] | undefined;
  /** Default none. A change acts in place. */
  readonly rehearsal?: RehearsalSettings | undefined;
  readonly alarms: AlarmSettings;
  readonly removal: Removal;
}

/** Where stores are. */
export interface Place {
  readonly region: string;
  readonly backupRegion: string;
}

/** What one cloud refuses, or what would break a guarantee there. Paths are those of the settings. Pure. */
export type CloudFaults<C extends Cloud> = (settings: BackupSettings<C>, place: Place) => readonly Fault[];

/** A place where Velero finds backups, as a BackupStorageLocation says it. */
export interface Location {
  /** Plugin that speaks to it. */
  readonly provider: "aws" | "gcp" | "azure";
  /** Bucket or container. */
  readonly bucket: pulumi.Input<string>;
  readonly config: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Every place of one suite. All but `home` are only read. */
export interface Locations {
  /** In the home region, where backups are written. */
  readonly home: Location;
  /** The copy in the second region; absent where none is made. */
  readonly copy?: Location | undefined;
  /** Backups of another cluster; absent where none are named. */
  readonly recovery?: Location | undefined;
}

export interface AdapterArgs<C extends Cloud> {
  readonly cluster: Handle<C>;
  readonly backupRegion: string;
  readonly settings: BackupSettings<C>;
  /** Topic, channel or action group that hears of alarms; absent where nobody does. */
  readonly alarmTarget: pulumi.Input<string> | undefined;
}

/** The stores of one cloud. */
export interface CloudStores<C extends Cloud> {
  /** What Velero's identity may do: read and write at home, read elsewhere, and nothing more. */
  readonly rights: Rights[C];
  /** What the server's pods need of the identity in the locations is known once it exists. */
  locations(identity: WorkloadIdentity<C>): Locations;
  /** What must exist before the first backup: stores, their guards, replication. */
  readonly ready: readonly pulumi.Resource[];
  /** Name of the store at home. */
  readonly home: pulumi.Output<string>;
  /** Name of its copy; absent where none is made. On Google Cloud both are one bucket. */
  readonly copy: pulumi.Output<string> | undefined;
}

/** Driver of the cloud's volumes, and the parameters of their snapshots. */
export interface SnapshotClass {
  readonly driver: string;
  readonly parameters: Readonly<Record<string, pulumi.Input<string>>>;
}

/** One cloud. Every resource is a child of `parent` named `${name}-<role>`. */
export interface BackupAdapter<C extends Cloud> {
  createStores(name: string, args: AdapterArgs<C>, parent: pulumi.ComponentResource): CloudStores<C>;
  snapshotClass(args: Pick<AdapterArgs<C>, "cluster" | "settings">): SnapshotClass;
}

/** A command that a container runs before and after its volumes are snapshotted, so that what is in them fits together. */
export interface BackupHook {
  /** Lower-case words joined by dashes. */
  readonly name: string;
  readonly namespace: string;
  /** Labels of the pods: one or more. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly container: string;
  /** Program and arguments; a backup fails with it. */
  readonly before: readonly string[];
  /** @default none */
  readonly after?: readonly string[] | undefined;
}

export interface BackupSuiteArgs<C extends Cloud> {
  /** The cluster. A change replaces Velero and its identity; the stores stay when the cluster keeps its name. */
  readonly cluster: Handle<C>;
  /** Region of the copies. A change makes a new copy; the old one follows `removal`. */
  readonly backupRegion: string;
  readonly settings: BackupSettings<C>;
  /** Namespaces of the stack, which a schedule without a list of its own keeps. A change acts on later backups. */
  readonly namespaces: readonly string[];
  /** @default [] */
  readonly hooks?: readonly BackupHook[] | undefined;
  /** Topic, channel or action group that hears of alarms, unless the settings name one; default none. */
  readonly alarmTarget?: pulumi.Input<string> | undefined;
  /**
   * The pods that scrape metrics. A change acts in place.
   * @default { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "prometheus" } }
   */
  readonly monitoring?:
    { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> } | undefined;
  /**
   * What guards the namespace; Velero comes after it.
   * @default []
   */
  readonly guardrails?: readonly pulumi.Resource[] | undefined;
}
