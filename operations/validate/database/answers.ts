import { z } from "zod";
import type { Facts } from "../facts";
import { connectionsOf, proxiedInstances } from "./connections";

/** What a cloud says of a database; undefined where the command does not tell. */
export interface DatabaseState {
  readonly highAvailability: boolean;
  /** Days for which a point in time can be restored. */
  readonly retentionDays: number;
  readonly secondRegion: boolean;
  readonly deletionProtection: boolean | undefined;
  readonly publicAddress: boolean;
}

/** A question to the command line of a cloud. */
export interface DatabaseQuestion {
  readonly cloud: Cloud;
  readonly database: string;
  readonly command: readonly [string, ...string[]];
}

export interface DatabaseAnswer {
  readonly question: DatabaseQuestion;
  readonly answer: { readonly state: DatabaseState } | { readonly why: string };
}

/** How one cloud is asked: what of the cluster names its databases, the command, and what the answer means. */
interface CloudCommand {
  readonly questions: (facts: Facts) => readonly Omit<DatabaseQuestion, "cloud">[];
  /** The state in an answer; throws where the answer has another form. */
  readonly parse: (answer: unknown) => DatabaseState;
}

const rdsInstance = z.looseObject({
  MultiAZ: z.boolean(),
  BackupRetentionPeriod: z.number(),
  DeletionProtection: z.boolean().optional(),
  PubliclyAccessible: z.boolean(),
  DBInstanceAutomatedBackupsReplications: z.array(z.unknown()).optional(),
});
const rdsAnswer = z.looseObject({ DBInstances: z.tuple([rdsInstance], z.unknown()) });

const cloudSqlAnswer = z.looseObject({
  region: z.string(),
  replicaNames: z.array(z.string()).optional(),
  settings: z.looseObject({
    availabilityType: z.string().optional(),
    deletionProtectionEnabled: z.boolean().optional(),
    ipConfiguration: z.looseObject({ ipv4Enabled: z.boolean().optional() }).optional(),
    backupConfiguration: z
      .looseObject({
        enabled: z.boolean().optional(),
        pointInTimeRecoveryEnabled: z.boolean().optional(),
        transactionLogRetentionDays: z.number().optional(),
        location: z.string().optional(),
      })
      .optional(),
  }),
});

const flexibleServer = z.looseObject({
  highAvailability: z.looseObject({ mode: z.string().nullish() }).nullish(),
  backup: z.looseObject({ backupRetentionDays: z.number(), geoRedundantBackup: z.string().nullish() }),
  network: z.looseObject({ publicNetworkAccess: z.string().nullish() }).nullish(),
});
const flexibleServerAnswer = z.union([z.tuple([flexibleServer], z.unknown()), flexibleServer]);

const hostsOf = (facts: Facts): readonly string[] => [...new Set(connectionsOf(facts).map(({ host }) => host))];

export const clouds = {
  aws: {
    questions: (facts) =>
      hostsOf(facts).flatMap((host) => {
        const [, database, region] = /^([\w-]+)\.[\w-]+\.([\w-]+)\.rds\.amazonaws\.com/.exec(host) ?? [];
        if (database === undefined || region === undefined) return [];
        const target = ["--db-instance-identifier", database, "--region", region];
        return [{ database, command: ["aws", "rds", "describe-db-instances", ...target, "--output", "json"] }];
      }),
    parse: (answer) => {
      const [instance] = rdsAnswer.parse(answer).DBInstances;
      return {
        highAvailability: instance.MultiAZ,
        retentionDays: instance.BackupRetentionPeriod,
        secondRegion: (instance.DBInstanceAutomatedBackupsReplications ?? []).length > 0,
        deletionProtection: instance.DeletionProtection,
        publicAddress: instance.PubliclyAccessible,
      };
    },
  },
  gcp: {
    questions: (facts) =>
      proxiedInstances(facts).flatMap((connection) => {
        const parts = connection.split(":");
        const database = parts.at(-1) ?? "";
        const target = [database, "--project", parts.slice(0, -2).join(":")];
        return [{ database, command: ["gcloud", "sql", "instances", "describe", ...target, "--format", "json"] }];
      }),
    parse: (answer) => {
      const { region, replicaNames = [], settings } = cloudSqlAnswer.parse(answer);
      const { enabled, pointInTimeRecoveryEnabled, transactionLogRetentionDays, location } =
        settings.backupConfiguration ?? {};
      const restorable = enabled === true && pointInTimeRecoveryEnabled === true;
      return {
        highAvailability: settings.availabilityType === "REGIONAL",
        retentionDays: restorable ? (transactionLogRetentionDays ?? 0) : 0,
        secondRegion: replicaNames.length > 0 || (location !== undefined && location !== region),
        deletionProtection: settings.deletionProtectionEnabled ?? false,
        publicAddress: settings.ipConfiguration?.ipv4Enabled ?? false,
      };
    },
  },
  azure: {
    questions: (facts) =>
      hostsOf(facts).flatMap((host) => {
        const [, database] = /^([\w-]+)\.(?:[\w-]+\.)*postgres\.database\.azure\.com$/.exec(host) ?? [];
        if (database === undefined) return [];
        const query = `[?fullyQualifiedDomainName=='${host}']`;
        const list = ["az", "postgres", "flexible-server", "list", "--query", query, "--output", "json"] as const;
        return [{ database, command: list }];
      }),
    parse: (answer) => {
      const parsed = flexibleServerAnswer.parse(answer);
      const { highAvailability, backup, network } = Array.isArray(parsed) ? parsed[0] : parsed;
      return {
        highAvailability: highAvailability?.mode === "ZoneRedundant",
        retentionDays: backup.backupRetentionDays,
        secondRegion: backup.geoRedundantBackup === "Enabled",
        // A lock keeps it, and that is another resource.
        deletionProtection: undefined,
        publicAddress: network?.publicNetworkAccess === "Enabled",
      };
    },
  },
} as const satisfies Readonly<Record<string, CloudCommand>>;

export type Cloud = keyof typeof clouds;

/** Whom to ask about the databases that a cluster connects to. */
export function questionsOf(facts: Facts): readonly DatabaseQuestion[] {
  return Object.values(cloudNames).flatMap((cloud) =>
    clouds[cloud].questions(facts).map(({ database, command }) => ({ cloud, database, command })),
  );
}

const cloudNames: readonly Cloud[] = ["aws", "gcp", "azure"];
