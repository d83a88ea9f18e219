import type * as pulumi from "@pulumi/pulumi";
import { enableServices } from "../shared/gke/services";
import type { WorkloadIdentity } from "../shared/identity/identity";
import type { AdapterArgs, BackupAdapter, CloudStores, Location, Locations } from "./contract";
import { createAlarms } from "./gke/alarms";
import { createBucket } from "./gke/bucket";
import { type BucketPlace, dualRegion, oneRegion } from "./gke/places";
import { rightsOf } from "./gke/rights";

/** APIs that the stores use. Those of the cluster are on already, but not those of an adopted one. */
const apis = ["cloudkms", "iamcredentials", "monitoring", "storage"];

/**
 * Cloud Storage: one bucket that lies in both regions. It is its own copy: read in the second region while the first is
 * lost, under the same name and with the same rights, for its key lies in both as well.
 */
export const gkeBackups: BackupAdapter<"gke"> = {
  createStores,
  // Without a place a snapshot goes to the multi-region around it, which costs more and leaves the home region.
  snapshotClass: ({ cluster }) => ({
    driver: "pd.csi.storage.gke.io",
    parameters: { "storage-locations": cluster.region },
  }),
};

function createStores(name: string, args: AdapterArgs<"gke">, parent: pulumi.ComponentResource): CloudStores<"gke"> {
  const { cluster, settings, alarmTarget } = args;
  const { project } = cluster.facts;
  const opts = { parent, provider: cluster.cloudProvider };
  const enabled = { ...opts, dependsOn: [...enableServices(name, project, apis, opts)] };
  const bucket = createBucket(name, { cluster, place: placeOf(args), settings }, enabled);
  if (settings.secondRegion)
    createAlarms(
      name,
      { project, bucket: bucket.name, runbook: settings.alarms.runbook, target: alarmTarget },
      enabled,
    );
  const recovery = settings.recoverFrom?.bucket;
  return {
    rights: rightsOf({ home: bucket.name, recovery }),
    locations: (identity) => locationsOf(identity, bucket.name, settings.secondRegion, recovery),
    ready: [bucket],
    home: bucket.name,
    copy: settings.secondRegion ? bucket.name : undefined,
  };
}

function placeOf({ cluster, backupRegion, settings }: AdapterArgs<"gke">): BucketPlace {
  if (!settings.secondRegion) return oneRegion(cluster.region);
  const place = dualRegion(cluster.region, backupRegion);
  if (place === undefined)
    throw new Error(`Cloud Storage keeps no bucket in both ${cluster.region} and ${backupRegion}`);
  return place;
}

/** The plugin signs addresses as the account, which it must be told. */
function locationsOf(
  identity: WorkloadIdentity<"gke">,
  home: pulumi.Output<string>,
  secondRegion: boolean,
  recovery: string | undefined,
): Locations {
  const locationOf = (bucket: pulumi.Input<string>): Location => ({
    provider: "gcp",
    bucket,
    config: { serviceAccount: identity.identityId },
  });
  return {
    home: locationOf(home),
    copy: secondRegion ? locationOf(home) : undefined,
    recovery: recovery === undefined ? undefined : locationOf(recovery),
  };
}
