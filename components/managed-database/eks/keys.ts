import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Removal } from "../contract";
import { arnOf, dnsSuffix, logGroupName, logTypes, type Place } from "./names";
import { policyDocument, type Statement } from "./policies";
import { guards } from "../removal";
import { standing } from "./removal";

/** One key per purpose, so that leave to use one opens nothing else. */
export type KeyPurpose = "storage" | "secret" | "logs" | "alarms" | "backups";

export interface KeyArgs {
  readonly purpose: KeyPurpose;
  /** Name of an instance made here, which the key's alias carries. */
  readonly baseName: string;
  /** Name of the instance that the key serves, as AWS knows it. */
  readonly identifier: string;
  /** Where the key is. */
  readonly place: Place;
  /** What becomes of the data that the key decrypts. */
  readonly removal: Removal;
}

/**
 * A customer key, rotated every year. When it is deleted, KMS waits for 30 days, the longest it can: until then
 * `aws kms cancel-key-deletion` brings back all that it decrypts, such as the final snapshot.
 */
export function createKey(name: string, args: KeyArgs, opts: pulumi.CustomResourceOptions): aws.kms.Key {
  const { purpose, baseName, place, removal } = args;
  const key = new aws.kms.Key(
    `${name}-${purpose}-key`,
    {
      region: place.region,
      description: `${purpose} of the database ${baseName}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(args),
    },
    { ...opts, ...guards(removal) },
  );
  new aws.kms.Alias(
    `${name}-${purpose}-key-alias`,
    { region: place.region, name: `alias/rds/${baseName}/${purpose}`, targetKeyId: key.id },
    { ...opts, ...standing(removal) },
  );
  return key;
}

/** Who may do what with the key of that purpose. In a key's policy `*` as resource is the key itself. */
export function keyPolicy({ purpose, identifier, place }: Pick<KeyArgs, "purpose" | "identifier" | "place">): string {
  return policyDocument([ofAccount(place), ...servicesOf(purpose, identifier, place)]);
}

/** What encrypts and decrypts data under a key. */
const useOfKey = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** What makes, lends, changes and deletes a key: RDS and Secrets Manager are lent it by whoever makes the instance. */
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

function servicesOf(purpose: KeyPurpose, identifier: string, place: Place): readonly Statement[] {
  switch (purpose) {
    case "storage":
    case "secret":
    case "backups":
      return [];
    case "logs":
      return [ofLogs(identifier, place)];
    case "alarms":
      return [ofPublishers()];
  }
}

function ofLogs(identifier: string, place: Place): Statement {
  return {
    Sid: "LogGroups",
    Effect: "Allow",
    Principal: { Service: `logs.${place.region}.${dnsSuffix(place)}` },
    Action: useOfKey,
    Resource: "*",
    Condition: {
      ArnEquals: {
        "kms:EncryptionContext:aws:logs:arn": logTypes.map((type) =>
          arnOf(place, "logs", `log-group:${logGroupName(identifier, type)}`),
        ),
      },
    },
  };
}

/** EventBridge names neither account nor rule when it writes to an encrypted topic, so no condition can ask for them. */
function ofPublishers(): Statement {
  return {
    Sid: "Publishers",
    Effect: "Allow",
    Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: "*",
  };
}
