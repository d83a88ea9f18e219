import * as pulumi from "@pulumi/pulumi";
import { guardsOf } from "../shared/aks/guards";
import { createKey } from "../shared/aks/keys";
import { createPlace, groupName, type Place } from "../shared/aks/place";
import type { Handle } from "../shared/cloud";
import { admit } from "./aks/admission";
import { createAlarms } from "./aks/alarms";
import { createConfigurations } from "./aks/configurations";
import { createLogs } from "./aks/logs";
import { createPrivateZone } from "./aks/network";
import { createServer, serverIdOf } from "./aks/server";
import { signalsOf } from "./aks/signals";
import type { Alarms } from "./alarms";
import type { AdapterArgs, Adoption, CloudDatabase, Creation, DatabaseAdapter } from "./contract";

/**
 * Azure Database for PostgreSQL Flexible Server in the cluster's own network. Azure takes a backup a day at an hour of
 * its choice, and keeps those of a deleted server for five days.
 */
export const aksDatabase: DatabaseAdapter<"aks"> = {
  create,
  adopt,
  // Entra ID admits the administration to the server; it needs no right in Azure.
  administratorRights: () => ({}),
  admit,
};

function create(
  name: string,
  { cluster, backupRegion, settings }: AdapterArgs<"aks", Creation<"aks">>,
  alarms: Alarms,
  parent: pulumi.ComponentResource,
): CloudDatabase<"aks"> {
  const guards = guardsOf(settings.removal, "database.removal", parent, cluster.cloudProvider);
  const { facts } = cluster;
  const placeIn = (logicalName: string, location: string): Place =>
    createPlace(logicalName, groupName(cluster, location, name), { location, tags: facts.tags }, guards);
  const place = placeIn(`${name}-group`, cluster.region);
  const key = createKey(name, "", facts, place, guards);
  const secondKey = settings.backups.secondRegion
    ? createKey(name, "-2", facts, placeIn(`${name}-group-2`, backupRegion), guards)
    : undefined;
  const zone = createPrivateZone(name, cluster, place, guards);
  const server = createServer(name, cluster, settings, { place, zone, key, secondKey }, guards);
  const configurations = createConfigurations(name, settings, server, place, guards);
  createLogs(
    name,
    settings.logRetentionDays,
    [
      { name: `${name}-server-logs`, resourceId: server.id, category: "PostgreSQLLogs" },
      { name: `${name}-vault-logs`, resourceId: key.vaultId, category: "AuditEvent" },
      ...(secondKey === undefined
        ? []
        : [{ name: `${name}-vault-2-logs`, resourceId: secondKey.vaultId, category: "AuditEvent" } as const]),
    ],
    place,
    guards,
  );
  const signals = signalsOf(settings, backupRegion);
  const watched = { serverId: server.id, subscriptionId: facts.subscriptionId, signals };
  const alarmTarget = createAlarms(name, settings.alarms, alarms, watched, place, guards);
  return {
    ...serverOf(cluster, server.fullyQualifiedDomainName),
    ready: [server, zone.link, ...configurations],
    instanceName: server.name,
    instanceId: server.id,
    // Azure names the copies by the server that they are of.
    secondRegionBackups: settings.backups.secondRegion ? server.id : undefined,
    alarmTarget,
  };
}

function adopt(
  _name: string,
  { cluster, settings }: AdapterArgs<"aks", Adoption<"aks">>,
  _parent: pulumi.ComponentResource,
): CloudDatabase<"aks"> {
  return {
    ...serverOf(cluster, pulumi.output(settings.host)),
    ready: [],
    instanceName: pulumi.output(settings.serverName),
    instanceId: pulumi.output(serverIdOf(cluster, settings.resourceGroup, settings.serverName)),
    secondRegionBackups: undefined,
    alarmTarget: undefined,
  };
}

function serverOf(
  cluster: Handle<"aks">,
  host: pulumi.Output<string>,
): Pick<CloudDatabase<"aks">, "kind" | "host" | "port" | "range" | "facts"> {
  return {
    kind: "aks",
    host,
    port: 5432,
    range: cluster.ranges.nodes,
    facts: { tenantId: cluster.facts.tenantId },
  };
}
