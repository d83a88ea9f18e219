import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place";

export interface ClusterKeys {
  /** Encrypts the Secrets in etcd. */
  readonly secrets: gcp.kms.CryptoKey;
  /** Encrypts the boot disks of nodes. */
  readonly disks: gcp.kms.CryptoKey;
  /** Who may use the keys: they must exist before the cluster, and outlive it. */
  readonly grants: readonly gcp.kms.CryptoKeyIAMMember[];
}

const ninetyDays = `${90 * 24 * 60 * 60}s`;

/** Customer keys in the cluster's region. Destroyed, they can be restored for 30 days. */
export function createKeys(
  name: string,
  { project, region }: Place,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): ClusterKeys {
  const ring = new gcp.kms.KeyRing(`${name}-keys`, { project, location: region }, opts);
  const secrets = createKey(`${name}-secrets-key`, ring, opts);
  const disks = createKey(`${name}-disks-key`, ring, opts);

  // Google makes both agents when their API is switched on, and names them after the project's number.
  const { number } = gcp.organizations.getProjectOutput({ projectId: project }, opts);
  const agent = (service: string) => pulumi.interpolate`service-${number}@${service}.iam.gserviceaccount.com`;
  const grants = [
    grantUse(`${name}-secrets-key-gke`, secrets, agent("container-engine-robot"), opts),
    grantUse(`${name}-disks-key-compute`, disks, agent("compute-system"), opts),
  ];
  return { secrets, disks, grants };
}

function createKey(name: string, ring: gcp.kms.KeyRing, opts: pulumi.CustomResourceOptions): gcp.kms.CryptoKey {
  return new gcp.kms.CryptoKey(
    name,
    { keyRing: ring.id, purpose: "ENCRYPT_DECRYPT", rotationPeriod: ninetyDays },
    opts,
  );
}

function grantUse(
  name: string,
  key: gcp.kms.CryptoKey,
  serviceAccount: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): gcp.kms.CryptoKeyIAMMember {
  return new gcp.kms.CryptoKeyIAMMember(
    name,
    {
      cryptoKeyId: key.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: pulumi.interpolate`serviceAccount:${serviceAccount}`,
    },
    opts,
  );
}
