import { z } from "zod";
import { aksAdopt } from "./aks/adopt";
import { aksBackups } from "./aks/backups";
import { aksCreate } from "./aks/create";
import { aksDatabase } from "./aks/database";
import { aksSecretSync } from "./aks/secret-sync";
import { isRegion, pairedRegions } from "./aks/regions";
import { guid } from "./aks/shared";
import { backupRegionSetting, cloudSetting, clusterSetting, regionSetting } from "./cluster";
import { commonSettings } from "./common";
import { section } from "./fields";
import { setting } from "./setting";

export { aksRules } from "./aks/rules";

/** Settings of a stack on Azure Kubernetes Service. */
export const aksSettings = z.strictObject({
  ...commonSettings,
  cloud: cloudSetting("aks"),
  region: regionSetting(
    `a region with three zones and a paired region: ${Object.keys(pairedRegions).join(", ")}`,
    z.string().refine(isRegion),
  ),
  backupRegion: backupRegionSetting(
    {
      allowed: "the region that Azure pairs with the cluster's, such as ukwest with uksouth",
      change: "create time only",
    },
    z.string().regex(/^[a-z]+\d?$/),
  ),
  azure: section(
    "Subscription that the stack belongs to.",
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
  cluster: clusterSetting(z.discriminatedUnion("mode", [aksCreate, aksAdopt])),
  secrets: aksSecretSync,
  database: aksDatabase,
  backups: aksBackups,
});

export type AksConfig = z.output<typeof aksSettings>;
/** The settings of a cluster to make. */
export type AksCreation = Extract<AksConfig["cluster"], { mode: "create" }>;
/** The facts of a cluster that exists. */
export type AksAdoption = Extract<AksConfig["cluster"], { mode: "adopt" }>;
