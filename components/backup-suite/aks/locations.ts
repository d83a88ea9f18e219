import type * as pulumi from "@pulumi/pulumi";
import type { Location, RecoverySettings } from "../contract";
import type { Store } from "./store";

export function locationOf({ account, container, place }: Store, subscriptionId: string): Location {
  return location(container.name, {
    resourceGroup: place.resourceGroupName,
    storageAccount: account.name,
    subscriptionId,
    storageAccountURI: account.primaryEndpoints.apply(({ blob }) => blob),
  });
}

/** Where the backups of another cluster lie. */
export function recoveryOf(
  { storageAccount, container, resourceGroup }: RecoverySettings["aks"],
  subscriptionId: string,
): Location {
  const storageAccountURI = `https://${storageAccount}.blob.core.windows.net/`;
  return location(container, { resourceGroup, storageAccount, subscriptionId, storageAccountURI });
}

/** Without `useAAD` the plugin asks for the account's keys, which are switched off. */
const location = (bucket: pulumi.Input<string>, config: Location["config"]): Location => ({
  provider: "azure",
  bucket,
  config: { ...config, useAAD: "true" },
});
