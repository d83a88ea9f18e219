import { z } from "zod";
import { postgres } from "../../../components";
import { databaseSetting, storageSection } from "../database";
import { setting } from "../setting";

/** Amazon RDS for PostgreSQL. */
export const eksDatabase = databaseSetting({
  versions: postgres.supported.eks,
  tier: setting(
    {
      description: "Machine of the server and of its standby (instance class); a change fails over to it.",
      allowed: "a class of RDS for PostgreSQL, such as db.m7g.large",
      cure: "write it as db.FAMILY.SIZE",
    },
    z
      .string()
      .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/)
      .default("db.m7g.large"),
  ),
  storage: storageSection({ least: 20, most: 65_536, usual: 100 }),
  more: {
    iops: setting(
      {
        description: "Provisioned IOPS of the storage; without it what the size brings.",
        allowed: "12000 to 64000, from 400 GiB of storage on",
      },
      z.int().min(12_000).max(64_000).optional(),
    ),
    throughput: setting(
      {
        description: "Provisioned throughput of the storage in MiB/s; without it what the size brings.",
        allowed: "500 to 4000, from 400 GiB of storage on",
      },
      z.int().min(500).max(4000).optional(),
    ),
  },
  facts: {
    identifier: setting(
      { description: "Name of the instance.", allowed: "the name of an RDS instance" },
      z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/),
    ),
    resourceId: setting(
      {
        description: "Resource id of the instance, which leave to log in by IAM names.",
        allowed: "db-… in capitals",
        cure: "read it with aws rds describe-db-instances --query DBInstances[].DbiResourceId",
      },
      z.string().regex(/^db-[A-Z0-9]+$/),
    ),
    administratorRole: setting(
      {
        description: "Master user of the instance, who makes databases and roles.",
        allowed: "the name of a role of PostgreSQL",
      },
      z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/),
    ),
    administratorSecretArn: setting(
      { description: "Secret in which RDS keeps that user's password.", allowed: "the ARN of a secret" },
      z.string().regex(/^arn:(aws|aws-cn|aws-us-gov):secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+$/),
    ),
    administratorSecretKeyArn: setting(
      { description: "Key that encrypts that secret.", allowed: "the ARN of a KMS key" },
      z.string().regex(/^arn:(aws|aws-cn|aws-us-gov):kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/),
    ),
  },
});
