import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import { createCustomerKey, type CustomerKey } from "../../shared/gke/keys";

export interface KeysArgs {
  readonly project: string;
  readonly region: string;
  /** Region of the second key; none where nothing of the database goes there. */
  readonly backupRegion: string | undefined;
}

export interface DatabaseKeys {
  /** Encrypts instance and backups, wherever the backups are: a backup keeps the key of its instance. */
  readonly home: CustomerKey;
  /** Encrypts what runs in the backup region: a replica, or an instance restored there. */
  readonly backup: CustomerKey | undefined;
}

/** Customer keys of the database, which Cloud SQL and nobody else may use. */
export function createKeys(
  name: string,
  { project, region, backupRegion }: KeysArgs,
  opts: pulumi.CustomResourceOptions,
): DatabaseKeys {
  const agent = new gcp.projects.ServiceIdentity(
    `${name}-cloudsql`,
    { project, service: "sqladmin.googleapis.com" },
    opts,
  );
  const create = (role: string, location: string): CustomerKey =>
    createCustomerKey(`${name}-${role}`, { project, location, user: { name: "cloudsql", email: agent.email } }, opts);
  return {
    home: create("key", region),
    backup: backupRegion === undefined ? undefined : create("backup-key", backupRegion),
  };
}
