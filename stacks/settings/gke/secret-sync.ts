import { z } from "zod";
import { secretSyncSetting } from "../secret-sync";
import { setting } from "../setting";

/** Secrets of Google Secret Manager. */
export const gkeSecretSync = secretSyncSetting({
  store: {
    project: setting(
      {
        description: "Id of the project that holds the secrets; without it the cluster's.",
        allowed: "6 to 30 lower-case letters, digits and `-`, a letter first",
        cure: "give the id, not the name or the number: `gcloud projects list --format='value(projectId)'`",
      },
      z
        .string()
        .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
        .optional(),
    ),
  },
  access: {},
});
