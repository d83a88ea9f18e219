import { z } from "zod";
import { secretSyncSetting } from "../secret-sync";
import { setting } from "../setting";

const vaultId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[a-z][a-z0-9-]{2,23}$/i;

/** Secrets of an Azure Key Vault. */
export const aksSecretSync = secretSyncSetting({
  store: {
    vaultId: setting(
      {
        description: "Id of the Key Vault that holds the secrets; it grants by role (RBAC).",
        allowed: "/subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME",
        cure: "take it from `az keyvault show --query id`",
      },
      z.string().regex(vaultId),
    ),
  },
  access: {},
});
