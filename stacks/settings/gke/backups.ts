import { z } from "zod";
import { backupSetting } from "../backups";
import { setting } from "../setting";

/** Backups of a stack on Google Cloud: Cloud Storage. */
export const gkeBackups = backupSetting({
  recoverFrom: {
    bucket: setting(
      {
        description: "Bucket of the other cluster's backups.",
        allowed: "the name of a bucket",
        cure: "give the name alone, without gs://",
      },
      z.string().regex(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/),
    ),
  },
});
