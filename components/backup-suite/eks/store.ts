import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createCustomerKey } from "../../shared/eks/keys";
import type { Place } from "../../shared/eks/place";
import { guards, standing } from "../../shared/removal";
import type { BackupSettings, StoreSettings } from "../contract";
import { unfinishedUploadDays } from "../copy-alarms";
import { bucketArn } from "./names";
import { bucketPolicy } from "./policy";

export interface StoreArgs {
  readonly bucketName: string;
  /** Where the bucket and its key are. */
  readonly place: Place;
  readonly settings: Pick<BackupSettings<"eks">, "store" | "removal">;
}

/** A bucket with its key and everything that guards it. */
export interface Store {
  readonly bucketName: string;
  readonly place: Place;
  readonly bucket: aws.s3.Bucket;
  readonly key: aws.kms.Key;
  /** Without versions S3 copies nothing. */
  readonly versioning: aws.s3.BucketVersioning;
  /** What must stand before anything is written. */
  readonly ready: readonly pulumi.Resource[];
}

/** A private bucket under a key of its region that keeps versions and locks them. */
export function createStore(name: string, args: StoreArgs, opts: pulumi.CustomResourceOptions): Store {
  const { bucketName, place, settings } = args;
  const { region } = place;
  const { removal, store } = settings;
  const key = createCustomerKey(
    `${name}-key`,
    { description: `backups in ${bucketName}`, alias: `s3/${bucketName}`, place, services: [], removal },
    opts,
  );
  const bucket = new aws.s3.Bucket(
    `${name}-bucket`,
    { region, bucket: bucketName, objectLockEnabled: store.lockDays > 0 },
    // Made with the bucket: another value would replace it. Later the lock is switched on by its configuration.
    { ...opts, ...guards(removal), ignoreChanges: ["objectLockEnabled"] },
  );
  const of = { region, bucket: bucket.bucket };
  const beside = { ...opts, ...standing(removal) };
  const versioning = new aws.s3.BucketVersioning(
    `${name}-bucket-versioning`,
    { ...of, versioningConfiguration: { status: "Enabled" } },
    beside,
  );
  const versioned = { ...beside, dependsOn: [versioning] };
  return {
    bucketName,
    place,
    bucket,
    key,
    versioning,
    ready: [
      versioning,
      ...encrypt(name, of, key, beside),
      ...keepPrivate(name, args, of, key, beside),
      ...keepVersions(name, store, of, versioned),
    ],
  };
}

interface Of {
  readonly region: string;
  readonly bucket: pulumi.Output<string>;
}

function encrypt(
  name: string,
  of: Of,
  key: aws.kms.Key,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-bucket-encryption`,
    {
      ...of,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          // One call of KMS for many objects; Kopia writes many.
          bucketKeyEnabled: true,
        },
      ],
    },
    opts,
  );
  return [encryption];
}

function keepPrivate(
  name: string,
  { bucketName, place }: StoreArgs,
  of: Of,
  key: aws.kms.Key,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const block = new aws.s3.BucketPublicAccessBlock(
    `${name}-bucket-access`,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    opts,
  );
  const ownership = new aws.s3.BucketOwnershipControls(
    `${name}-bucket-ownership`,
    { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
    opts,
  );
  const policy = new aws.s3.BucketPolicy(
    `${name}-bucket-policy`,
    { ...of, policy: key.arn.apply((keyArn) => bucketPolicy({ bucketArn: bucketArn(place, bucketName), keyArn })) },
    // S3 refuses two changes of a bucket's access at once.
    { ...opts, dependsOn: [block, ownership] },
  );
  return [block, ownership, policy];
}

function keepVersions(
  name: string,
  { lockDays, keepDeletedDays }: StoreSettings,
  of: Of,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const lifecycle = new aws.s3.BucketLifecycleConfiguration(
    `${name}-bucket-lifecycle`,
    {
      ...of,
      rules: [
        {
          id: "deleted",
          status: "Enabled",
          filter: {},
          noncurrentVersionExpiration: { noncurrentDays: keepDeletedDays },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedUploadDays },
        },
      ],
    },
    opts,
  );
  if (lockDays === 0) return [lifecycle];
  const lock = new aws.s3.BucketObjectLockConfiguration(
    `${name}-bucket-lock`,
    // Governance: who may administer the account can still shorten a lock that was set too long; Velero cannot.
    { ...of, rule: { defaultRetention: { mode: "GOVERNANCE", days: lockDays } } },
    opts,
  );
  return [lifecycle, lock];
}
