import { z } from "zod";
import { setting } from "../setting";
import { capabilities, ranges, shared } from "./shared";

const group = (): z.ZodString => z.string().regex(/^[\w.()-]{0,89}[\w()-]$/);

const networkId = "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+";
const virtualNetworkId = (): z.ZodString => z.string().regex(new RegExp(`^${networkId}$`, "i"));
const subnetId = (): z.ZodString => z.string().regex(new RegExp(`^${networkId}/subnets/[^/]+$`, "i"));

export const adopt = z.strictObject({
  mode: setting(
    { description: "The cluster exists and is left alone.", allowed: "create or adopt" },
    z.literal("adopt"),
  ),
  ...shared,
  kubeconfig: setting(
    {
      description: "Path of a kubeconfig; without it the variable KUBECONFIG says where, then `~/.kube/config`.",
      allowed: "a path",
    },
    z.string().min(1).optional(),
  ),
  context: setting(
    { description: "Context of that kubeconfig; without it the current one.", allowed: "a name" },
    z.string().min(1).optional(),
  ),
  resourceGroup: setting({ description: "Resource group of the cluster.", allowed: "a name" }, group()),
  nodeResourceGroup: setting(
    {
      description: "Resource group that AKS made for nodes and disks: `az aks show --query nodeResourceGroup`.",
      allowed: "a name",
    },
    group(),
  ),
  network: setting(
    { description: "The virtual network that the cluster stands in.", allowed: "a section" },
    z.strictObject({
      ...ranges,
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
  issuer: setting(
    {
      description: "OIDC issuer of the cluster: `az aks show --query oidcIssuerProfile.issuerUrl`.",
      allowed: "an https address",
    },
    z.string().regex(/^https:\/\/[a-z0-9.-]+\/\S+$/),
  ),
  capabilities: setting(
    { description: "What the cluster runs already; nothing managed is installed again.", allowed: "a section" },
    capabilities.prefault({}),
  ),
});
