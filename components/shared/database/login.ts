import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cloud";
import { refuse } from "../faults";
import { WorkloadIdentity } from "../identity/identity";
import type { Login } from "./adapter";
import { prepareLogin } from "./clouds";
import type { DatabaseLoginArgs, LoginPod } from "./contract";
import { job, jobTemplate } from "./manifests";
import { loginSql, ownerOf } from "./sql";
import { loginFaults } from "./validate";

/**
 * Lets the pods of one service account into one database of a PostgreSQL server, and makes role and database in it. On
 * the clouds there is no password: pods log in as their identity, through the Cloud SQL Auth Proxy, or with a token of
 * some minutes that a sidecar keeps in a libpq password file; libpq, the JDBC driver and pgx read it at every connection.
 *
 * A Job of the administration makes role and database. It can run again, and a changed one takes the place of the old.
 * Removing a login drops nothing in the database: data stays, and so does a role that can no longer log in.
 *
 * The sidecar costs a tenth of a core and 128 MiB for each pod; everything else is free.
 *
 * @example
 * const login = new DatabaseLogin("shop-database", {
 *   cluster,
 *   server: database.server,
 *   database: "shop",
 *   namespace: "shop",
 *   serviceAccount: "shop",
 *   runAsUser: 10001,
 * });
 * // Put `login.pod` into the pods, and let them depend on `login.ready`.
 */
export class DatabaseLogin<C extends Cloud> extends pulumi.ComponentResource {
  /** What the pods need in order to connect. */
  readonly pod: LoginPod;
  /** The role that they log in as. */
  readonly role: pulumi.Output<string>;
  /** What must exist before the first pod starts: pass it as `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DatabaseLoginArgs<C>, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:DatabaseLogin", name, {}, opts);
    refuse(`DatabaseLogin ${name}`, loginFaults(args));
    const prepared = prepareLogin(args);
    const identity = this.createIdentity(name, args, prepared.rights);
    const login = prepared.connect(name, identity, this);
    const job = this.createJob(name, args, login);
    this.pod = podOf(args, login, identity);
    this.role = login.role;
    this.ready = [...identity.resources, ...login.resources, job];
    this.registerOutputs({ role: this.role });
  }

  private createIdentity(
    name: string,
    { cluster, namespace, serviceAccount, rights }: DatabaseLoginArgs<C>,
    own: NonNullable<DatabaseLoginArgs<C>["rights"]>,
  ): WorkloadIdentity<C> {
    return new WorkloadIdentity(
      `${name}-identity`,
      { cluster, namespace, serviceAccount, rights: { ...own, ...rights } },
      { parent: this },
    );
  }

  private createJob(name: string, args: DatabaseLoginArgs<C>, login: Login): k8s.batch.v1.Job {
    const { cluster, server, database } = args;
    const { administration } = server;
    const sql = pulumi
      .all([login.role, login.dialect])
      .apply(([role, dialect]) => loginSql({ database, role }, dialect));
    const { revision } = login;
    const template = jobTemplate({ administration, access: login.administration, database, sql, revision });
    // A Job cannot be edited: with another content there is another, under a name that Pulumi chooses.
    return new k8s.batch.v1.Job(`${name}-job`, job(administration.namespace, template), {
      parent: this,
      provider: cluster.provider,
      dependsOn: [...cluster.ready, ...server.ready, ...administration.ready, ...login.resources],
    });
  }
}

function podOf<C extends Cloud>(
  { database }: DatabaseLoginArgs<C>,
  { pods }: Login,
  identity: WorkloadIdentity<C>,
): LoginPod {
  return {
    env: {
      ...pods.env,
      PGDATABASE: database,
      // What the pods make belongs to the database's owner, and so outlives this login.
      PGOPTIONS: `-c role=${ownerOf(database)}`,
    },
    sidecars: pods.initContainers,
    volumes: pods.volumes,
    volumeMounts: pods.volumeMounts,
    serviceAccountAnnotations: identity.annotations,
    podLabels: identity.podLabels,
  };
}
