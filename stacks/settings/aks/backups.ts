import { z } from "zod";
import { backupSetting } from "../backups";
import { setting } from "../setting";
import { resourceGroupName } from "./shared";

/** Backups of a stack on Azure: Blob Storage. */
export const aksBackups = backupSetting({
  recoverFrom: {
    storageAccount: setting(
      {
        description: "Storage account of the other cluster's backups.",
        allowed: "3 to 24 lower-case letters and digits",
        cure: "give the name alone, not an address",
      },
      z.string().regex(/^[a-z0-9]{3,24}$/),
    ),
    container: setting(
      {
        description: "Container in that account.",
        allowed: "3 to 63 lower-case letters, digits and single dashes",
        cure: "give the name alone, not an address",
      },
      z.string().regex(/^[a-z0-9](-?[a-z0-9]){2,62}$/),
    ),
    resourceGroup: setting(
      { description: "Resource group of that account, in the stack's subscription.", allowed: "a name" },
      resourceGroupName(),
    ),
  },
});
