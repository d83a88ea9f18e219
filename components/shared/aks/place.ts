import * as resources from "@pulumi/azure-native/resources";
import type * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../cloud";
import type { Guards } from "./guards";

/** A resource group, its region and the tags of what is in it; what takes tags spreads it. */
export interface Place {
  readonly resourceGroupName: pulumi.Output<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Name of a component's group in a region. */
export const groupName = (cluster: Pick<Handle<"aks">, "name">, region: string, name: string): string =>
  `${cluster.name}-${region}-${name}`;

/**
 * A resource group of the component's own, so that whoever deletes the cluster's takes no data along. What the second
 * region needs stands in a group there: Azure keeps a group's records in its region and changes nothing while that is
 * lost.
 */
export function createPlace(
  logicalName: string,
  resourceGroupName: string,
  where: Pick<Place, "location" | "tags">,
  guards: Guards,
): Place {
  const group = new resources.ResourceGroup(logicalName, { resourceGroupName, ...where }, guards.held);
  return { ...where, resourceGroupName: group.name };
}
