import type * as pulumi from "@pulumi/pulumi";
import { dnsSuffix, type Place } from "../../shared/eks/place";
import type { Rights, Statement } from "../../shared/identity/contract";
import type { RecoverySettings } from "../contract";
import { bucketArn, objectsArn } from "./names";

/** A bucket and the key that encrypts it. */
export interface Encrypted {
  readonly bucketName: string;
  readonly place: Place;
  readonly keyArn: pulumi.Input<string>;
}

export interface RightsArgs {
  readonly home: Encrypted;
  readonly copy: Encrypted | undefined;
  readonly recovery: Encrypted | undefined;
}

/** What Velero may do: write at home, and only read elsewhere. Volumes go through the CSI driver, which has its own rights. */
export function rightsOf({ home, copy, recovery }: RightsArgs): Rights["eks"] {
  return {
    ...onBucket("home", home, writing),
    ...(copy === undefined ? {} : onBucket("copy", copy, reading)),
    ...(recovery === undefined ? {} : onBucket("recovery", recovery, reading)),
  };
}

/** Where the backups of another cluster lie. */
export function recoveryOf(place: Place, { bucket, region, keyArn }: RecoverySettings["eks"]): Encrypted {
  return { bucketName: bucket, place: { ...place, region }, keyArn };
}

interface Actions {
  readonly objects: readonly string[];
  readonly key: readonly string[];
}

const reading: Actions = { objects: ["s3:GetObject"], key: ["kms:Decrypt"] };

const writing: Actions = {
  objects: [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
  ],
  // The parts of an upload are read back when it is finished.
  key: ["kms:Decrypt", "kms:GenerateDataKey"],
};

function onBucket(
  role: string,
  { bucketName, place, keyArn }: Encrypted,
  { objects, key }: Actions,
): Readonly<Record<string, Statement>> {
  return {
    [`${role}-objects`]: { actions: objects, resources: [objectsArn(place, bucketName)] },
    [`${role}-list`]: { actions: ["s3:ListBucket"], resources: [bucketArn(place, bucketName)] },
    [`${role}-key`]: {
      actions: key,
      resources: [keyArn],
      conditions: { StringEquals: { "kms:ViaService": `s3.${place.region}.${dnsSuffix(place)}` } },
    },
  };
}
