import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { guards, type Removal, standing } from "../removal";
import type { Place } from "./place";
import { policyDocument, type Statement } from "./policies";

export interface CustomerKeyArgs {
  readonly description: string;
  /** Name of the alias, behind `alias/`. */
  readonly alias: string;
  /** Where the key is. */
  readonly place: Place;
  /** Leave of services to use the key; the account decides of its own by its IAM policies. */
  readonly services: readonly Statement[];
  /** What becomes of the data that the key decrypts. */
  readonly removal: Removal;
}

/**
 * A customer key, rotated every year. When it is deleted, KMS waits for 30 days, the longest it can: until then
 * `aws kms cancel-key-deletion` brings back all that it decrypts.
 */
export function createCustomerKey(
  name: string,
  args: CustomerKeyArgs,
  opts: pulumi.CustomResourceOptions,
): aws.kms.Key {
  const { description, alias, place, services, removal } = args;
  const key = new aws.kms.Key(
    name,
    {
      region: place.region,
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: customerKeyPolicy(place, services),
    },
    { ...opts, ...guards(removal) },
  );
  new aws.kms.Alias(
    `${name}-alias`,
    { region: place.region, name: `alias/${alias}`, targetKeyId: key.id },
    { ...opts, ...standing(removal) },
  );
  return key;
}

/** Who may do what with a key. In a key's policy `*` as resource is the key itself. */
export function customerKeyPolicy(place: Place, services: readonly Statement[]): string {
  return policyDocument([ofAccount(place), ...services]);
}

/** What encrypts and decrypts data under a key. */
export const useOfKey = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** What makes, lends, changes and deletes a key: services are lent it by whoever makes what it encrypts. */
const careOfKey = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:CreateGrant",
  "kms:DeleteAlias",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** The account decides by its IAM policies; without this statement nobody could ever change the key again. */
function ofAccount({ partition, accountId }: Place): Statement {
  return {
    Sid: "Account",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: [...useOfKey, ...careOfKey],
    Resource: "*",
  };
}
