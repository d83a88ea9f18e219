import { z } from "zod";
import {
  adoptedNetworkSection,
  adoptMode,
  capabilitiesSetting,
  existingRange,
  issuerSetting,
  kubeconfigSettings,
} from "../cluster";
import { setting } from "../setting";
import { aksCapabilities, aksRanges, aksShared, resourceGroupName } from "./shared";

const networkId = "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+";
const virtualNetworkId = (): z.ZodString => z.string().regex(new RegExp(`^${networkId}$`, "i"));
const subnetId = (): z.ZodString => z.string().regex(new RegExp(`^${networkId}/subnets/[^/]+$`, "i"));

/** A cluster that exists: the facts that others attach to. */
export const aksAdopt = z.strictObject({
  mode: adoptMode,
  ...aksShared,
  ...kubeconfigSettings,
  resourceGroup: setting({ description: "Resource group of the cluster.", allowed: "a name" }, resourceGroupName()),
  nodeResourceGroup: setting(
    {
      description: "Resource group that AKS made for nodes and disks: `az aks show --query nodeResourceGroup`.",
      allowed: "a name",
    },
    resourceGroupName(),
  ),
  network: adoptedNetworkSection(
    z.strictObject({
      ...aksRanges(existingRange),
      virtualNetworkId: setting(
        { description: "Id of the virtual network.", allowed: "/subscriptions/…/virtualNetworks/NAME" },
        virtualNetworkId(),
      ),
      nodeSubnetId: setting(
        { description: "Id of the nodes' subnet.", allowed: "/subscriptions/…/virtualNetworks/NAME/subnets/NAME" },
        subnetId(),
      ),
      databaseSubnetId: setting(
        {
          description: "Id of a subnet delegated to Microsoft.DBforPostgreSQL/flexibleServers, /28 or larger.",
          allowed: "/subscriptions/…/virtualNetworks/NAME/subnets/NAME",
        },
        subnetId(),
      ),
    }),
  ),
  issuer: issuerSetting("az aks show --query oidcIssuerProfile.issuerUrl", /^https:\/\/[a-z0-9.-]+\/\S+$/),
  capabilities: capabilitiesSetting("aks", aksCapabilities),
});
