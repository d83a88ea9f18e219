import type { Handle } from "../../shared/cloud";
import { hashedName } from "../../shared/names";

export type Role = "home" | "copy";

/** The longest name that a storage account takes: letters and digits alone. */
const longestName = 24;

/** Name of an account, which no other account of Azure may have: of the cluster, its region and its subscription. */
export function accountName(
  { name: cluster, region, facts }: Pick<Handle<"aks">, "name" | "region" | "facts">,
  name: string,
  role: Role,
): string {
  const identity = [facts.subscriptionId, region, cluster, name, role];
  return hashedName(`${cluster}-${name}`, identity, longestName).replaceAll("-", "");
}

/** The one container of an account, and of its copy. */
export const containerName = "velero";

export interface AccountIds {
  readonly account: string;
  readonly container: string;
}

/** Resource ids of an account that exists, and of one of its containers. */
export function accountIds(
  subscriptionId: string,
  {
    resourceGroup,
    storageAccount,
    container,
  }: { readonly resourceGroup: string; readonly storageAccount: string; readonly container: string },
): AccountIds {
  const account = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${storageAccount}`;
  return { account, container: `${account}/blobServices/default/containers/${container}` };
}
