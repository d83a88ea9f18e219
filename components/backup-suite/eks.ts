import type * as pulumi from "@pulumi/pulumi";
import { placeOf } from "../shared/eks/place";
import type { AdapterArgs, BackupAdapter, CloudStores } from "./contract";
import { createAlarms } from "./eks/alarms";
import { locationsOf } from "./eks/locations";
import { bucketName } from "./eks/names";
import { replicate } from "./eks/replication";
import { type Encrypted, recoveryOf, rightsOf } from "./eks/rights";
import { createStore, type Store } from "./eks/store";

/** Amazon S3: a bucket at home, and one in the second region that S3 keeps equal to it within 15 minutes. */
export const eksBackups: BackupAdapter<"eks"> = {
  createStores,
  snapshotClass: () => ({ driver: "ebs.csi.aws.com", parameters: {} }),
};

function createStores(
  name: string,
  { cluster, backupRegion, settings, alarmTarget }: AdapterArgs<"eks">,
  parent: pulumi.ComponentResource,
): CloudStores<"eks"> {
  const place = placeOf(cluster);
  const opts = { parent, provider: cluster.cloudProvider };
  const home = createStore(name, { bucketName: bucketName(cluster, name, "home"), place, settings }, opts);
  const copy = settings.secondRegion
    ? createStore(
        `${name}-copy`,
        { bucketName: bucketName(cluster, name, "copy"), place: { ...place, region: backupRegion }, settings },
        opts,
      )
    : undefined;
  const replication = copy === undefined ? [] : replicate(name, { home, copy, removal: settings.removal }, opts);
  if (copy !== undefined)
    createAlarms(name, { home, copy, runbook: settings.alarms.runbook, target: alarmTarget }, opts);
  const places = {
    home: encrypted(home),
    copy: copy === undefined ? undefined : encrypted(copy),
    recovery: settings.recoverFrom === undefined ? undefined : recoveryOf(place, settings.recoverFrom),
  };
  return {
    rights: rightsOf(places),
    locations: () => locationsOf(places),
    ready: [...home.ready, ...(copy?.ready ?? []), ...replication],
    home: home.bucket.bucket,
    copy: copy?.bucket.bucket,
  };
}

const encrypted = ({ bucketName, place, key }: Store): Encrypted => ({ bucketName, place, keyArn: key.arn });
