import { z } from "zod";
import { commonSettings } from "./common";
import { eksAdopt } from "./eks/adopt";
import { eksCreate } from "./eks/create";
import { setting } from "./setting";

export { eksRules } from "./eks/rules";

/** Partitions of AWS: worlds with their own accounts and regions, and the second part of every ARN. */
export const partitions = ["aws", "aws-cn", "aws-us-gov"] as const;

const regionName = (): z.ZodString => z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/);

/** Settings of a stack on Amazon EKS. */
export const eksSettings = z.strictObject({
  ...commonSettings,
  cloud: setting({ description: "The cloud.", allowed: "gke, eks or aks" }, z.literal("eks")),
  region: setting(
    {
      description: "Region of the cluster.",
      allowed: "an AWS region, such as eu-west-1",
      change: "replaces the cluster",
    },
    regionName(),
  ),
  backupRegion: setting(
    {
      description: "Region that holds the copies of all backups.",
      allowed: "another AWS region of the same partition",
    },
    regionName(),
  ),
  aws: setting(
    { description: "Account that the stack belongs to.", allowed: "a section" },
    z.strictObject({
      accountId: setting(
        {
          description: "AWS account; credentials of another one are refused.",
          allowed: "12 digits in quotes",
          change: "replaces the cluster",
        },
        z.string().regex(/^\d{12}$/),
      ),
      partition: setting(
        { description: "Partition of the account.", allowed: partitions.join(", "), change: "replaces the cluster" },
        z.enum(partitions).default("aws"),
      ),
    }),
  ),
  cluster: setting(
    { description: "The cluster: created by this stack, or adopted.", allowed: "a section with the key `mode`" },
    z.discriminatedUnion("mode", [eksCreate, eksAdopt]),
  ),
});

export type EksConfig = z.output<typeof eksSettings>;
/** The settings of a cluster to make. */
export type EksCreation = Extract<EksConfig["cluster"], { mode: "create" }>;
/** The facts of a cluster that exists. */
export type EksAdoption = Extract<EksConfig["cluster"], { mode: "adopt" }>;
