import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../shared/eks/place";
import { standing } from "../../shared/removal";
import type { Creation } from "../contract";
import { createKey } from "./keys";

export interface BackupsArgs {
  readonly settings: Creation<"eks">;
  readonly baseName: string;
  readonly identifier: string;
  /** The second region. */
  readonly place: Place;
  readonly instanceArn: pulumi.Input<string>;
}

/**
 * Snapshots and transaction logs in the second region under a key of that region, for as many days as in the first.
 * AWS changes nothing about it: for other days or another instance it is stopped and started anew, and so it is not
 * protected. What it has copied stays for its days whatever becomes of it, and the key is protected.
 */
export function replicateBackups(
  name: string,
  args: BackupsArgs,
  opts: pulumi.CustomResourceOptions,
): aws.rds.InstanceAutomatedBackupsReplication {
  const { settings, baseName, identifier, place } = args;
  const { removal, backups } = settings;
  const key = createKey(name, { purpose: "backups", baseName, identifier, place, removal }, opts);
  return new aws.rds.InstanceAutomatedBackupsReplication(
    `${name}-backups`,
    {
      region: place.region,
      sourceDbInstanceArn: args.instanceArn,
      retentionPeriod: backups.retentionDays,
      kmsKeyId: key.arn,
    },
    { ...opts, ...standing(removal), deleteBeforeReplace: true },
  );
}
