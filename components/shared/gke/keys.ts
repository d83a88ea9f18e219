import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";

/** A key and who may use it, which must exist before the first thing it encrypts. */
export interface CustomerKey {
  readonly key: gcp.kms.CryptoKey;
  readonly grant: gcp.kms.CryptoKeyIAMMember;
}

export interface CustomerKeyArgs {
  readonly project: string;
  /** Region or multi-region, which must be the one of the data. */
  readonly location: string;
  /** The service that may use the key: the ending of the grant's logical name, and the e-mail of its agent. */
  readonly user: { readonly name: string; readonly email: pulumi.Input<string> };
}

const days = (count: number): string => `${count * 24 * 60 * 60}s`;

/** Days after which a destroyed key is gone for good: the most that Cloud KMS grants. */
export const destructionDays = 120;

/** A customer key of its own ring, which one service and nobody else may use. */
export function createCustomerKey(
  name: string,
  { project, location, user }: CustomerKeyArgs,
  opts: pulumi.CustomResourceOptions,
): CustomerKey {
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
    `${name}-${user.name}`,
    {
      cryptoKeyId: key.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: pulumi.interpolate`serviceAccount:${user.email}`,
    },
    opts,
  );
  return { key, grant };
}
