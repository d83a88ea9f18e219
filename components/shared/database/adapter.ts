import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cloud";
import type { Rights } from "../identity/contract";
import type { WorkloadIdentity } from "../identity/identity";
import type { Container, EnvValue, Volume, VolumeMount } from "../workload/contract";
import type { DatabaseLoginArgs } from "./contract";
import type { Dialect } from "./sql";

/** What an adapter gets: a login on a server of its own kind. */
export type LoginRequest<C extends Cloud, S> = Omit<DatabaseLoginArgs<C>, "server" | "rights"> & {
  readonly server: S;
};

/** What a container needs in order to connect, and what must run before it. */
export interface Access {
  /** Beside PGDATABASE. */
  readonly env: Readonly<Record<string, EnvValue>>;
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
}

/** A login, made. */
export interface Login {
  /** Role of the pods. */
  readonly role: pulumi.Output<string>;
  readonly dialect: pulumi.Input<Dialect>;
  /** How the pods connect. */
  readonly pods: Access;
  /** How the administration connects. */
  readonly administration: Access;
  /** What tells one state of the login from the next where no text of the Job does. */
  readonly revision?: pulumi.Output<string> | undefined;
  /** What must exist before pods and Job. */
  readonly resources: readonly pulumi.Resource[];
}

/** A login, before its identity is made. */
export interface PreparedLogin<C extends Cloud> {
  /** What the identity of the pods may do in the cloud. */
  readonly rights: Rights[C];
  /** Makes the rest; every resource is a child of `parent` named `${name}-<role>`. */
  connect(name: string, identity: WorkloadIdentity<C>, parent: pulumi.ComponentResource): Login;
}
