import { z } from "zod";
import { backupRegionSetting, cloudSetting, clusterSetting, regionSetting } from "./cluster";
import { commonSettings } from "./common";
import { eksAdopt } from "./eks/adopt";
import { eksBackups } from "./eks/backups";
import { eksCreate } from "./eks/create";
import { eksDatabase } from "./eks/database";
import { eksSecretSync } from "./eks/secret-sync";
import { regionName } from "./eks/shared";
import { choice, section } from "./fields";
import { setting } from "./setting";

export { eksRules } from "./eks/rules";

/** Partitions of AWS: worlds with their own accounts and regions, and the second part of every ARN. */
const partitions = ["aws", "aws-cn", "aws-us-gov"] as const;

/** Settings of a stack on Amazon EKS. */
export const eksSettings = z.strictObject({
  ...commonSettings,
  cloud: cloudSetting("eks"),
  region: regionSetting("an AWS region, such as eu-west-1", regionName()),
  backupRegion: backupRegionSetting({ allowed: "another AWS region of the same partition" }, regionName()),
  aws: section(
    "Account that the stack belongs to.",
    z.strictObject({
      accountId: setting(
        {
          description: "AWS account; credentials of another one are refused.",
          allowed: "12 digits in quotes",
          change: "replaces the cluster",
        },
        z.string().regex(/^\d{12}$/),
      ),
      partition: choice(
        { description: "Partition of the account.", change: "replaces the cluster" },
        z.enum(partitions).default("aws"),
      ),
    }),
  ),
  cluster: clusterSetting(z.discriminatedUnion("mode", [eksCreate, eksAdopt])),
  secrets: eksSecretSync,
  database: eksDatabase,
  backups: eksBackups,
});

export type EksConfig = z.output<typeof eksSettings>;
/** The settings of a cluster to make. */
export type EksCreation = Extract<EksConfig["cluster"], { mode: "create" }>;
/** The facts of a cluster that exists. */
export type EksAdoption = Extract<EksConfig["cluster"], { mode: "adopt" }>;
