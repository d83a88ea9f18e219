import { z } from "zod";
import { commonSettings } from "./common";
import { gkeAdopt } from "./gke/adopt";
import { gkeCreate } from "./gke/create";
import { regionName } from "./gke/shared";
import { setting } from "./setting";

export { gkeRules } from "./gke/rules";

/** Settings of a stack on Google Kubernetes Engine. */
export const gkeSettings = z.strictObject({
  ...commonSettings,
  cloud: setting({ description: "The cloud.", allowed: "gke, eks or aks" }, z.literal("gke")),
  region: setting(
    {
      description: "Region of the cluster.",
      allowed: "a Google Cloud region, such as europe-west1",
      change: "replaces the cluster",
    },
    regionName(),
  ),
  backupRegion: setting(
    { description: "Region that holds the copies of all backups.", allowed: "another Google Cloud region" },
    regionName(),
  ),
  gcp: setting(
    { description: "Project that the stack belongs to.", allowed: "a section" },
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
  cluster: setting(
    { description: "The cluster: created by this stack, or adopted.", allowed: "a section with the key `mode`" },
    z.discriminatedUnion("mode", [gkeCreate, gkeAdopt]),
  ),
});

export type GkeConfig = z.output<typeof gkeSettings>;
/** The settings of a cluster to make. */
export type GkeCreation = Extract<GkeConfig["cluster"], { mode: "create" }>;
/** The facts of a cluster that exists. */
export type GkeAdoption = Extract<GkeConfig["cluster"], { mode: "adopt" }>;
