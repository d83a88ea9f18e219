import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { logGroupArn, logGroupNames, policyDocument, type Place, type Statement } from "./names";

/** One key per purpose, so that leave to use one opens nothing else. */
export const keyPurposes = ["secrets", "volumes", "logs"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];
export type ClusterKeys = Readonly<Record<KeyPurpose, aws.kms.Key>>;

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

/** What lends a key to a service that attaches volumes; `Bool` of the condition keeps it from anyone else. */
export const lendingOfKey = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];
export const onlyToServices = { Bool: { "kms:GrantIsForAWSResource": "true" } };

/** Customer keys of a cluster, rotated every year. */
export function createKeys(
  name: string,
  args: { readonly cluster: string; readonly place: Place },
  opts: pulumi.CustomResourceOptions,
): ClusterKeys {
  const key = (purpose: KeyPurpose): aws.kms.Key => {
    const made = new aws.kms.Key(
      `${name}-${purpose}-key`,
      {
        description: `${purpose} of the EKS cluster ${args.cluster}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: keyPolicy(purpose, args.cluster, args.place),
      },
      opts,
    );
    new aws.kms.Alias(
      `${name}-${purpose}-key-alias`,
      { name: `alias/eks/${args.cluster}/${purpose}`, targetKeyId: made.id },
      opts,
    );
    return made;
  };
  return { secrets: key("secrets"), volumes: key("volumes"), logs: key("logs") };
}

/** Who may do what with the key of that purpose. In a key's policy `*` as resource is the key itself. */
export function keyPolicy(purpose: KeyPurpose, cluster: string, place: Place): string {
  return policyDocument([ofAccount(place), ...servicesOf(purpose, cluster, place)]);
}

/** The account decides by its IAM policies; without this statement nobody could ever change the key again. */
function ofAccount({ partition, accountId }: Place): Statement {
  return {
    Sid: "Account",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

function servicesOf(purpose: KeyPurpose, cluster: string, place: Place): readonly Statement[] {
  switch (purpose) {
    case "secrets":
      return [];
    case "volumes":
      return ofAutoscaling(place);
    case "logs":
      return [ofLogs(cluster, place)];
  }
}

/** Auto Scaling starts the nodes, and needs the key of their disks for it. */
function ofAutoscaling({ partition, accountId }: Place): readonly Statement[] {
  const role = `arn:${partition}:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  return [
    { Sid: "NodeDisks", Effect: "Allow", Principal: { AWS: role }, Action: useOfKey, Resource: "*" },
    {
      Sid: "NodeDisksAttached",
      Effect: "Allow",
      Principal: { AWS: role },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: onlyToServices,
    },
  ];
}

function ofLogs(cluster: string, place: Place): Statement {
  const { controlPlane, flowLogs } = logGroupNames(cluster);
  const suffix = place.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    Sid: "LogGroups",
    Effect: "Allow",
    Principal: { Service: `logs.${place.region}.${suffix}` },
    Action: useOfKey,
    Resource: "*",
    Condition: {
      ArnEquals: {
        "kms:EncryptionContext:aws:logs:arn": [logGroupArn(place, controlPlane), logGroupArn(place, flowLogs)],
      },
    },
  };
}
