import { z } from "zod";
import { backupSetting } from "../backups";
import { setting } from "../setting";
import { regionName } from "./shared";

/** Backups of a stack on AWS: Amazon S3. */
export const eksBackups = backupSetting({
  recoverFrom: {
    bucket: setting(
      {
        description: "Bucket of the other cluster's backups.",
        allowed: "the name of a bucket",
        cure: "give the name alone, without s3://",
      },
      z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    ),
    region: setting(
      { description: "Region of that bucket.", allowed: "an AWS region, such as eu-west-1" },
      regionName(),
    ),
    keyArn: setting(
      {
        description: "Customer key that encrypts it.",
        allowed: "arn:aws:kms:REGION:ACCOUNT:key/ID, in the region of the bucket",
        cure: "give the key, not its alias",
      },
      z.string().regex(/^arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/),
    ),
  },
});
