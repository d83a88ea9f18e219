import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../shared/cloud";
import { createCustomerKey } from "../../shared/gke/keys";
import { hashedName } from "../../shared/names";
import { guards } from "../../shared/removal";
import type { BackupSettings } from "../contract";
import { unfinishedUploadDays } from "../copy-alarms";
import type { BucketPlace } from "./places";

export interface BucketArgs {
  readonly cluster: Handle<"gke">;
  readonly place: BucketPlace;
  readonly settings: Pick<BackupSettings<"gke">, "store" | "removal">;
}

/** The longest name that Cloud Storage takes. */
const longestName = 63;

/** Name of the bucket, which no other bucket of Google may have: of the cluster, its region and its project. */
export const bucketName = ({ name: cluster, region, facts }: Handle<"gke">, name: string): string =>
  hashedName(`${cluster}-${name}`, [facts.project, region, cluster, name], longestName);

const secondsOfDay = 24 * 60 * 60;

/**
 * One bucket in both regions or in one, under a customer key of its location. It has no retention policy, for that
 * refuses to overwrite, and Velero overwrites what it says about a backup. Versions and soft deletion keep instead what
 * was overwritten or deleted: versions for `keepDeletedDays`, where whoever may delete can end them; and whatever was
 * deleted for good for `lockDays` more, which nobody can end for what is deleted already.
 */
export function createBucket(name: string, args: BucketArgs, opts: pulumi.CustomResourceOptions): gcp.storage.Bucket {
  const { cluster, place, settings } = args;
  const { lockDays, keepDeletedDays } = settings.store;
  const { project } = cluster.facts;
  const held = { ...opts, ...guards(settings.removal) };
  // Asking for the agent makes it, where the project has had no bucket yet.
  const agent = gcp.storage.getProjectServiceAccountOutput(
    { project },
    { parent: opts.parent, provider: opts.provider },
  );
  const { key, grant } = createCustomerKey(
    `${name}-key`,
    { project, location: place.keyLocation, user: { name: "storage", email: agent.emailAddress } },
    held,
  );
  return new gcp.storage.Bucket(
    `${name}-bucket`,
    {
      project,
      name: bucketName(cluster, name),
      ...placement(place),
      encryption: { defaultKmsKeyName: key.id },
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: lockDays * secondsOfDay },
      lifecycleRules: [
        {
          action: { type: "Delete" },
          condition: { daysSinceNoncurrentTime: keepDeletedDays, withState: "ARCHIVED" },
        },
        { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: unfinishedUploadDays } },
      ],
    },
    { ...held, dependsOn: [grant] },
  );
}

/** Copies within 15 minutes are to be had between two regions alone. */
function placement({ location, dual, dataLocations }: BucketPlace) {
  if (!dual) return { location };
  return {
    location,
    rpo: "ASYNC_TURBO",
    ...(dataLocations === undefined ? {} : { customPlacementConfig: { dataLocations: [...dataLocations] } }),
  };
}
