import { topicFaults } from "../../shared/alarm-targets";
import { fault, type Fault } from "../../shared/faults";
import type { BackupSettings, Place, RecoverySettings } from "../contract";

/** What S3 refuses, or what would break a guarantee there. Pure. */
export function eksFaults(settings: BackupSettings<"eks">, place: Place): readonly Fault[] {
  return [
    ...topicFaults(settings.alarms.existing, place.region),
    ...(settings.secondRegion ? partitionFaults(place) : []),
    ...(settings.recoverFrom === undefined ? [] : recoveryFaults(settings.recoverFrom)),
  ];
}

const partitionOf = (region: string): string => {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
};

/** Accounts end at a partition, and copies with them. */
function partitionFaults({ region, backupRegion }: Place): readonly Fault[] {
  if (partitionOf(region) === partitionOf(backupRegion)) return [];
  return [
    {
      path: "secondRegion",
      value: true,
      problem: `is not possible from ${region} to ${backupRegion}: the two share no account`,
      allowed: `a backupRegion of the partition ${partitionOf(region)}`,
      cure: "choose such a region as backupRegion, or turn it off",
    },
  ];
}

/** Grammar of a bucket's name, of a region's, and of the ARN of a key in it. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const regionName = /^[a-z]{2}(-[a-z]+)+-\d$/;
const keyArn = /^arn:aws(?:-cn|-us-gov)?:kms:([a-z0-9-]+):\d{12}:key\/[\w-]+$/;

function recoveryFaults({ bucket, region, keyArn: key }: RecoverySettings["eks"]): readonly Fault[] {
  if (!regionName.test(region))
    return [fault("recoverFrom.region", region, "a region, such as eu-west-1", "name the region of the bucket")];
  const [, keyRegion] = keyArn.exec(key) ?? [];
  return [
    ...(bucketName.test(bucket)
      ? []
      : [fault("recoverFrom.bucket", bucket, "the name of a bucket", "give the name alone, without s3://")]),
    ...(keyRegion === region
      ? []
      : [fault("recoverFrom.keyArn", key, `arn:aws:kms:${region}:ACCOUNT:key/ID`, "name the key of that bucket")]),
  ];
}
