import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import { type CustomerKey, destructionDays } from "../../shared/gke/keys";
import { guards } from "../../shared/removal";
import type { AdapterArgs, Creation } from "../contract";
import { editionOf } from "./machines";
import { maintenanceWindow } from "./maintenance";
import { flagsOf } from "./parameters";

type Args = AdapterArgs<"gke", Creation<"gke">>;
type Settings = gcp.types.input.sql.DatabaseInstanceSettings;

/** Days for which the backup lives that Cloud SQL makes when it deletes an instance: no longer than its key. */
const finalBackupDays = destructionDays - 30;

/** Copying a large database takes longer than the provider waits by itself. */
const customTimeouts = { create: "2h", update: "2h" };

/**
 * The server: regional, encrypted, reached by identities at a private address. Cloud SQL blocks a name for a week after
 * its instance is deleted, so Pulumi chooses it.
 */
export function createInstance(
  name: string,
  args: Args,
  key: CustomerKey,
  opts: pulumi.CustomResourceOptions,
): gcp.sql.DatabaseInstance {
  const { cluster, settings } = args;
  const { restored } = settings;
  return new gcp.sql.DatabaseInstance(
    name,
    {
      ...(restored === undefined ? {} : { name: restored }),
      project: cluster.facts.project,
      region: cluster.region,
      databaseVersion: `POSTGRES_${settings.version}`,
      encryptionKeyName: key.key.id,
      deletionProtection: settings.removal === "protect",
      includeReplicasForMajorVersionUpgrade: true,
      settings: { ...commonSettings(args), ...availability(args), ...backups(args), ...upkeep(settings) },
    },
    {
      ...opts,
      ...guards(settings.removal),
      customTimeouts,
      dependsOn: [key.grant, ...cluster.ready],
      ...(restored === undefined ? {} : { import: restored }),
      ignoreChanges: [
        // Cloud SQL lets storage grow.
        "settings.diskSize",
        // A failover swaps the two zones.
        "settings.locationPreference",
        // Named with gcloud once both instances exist; a switchover moves it.
        "replicationCluster",
        // An instance keeps its key for life; one that was promoted or restored elsewhere brings its own.
        "encryptionKeyName",
        // The API takes it with an upgrade and does not keep it, so that an imported instance lacks it.
        "includeReplicasForMajorVersionUpgrade",
      ],
    },
  );
}

/**
 * A replica in the backup region, seconds behind, with a key of that region: what is left when the region is lost, for
 * the backups there need the key of the lost one. Promoted and taken over, it gets a standby and backups of its own.
 */
export function createReplica(
  name: string,
  args: Args,
  { primary, key }: { readonly primary: gcp.sql.DatabaseInstance; readonly key: CustomerKey },
  opts: pulumi.CustomResourceOptions,
): gcp.sql.DatabaseInstance {
  const { cluster, settings, backupRegion } = args;
  return new gcp.sql.DatabaseInstance(
    name,
    {
      project: cluster.facts.project,
      region: backupRegion,
      databaseVersion: `POSTGRES_${settings.version}`,
      instanceType: "READ_REPLICA_INSTANCE",
      masterInstanceName: primary.name,
      encryptionKeyName: key.key.id,
      deletionProtection: settings.removal === "protect",
      settings: { ...commonSettings(args), availabilityType: "ZONAL" },
    },
    {
      ...opts,
      ...guards(settings.removal),
      // A restored primary needs a replica of its own; the old one is left where it is.
      protect: false,
      customTimeouts,
      dependsOn: [key.grant, ...cluster.ready],
      // Cloud SQL lets storage grow, and keeps an instance's key for life.
      ignoreChanges: ["settings.diskSize", "encryptionKeyName"],
    },
  );
}

/** What server and replica share: a replica must not have less than what it replicates. */
function commonSettings({ cluster, settings }: Args): Settings {
  const { tier, storage, parameters, removal } = settings;
  const edition = editionOf(tier);
  return {
    edition,
    tier,
    diskType: "PD_SSD",
    diskSize: storage.initialGiB,
    diskAutoresize: true,
    diskAutoresizeLimit: storage.maximumGiB,
    // The cache on local disks, which Enterprise Plus has on by itself, costs as much again as the storage.
    ...(edition === "ENTERPRISE_PLUS" ? { dataCacheConfig: { dataCacheEnabled: false } } : {}),
    deletionProtectionEnabled: removal === "protect",
    databaseFlags: flagsOf(tier, parameters),
    ipConfiguration: { ipv4Enabled: false, privateNetwork: cluster.facts.network, sslMode: "ENCRYPTED_ONLY" },
    // Only the proxy and Google's connectors get in: with an identity, and by mutual TLS.
    connectorEnforcement: "REQUIRED",
    dataApiAccess: "DISALLOW_DATA_API",
    insightsConfig: {
      queryInsightsEnabled: true,
      queryPlansPerMinute: 5,
      queryStringLength: 1024,
      recordApplicationTags: true,
      recordClientAddress: true,
    },
  };
}

function availability({ cluster, settings }: Args): Partial<Settings> {
  const [zone, secondaryZone] = cluster.zones;
  return {
    availabilityType: settings.highAvailability ? "REGIONAL" : "ZONAL",
    locationPreference: settings.highAvailability ? { zone, secondaryZone } : { zone },
  };
}

function backups({ cluster, backupRegion, settings }: Args): Partial<Settings> {
  const { retentionDays, start, secondRegion } = settings.backups;
  return {
    backupConfiguration: {
      enabled: true,
      startTime: start,
      // Where all backups are: each is spread over the zones of that region. Logs for points in time stay with the server.
      location: secondRegion ? backupRegion : cluster.region,
      pointInTimeRecoveryEnabled: true,
      transactionLogRetentionDays: retentionDays,
      // A point in time needs a backup from before it.
      backupRetentionSettings: { retainedBackups: retentionDays + 1, retentionUnit: "COUNT" },
    },
    retainBackupsOnDelete: true,
    finalBackupConfig: { enabled: true, retentionDays: finalBackupDays },
  };
}

/** Minor versions come in the window. Passwords cannot be switched off, so one that somebody sets must be good. */
function upkeep({ maintenance }: Creation<"gke">): Partial<Settings> {
  return {
    maintenanceWindow: { ...maintenanceWindow(maintenance), updateTrack: "stable" },
    passwordValidationPolicy: {
      enablePasswordPolicy: true,
      minLength: 20,
      complexity: "COMPLEXITY_DEFAULT",
      disallowUsernameSubstring: true,
    },
  };
}
