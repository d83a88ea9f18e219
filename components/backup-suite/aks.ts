import type * as pulumi from "@pulumi/pulumi";
import { type Guards, guardsOf } from "../shared/aks/guards";
import { createKey } from "../shared/aks/keys";
import { createPlace, groupName } from "../shared/aks/place";
import { createAlarms } from "./aks/alarms";
import { locationOf, recoveryOf } from "./aks/locations";
import { accountIds, accountName, type Role } from "./aks/names";
import { createEndpoints, type Reached } from "./aks/network";
import { replicate } from "./aks/replication";
import { type Ids, rightsOf } from "./aks/rights";
import { createStore, type Store } from "./aks/store";
import type { AdapterArgs, BackupAdapter, CloudStores } from "./contract";

/** Azure Blob Storage: an account at home, and one in the second region to which Azure copies each version. */
export const aksBackups: BackupAdapter<"aks"> = {
  createStores,
  snapshotClass: () => ({ driver: "disk.csi.azure.com", parameters: { incremental: "true" } }),
};

function createStores(name: string, args: AdapterArgs<"aks">, parent: pulumi.ComponentResource): CloudStores<"aks"> {
  const { cluster, settings, alarmTarget } = args;
  const { subscriptionId } = cluster.facts;
  const { recoverFrom, secondRegion } = settings;
  const guards = guardsOf(settings.removal, "backups.removal", parent, cluster.cloudProvider);
  const home = storeIn(name, "home", args, guards);
  const copy = secondRegion ? storeIn(name, "copy", args, guards) : undefined;
  const replication = copy === undefined ? undefined : replicate(name, home, copy, guards);
  if (replication !== undefined) {
    const alarm = { policyId: replication.id, runbook: settings.alarms.runbook, target: alarmTarget };
    createAlarms(name, alarm, home.place, guards);
  }
  const ids = {
    home: idsOf(home),
    copy: copy === undefined ? undefined : idsOf(copy),
    recovery: recoverFrom === undefined ? undefined : accountIds(subscriptionId, recoverFrom),
  };
  const endpoints = createEndpoints(name, cluster, reached(ids), home.place, guards);
  return {
    rights: rightsOf(ids),
    locations: () => ({
      home: locationOf(home, subscriptionId),
      copy: copy === undefined ? undefined : locationOf(copy, subscriptionId),
      recovery: recoverFrom === undefined ? undefined : recoveryOf(recoverFrom, subscriptionId),
    }),
    ready: [...home.ready, ...(copy?.ready ?? []), ...(replication?.ready ?? []), ...endpoints],
    home: home.account.name,
    copy: copy?.account.name,
  };
}

/**
 * A group, a key and an account of one region. At home the account lies in three zones where the cluster has several.
 * Not in a second region by Azure's own replication, which chooses that region and keeps the copy from being read. The
 * copy lies in one place: it is the second, and many regions that Azure pairs have no zones.
 */
function storeIn(name: string, role: Role, args: AdapterArgs<"aks">, guards: Guards): Store {
  const { cluster, backupRegion, settings } = args;
  const suffix = role === "home" ? "" : "-2";
  const location = role === "home" ? cluster.region : backupRegion;
  const where = { location, tags: cluster.facts.tags };
  const place = createPlace(`${name}-group${suffix}`, groupName(cluster, location, name), where, guards);
  const key = createKey(name, suffix, cluster.facts, place, guards);
  return createStore(
    name,
    suffix,
    {
      role,
      accountName: accountName(cluster, name, role),
      sku: role === "home" && cluster.zones.length > 1 ? "Standard_ZRS" : "Standard_LRS",
      place,
      key,
      settings: settings.store,
    },
    guards,
  );
}

const idsOf = ({ account, container }: Store): Ids => ({ account: account.id, container: container.id });

const reached = ({ home, copy, recovery }: Parameters<typeof rightsOf>[0]): readonly Reached[] => [
  { role: "home", accountId: home.account },
  ...(copy === undefined ? [] : [{ role: "copy", accountId: copy.account } as const]),
  ...(recovery === undefined ? [] : [{ role: "recovery", accountId: recovery.account } as const]),
];
