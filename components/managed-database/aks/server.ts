import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { CustomerKey } from "../../shared/aks/keys";
import { groupName, type Place } from "../../shared/aks/place";
import type { Handle } from "../../shared/cloud";
import { hashedName } from "../../shared/names";
import { type Creation, weekdays } from "../contract";
import type { LinkedZone } from "../../shared/aks/linked-zone";
import { tierOf } from "./tiers";

export interface ServerParts {
  readonly place: Place;
  readonly zone: LinkedZone;
  readonly key: CustomerKey;
  /** Absent when no backups are copied. */
  readonly secondKey: CustomerKey | undefined;
}

type Settings = Creation<"aks">;

/** Every name below `postgres.database.azure.com` is taken once in the whole of Azure. */
const longestName = 63;

/** Name of the server: one of its own for each database of each cluster, or that of the one restored by hand. */
export function serverName(name: string, cluster: Handle<"aks">, { restored }: Pick<Settings, "restored">): string {
  const identity = [cluster.facts.subscriptionId, cluster.region, cluster.name, name];
  return restored ?? hashedName(`${cluster.name}-${name}`, identity, longestName);
}

export function createServer(
  name: string,
  cluster: Handle<"aks">,
  settings: Settings,
  parts: ServerParts,
  guards: Guards,
): dbforpostgresql.Server {
  const keys = keysOf(parts);
  const server = new dbforpostgresql.Server(`${name}-server`, serverArgs(name, cluster, settings, parts), {
    ...guards.held,
    ...(settings.restored === undefined ? {} : { import: serverId(name, cluster, settings) }),
    dependsOn: [parts.zone.link, ...keys.map(({ grant }) => grant)],
    ignoreChanges: movedByAzure(settings),
    replaceOnChanges: fixedAtCreation,
    // Old and new share a name, and Azure would take the creation of the new one for a change of the old one. A
    // restored server has a name of its own, and nothing is deleted for it.
    deleteBeforeReplace: settings.restored === undefined,
  });
  guards.lock(`${name}-server-lock`, server.id);
  return server;
}

function serverArgs(
  name: string,
  cluster: Handle<"aks">,
  settings: Settings,
  parts: ServerParts,
): dbforpostgresql.ServerArgs {
  const { place, zone } = parts;
  return {
    ...place,
    serverName: serverName(name, cluster, settings),
    version: settings.version,
    sku: { name: settings.tier, tier: tierOf(settings.tier)?.family ?? "GeneralPurpose" },
    storage: {
      storageSizeGB: settings.storage.initialGiB,
      autoGrow: grows(settings) ? "Enabled" : "Disabled",
      type: "Premium_LRS",
    },
    ...availability(settings, cluster.zones),
    backup: {
      backupRetentionDays: settings.backups.retentionDays,
      geoRedundantBackup: settings.backups.secondRegion ? "Enabled" : "Disabled",
    },
    network: {
      delegatedSubnetResourceId: cluster.facts.databaseSubnetId,
      privateDnsZoneArmResourceId: zone.id,
      publicNetworkAccess: "Disabled",
    },
    authConfig: { activeDirectoryAuth: "Enabled", passwordAuth: "Disabled", tenantId: cluster.facts.tenantId },
    ...encryption(parts),
    maintenanceWindow: maintenanceWindow(settings.maintenance),
  };
}

const grows = ({ storage }: Pick<Settings, "storage">): boolean => storage.maximumGiB > storage.initialGiB;

/** `uksouth-2` is zone 2. */
const zoneNumber = (zone: string): string => zone.slice(zone.lastIndexOf("-") + 1);

function availability({ highAvailability }: Settings, zones: readonly string[]) {
  const [home, other] = zones.map(zoneNumber);
  return {
    ...(home === undefined ? {} : { availabilityZone: home }),
    highAvailability:
      highAvailability && other !== undefined
        ? { mode: "ZoneRedundant", standbyAvailabilityZone: other }
        : { mode: "Disabled" },
  };
}

const keysOf = ({ key, secondKey }: Pick<ServerParts, "key" | "secondKey">): readonly CustomerKey[] => [
  key,
  ...(secondKey === undefined ? [] : [secondKey]),
];

/** Customer keys of disks and backups here, and of the copies in the second region. */
function encryption({ key, secondKey }: ServerParts): Pick<dbforpostgresql.ServerArgs, "identity" | "dataEncryption"> {
  const identityIds = keysOf({ key, secondKey }).map(({ identityId }) => identityId);
  return {
    identity: {
      type: "UserAssigned",
      userAssignedIdentities: pulumi.all(identityIds).apply((ids) => Object.fromEntries(ids.map((id) => [id, {}]))),
    },
    dataEncryption: {
      type: "AzureKeyVault",
      primaryKeyURI: key.keyUri,
      primaryUserAssignedIdentityId: key.identityId,
      ...(secondKey === undefined
        ? {}
        : { geoBackupKeyURI: secondKey.keyUri, geoBackupUserAssignedIdentityId: secondKey.identityId }),
    },
  };
}

/** Azure counts days from Sunday, 0. Minor versions come in this window, whether asked for or not. */
function maintenanceWindow({ day, start }: Settings["maintenance"]) {
  return {
    customWindow: "Enabled",
    dayOfWeek: (weekdays.indexOf(day) + 1) % weekdays.length,
    startHour: Number(start.slice(0, 2)),
    startMinute: Number(start.slice(3)),
  };
}

/** Azure refuses a change, and would do so in the middle of an update: planned as a replacement, `protect` refuses it. */
const fixedAtCreation = ["backup.geoRedundantBackup", "network.delegatedSubnetResourceId"];

function movedByAzure(settings: Settings): string[] {
  return [
    // A failover swaps the two zones.
    "availabilityZone",
    ...(settings.highAvailability ? ["highAvailability.standbyAvailabilityZone"] : []),
    // A disk that fills up is doubled, and its speed follows its size.
    ...(grows(settings) ? ["storage.storageSizeGB"] : []),
    "storage.iops",
    "storage.throughput",
    "storage.tier",
  ];
}

/** Resource id of the server, known before it is. */
function serverId(name: string, cluster: Handle<"aks">, settings: Settings): string {
  return serverIdOf(cluster, groupName(cluster, cluster.region, name), serverName(name, cluster, settings));
}

export function serverIdOf({ facts }: Pick<Handle<"aks">, "facts">, resourceGroup: string, server: string): string {
  return `/subscriptions/${facts.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server}`;
}
