import { z } from "zod";
import { backupRegionSetting, cloudSetting, clusterSetting, regionSetting } from "./cluster";
import { commonSettings } from "./common";
import { section } from "./fields";
import { gkeAdopt } from "./gke/adopt";
import { gkeBackups } from "./gke/backups";
import { gkeCreate } from "./gke/create";
import { gkeDatabase } from "./gke/database";
import { gkeSecretSync } from "./gke/secret-sync";
import { setting } from "./setting";

export { gkeRules } from "./gke/rules";

const regionName = (): z.ZodString => z.string().regex(/^[a-z]+(-[a-z]+)+\d{1,2}$/);

/** Settings of a stack on Google Kubernetes Engine. */
export const gkeSettings = z.strictObject({
  ...commonSettings,
  cloud: cloudSetting("gke"),
  region: regionSetting("a Google Cloud region, such as europe-west1", regionName()),
  backupRegion: backupRegionSetting({ allowed: "another Google Cloud region" }, regionName()),
  gcp: section(
    "Project that the stack belongs to.",
    z.strictObject({
      project: setting(
        {
          description: "Id of the project.",
          allowed: "6 to 30 lower-case letters, digits and `-`, a letter first",
          cure: "give the id, not the name or the number: `gcloud projects list --format='value(projectId)'`",
          change: "replaces the cluster",
        },
        z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
      ),
    }),
  ),
  cluster: clusterSetting(z.discriminatedUnion("mode", [gkeCreate, gkeAdopt])),
  secrets: gkeSecretSync,
  database: gkeDatabase,
  backups: gkeBackups,
});

export type GkeConfig = z.output<typeof gkeSettings>;
/** The settings of a cluster to make. */
export type GkeCreation = Extract<GkeConfig["cluster"], { mode: "create" }>;
/** The facts of a cluster that exists. */
export type GkeAdoption = Extract<GkeConfig["cluster"], { mode: "adopt" }>;
