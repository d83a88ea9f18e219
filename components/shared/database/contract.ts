import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../cloud";
import type { Rights } from "../identity/contract";
import type { Container, EnvValue, Volume, VolumeMount } from "../workload/contract";

/** Where a PostgreSQL server runs: managed by the cloud of that name, or in pods of the cluster, for development. */
export type ServerKind = Cloud | "in-cluster";

/** What a login needs to know of a server, beside its address. */
export interface ServerFacts {
  readonly gke: {
    readonly project: string;
    readonly instanceName: pulumi.Output<string>;
    /** `PROJECT:REGION:INSTANCE`, as the Cloud SQL Auth Proxy names it. */
    readonly connectionName: pulumi.Output<string>;
  };
  readonly eks: {
    /** `db-…`: what `rds-db:connect` names, not the identifier. */
    readonly resourceId: pulumi.Output<string>;
    /** The secret in which RDS keeps and rotates the administrator's password; only the administration reads it. */
    readonly administratorSecretArn: pulumi.Output<string>;
    readonly administratorSecretKeyArn: pulumi.Output<string>;
  };
  readonly aks: {
    readonly tenantId: string;
  };
  readonly "in-cluster": {
    readonly namespace: string;
    readonly podLabels: Readonly<Record<string, string>>;
    /** Secret of the administration's namespace with the key `password`. */
    readonly administratorSecret: pulumi.Output<string>;
  };
}

/** Who makes databases and roles, in Jobs of a namespace that no application shares. */
export interface Administration {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Labels of the Jobs' pods, which network policies select and cloud identities need. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** The PostgreSQL role of the administration. */
  readonly role: pulumi.Output<string>;
  /** What must exist before the first Job: identity, account, network policy. */
  readonly ready: readonly pulumi.Resource[];
}

/** One PostgreSQL server: all that its users know of it. */
export interface Server<K extends ServerKind> {
  readonly kind: K;
  /** Private address or name. */
  readonly host: pulumi.Output<string>;
  readonly port: number;
  /** Private addresses among which the server is, in CIDR notation; network policies open them. */
  readonly range: string;
  readonly administration: Administration;
  readonly facts: ServerFacts[K];
  /** What must exist before the first login. */
  readonly ready: readonly pulumi.Resource[];
}

export type DatabaseServer = { [K in ServerKind]: Server<K> }[ServerKind];

/** The servers that a cluster of cloud `C` can use. */
export type ServerOf<C extends Cloud> = Server<C> | Server<"in-cluster">;

export interface DatabaseLoginArgs<C extends Cloud> {
  /** The cluster of the pods. A change replaces the login. */
  readonly cluster: Handle<C>;
  /** The server. A change replaces the login and leaves the data where it is. */
  readonly server: ServerOf<C>;
  /**
   * Database that the pods own: up to 57 lower-case letters, digits and `_`, a letter first. It is made when it does
   * not exist and never dropped, and belongs to the role `DATABASE-owner`, of which every login of it is a member. A
   * change makes another one, and leaves the old one where it is.
   */
  readonly database: string;
  /** Namespace of the pods: a DNS label. A change replaces the login. */
  readonly namespace: string;
  /** Service account of the pods: a DNS label. A change replaces the login. */
  readonly serviceAccount: string;
  /** User id that the connecting container runs as, 1 or more; the password file is readable by it alone. A change rolls the pods. */
  readonly runAsUser: number;
  /**
   * Further rights of the service account in the cloud: an account has one identity. A change acts in place.
   * @default {}
   */
  readonly rights?: Rights[C] | undefined;
}

/** What a pod needs in order to connect, in the terms of libpq, which most drivers share. */
export interface LoginPod {
  /**
   * PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE, and PGOPTIONS, by which sessions act as the database's owner; on EKS
   * and AKS PGSSLROOTCERT, a file of roots in PEM, and PGPASSFILE; in the cluster PGPASSWORD, from a Secret.
   */
  readonly env: Readonly<Record<string, EnvValue>>;
  /** Native sidecars: init containers that run on and must come first. */
  readonly sidecars: readonly Container[];
  readonly volumes: readonly Volume[];
  /** Mounts of the container that connects. */
  readonly volumeMounts: readonly VolumeMount[];
  /** Annotations of the service account. */
  readonly serviceAccountAnnotations: Readonly<Record<string, pulumi.Output<string>>>;
  readonly podLabels: Readonly<Record<string, string>>;
}
