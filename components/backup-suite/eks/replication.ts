import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dnsSuffix } from "../../shared/eks/place";
import { policyDocument, type Statement } from "../../shared/eks/policies";
import { standing } from "../../shared/removal";
import type { Removal } from "../contract";
import { bucketArn, objectsArn } from "./names";
import type { Store } from "./store";

export interface ReplicationArgs {
  readonly home: Store;
  readonly copy: Store;
  readonly removal: Removal;
}

/** Names the rule in its metrics. */
export const ruleId = "everything";

/** Minutes within which S3 copies 99.99 % of all objects; the only value it takes. */
const promisedMinutes = 15;

/** Copies each version and each delete marker of the home bucket to the second region, under a key of that region. */
export function replicate(
  name: string,
  { home, copy, removal }: ReplicationArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const beside = { ...opts, ...standing(removal) };
  const role = new aws.iam.Role(
    `${name}-copy-role`,
    {
      description: `Copies ${home.bucketName} to ${copy.bucketName}`,
      assumeRolePolicy: trustPolicy,
    },
    beside,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-copy-role-policy`,
    {
      role: role.name,
      policy: pulumi
        .all([home.key.arn, copy.key.arn])
        .apply(([homeKeyArn, copyKeyArn]) => replicationPolicy({ home, copy, homeKeyArn, copyKeyArn })),
    },
    beside,
  );
  const replication = new aws.s3.BucketReplicationConfig(
    `${name}-copy`,
    {
      region: home.place.region,
      bucket: home.bucket.bucket,
      role: role.arn,
      rules: [
        {
          id: ruleId,
          status: "Enabled",
          priority: 1,
          // Present and empty: the second version of replication, which copies delete markers, and everything.
          filter: {},
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: bucketArn(copy.place, copy.bucketName),
            encryptionConfiguration: { replicaKmsKeyId: copy.key.arn },
            metrics: { status: "Enabled", eventThreshold: { minutes: promisedMinutes } },
            replicationTime: { status: "Enabled", time: { minutes: promisedMinutes } },
          },
        },
      ],
    },
    { ...beside, dependsOn: [policy, home.versioning, ...copy.ready] },
  );
  return [replication];
}

/** Without a condition, for S3 names none that it meets. A bucket can be given roles of its own account alone. */
const trustPolicy = policyDocument([
  { Sid: "Replication", Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" },
]);

interface ReplicationPolicyArgs {
  readonly home: Pick<Store, "bucketName" | "place">;
  readonly copy: Pick<Store, "bucketName" | "place">;
  readonly homeKeyArn: string;
  readonly copyKeyArn: string;
}

/** What S3 may do in the name of the role: read versions here, write them there. Pure. */
export function replicationPolicy({ home, copy, homeKeyArn, copyKeyArn }: ReplicationPolicyArgs): string {
  return policyDocument([
    {
      Sid: "ReadBucket",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: bucketArn(home.place, home.bucketName),
    },
    {
      Sid: "ReadVersions",
      Effect: "Allow",
      Action: [
        "s3:GetObjectLegalHold",
        "s3:GetObjectRetention",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
      ],
      Resource: objectsArn(home.place, home.bucketName),
    },
    {
      Sid: "WriteCopies",
      Effect: "Allow",
      Action: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: objectsArn(copy.place, copy.bucketName),
    },
    ofKey("ReadKey", ["kms:Decrypt"], homeKeyArn, home),
    ofKey("WriteKey", ["kms:Encrypt", "kms:GenerateDataKey"], copyKeyArn, copy),
  ]);
}

/** Leave to use a key, through S3 alone and for one bucket alone. */
function ofKey(
  sid: string,
  actions: readonly string[],
  keyArn: string,
  { bucketName, place }: ReplicationPolicyArgs["home"],
): Statement {
  const bucket = bucketArn(place, bucketName);
  return {
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: keyArn,
    Condition: {
      StringEquals: { "kms:ViaService": `s3.${place.region}.${dnsSuffix(place)}` },
      // Of the bucket with bucket keys, of an object without.
      StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucket, `${bucket}/*`] },
    },
  };
}
