import { z } from "zod";
import { postgres } from "../../../components";
import { databaseSetting, storageSection } from "../database";
import { flag } from "../fields";
import { setting } from "../setting";

/** PostgreSQL of a stack on Google Cloud: Cloud SQL. */
export const gkeDatabase = databaseSetting({
  versions: postgres.supported.gke,
  tier: setting(
    {
      description: "Machine of the server; it decides the edition: Enterprise Plus keeps 35 days, Enterprise 7.",
      allowed:
        "db-perf-optimized-N-CPUS of Enterprise Plus, or of Enterprise db-custom-CPUS-MIB, db-g1-small or db-f1-micro",
      cure: "list them with `gcloud sql tiers list`",
    },
    z
      .string()
      .regex(/^db-(perf-optimized-N-\d+|custom-\d+-\d+|g1-small|f1-micro)$/)
      .default("db-perf-optimized-N-2"),
  ),
  storage: storageSection({ least: 10, most: 65_536, usual: 100 }),
  more: {
    replica: flag(
      {
        description:
          "Whether a replica in `backupRegion`, with a key of that region, can take over when the region is lost; without it backups may be of no use then, for they need the lost region's key.",
      },
      true,
    ),
  },
  facts: {
    instanceName: setting(
      {
        description: "Name of the instance.",
        allowed: "up to 98 lower-case letters, digits and `-`, a letter first",
        cure: "take it from `gcloud sql instances list --format='value(name)'`",
      },
      z.string().regex(/^[a-z]([a-z0-9-]{0,96}[a-z0-9])?$/),
    ),
  },
});
