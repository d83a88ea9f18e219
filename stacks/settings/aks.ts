import { z } from "zod";
import { adopt } from "./aks/adopt";
import { create } from "./aks/create";
import { isRegion, pairedRegions } from "./aks/regions";
import { guid } from "./aks/shared";
import { commonSettings } from "./common";
import { setting } from "./setting";

export { aksRules } from "./aks/rules";

/** Settings of a stack on Azure Kubernetes Service. */
export const aksSettings = z.strictObject({
  ...commonSettings,
  cloud: setting({ description: "The cloud.", allowed: "gke, eks or aks" }, z.literal("aks")),
  region: setting(
    {
      description: "Region of the cluster.",
      allowed: `a region with three zones and a paired region: ${Object.keys(pairedRegions).join(", ")}`,
      change: "replaces the cluster",
    },
    z.string().refine(isRegion),
  ),
  backupRegion: setting(
    {
      description: "Region that holds the copies of all backups.",
      allowed: "the region that Azure pairs with the cluster's, such as ukwest with uksouth",
      change: "create time only",
    },
    z.string().regex(/^[a-z]+\d?$/),
  ),
  azure: setting(
    { description: "Where in Azure the stack belongs.", allowed: "a section" },
    z.strictObject({
      subscriptionId: setting(
        {
          description: "Subscription of every resource.",
          allowed: "a GUID in lower case",
          cure: "take it from `az account show --query id`",
          change: "replaces the cluster",
        },
        guid(),
      ),
      tenantId: setting(
        {
          description: "Tenant of Entra ID that the subscription trusts.",
          allowed: "a GUID in lower case",
          cure: "take it from `az account show --query tenantId`",
          change: "replaces the cluster",
        },
        guid(),
      ),
    }),
  ),
  cluster: setting(
    { description: "The cluster: created by this stack, or adopted.", allowed: "a section with the key `mode`" },
    z.discriminatedUnion("mode", [create, adopt]),
  ),
});

export type AksConfig = z.output<typeof aksSettings>;
/** The settings of a cluster to make. */
export type AksCreation = Extract<AksConfig["cluster"], { mode: "create" }>;
/** The facts of a cluster that exists. */
export type AksAdoption = Extract<AksConfig["cluster"], { mode: "adopt" }>;
