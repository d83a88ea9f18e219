import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";

export interface KeysArgs {
  readonly project: string;
  readonly region: string;
  /** Region of the second key; none where nothing of the database goes there. */
  readonly backupRegion: string | undefined;
}

/** A key and who may use it, which must exist before the first instance. */
export interface DatabaseKey {
  readonly key: gcp.kms.CryptoKey;
  readonly grant: gcp.kms.CryptoKeyIAMMember;
}

export interface DatabaseKeys {
  /** Encrypts instance and backups, wherever the backups are: a backup keeps the key of its instance. */
  readonly home: DatabaseKey;
  /** Encrypts what runs in the backup region: a replica, or an instance restored there. */
  readonly backup: DatabaseKey | undefined;
}

const days = (count: number): string => `${count * 24 * 60 * 60}s`;

/** Days after which a destroyed key is gone for good: the most that Cloud KMS grants. */
export const destructionDays = 120;

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
  const create = (role: string, location: string): DatabaseKey =>
    createKey(`${name}-${role}`, { project, location, user: agent.email }, opts);
  return {
    home: create("key", region),
    backup: backupRegion === undefined ? undefined : create("backup-key", backupRegion),
  };
}

interface KeyArgs {
  readonly project: string;
  readonly location: string;
  /** E-mail of the service account that may use the key. */
  readonly user: pulumi.Output<string>;
}

function createKey(
  name: string,
  { project, location, user }: KeyArgs,
  opts: pulumi.CustomResourceOptions,
): DatabaseKey {
  const ring = new gcp.kms.KeyRing(`${name}-ring`, { project, location }, opts);
  const key = new gcp.kms.CryptoKey(
    name,
    {
      keyRing: ring.id,
      purpose: "ENCRYPT_DECRYPT",
      rotationPeriod: days(90),
      destroyScheduledDuration: days(destructionDays),
    },
    opts,
  );
  const grant = new gcp.kms.CryptoKeyIAMMember(
    `${name}-cloudsql`,
    {
      cryptoKeyId: key.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: pulumi.interpolate`serviceAccount:${user}`,
    },
    opts,
  );
  return { key, grant };
}
