import { z } from "zod";
import { secretSyncSetting } from "../secret-sync";
import { setting } from "../setting";

/** Secrets of AWS Secrets Manager, in the account and region of the cluster. */
export const eksSecretSync = secretSyncSetting({
  store: {},
  access: {
    keyArns: setting(
      {
        description: "Customer keys that encrypt the secrets; those under `aws/secretsmanager` need none.",
        allowed: "up to 20 ARNs of keys",
        cure: "give the key, not its alias: `aws kms describe-key --query KeyMetadata.Arn`",
      },
      z
        .array(z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+$/))
        .max(20)
        .default([]),
    ),
  },
});
