import { z } from "zod";
import { type Cloud, creationFaults, type DatabaseCreation, postgres } from "../../components";
import { removals } from "../clusters/removal";
import { weekdays } from "./cluster";
import { choice, dnsLabel, flag, section, wholeNumber } from "./fields";
import { setting, type Rule } from "./setting";

/** Settings of the database that the clouds share; each cloud adds its own in its folder. */

const time = (): z.ZodString => z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const windowTime = (description: string, usual: string) =>
  setting({ description, allowed: "HH:MM, 00:00 to 23:59, in quotes" }, time().default(usual));

const backups = z.strictObject({
  retentionDays: wholeNumber(
    { description: "Days for which any point in time can be restored, here and in the backup region." },
    { least: 7, most: 35, usual: 35 },
  ),
  start: windowTime("Start of the daily backup, in UTC; on Azure the cloud chooses it.", "01:00"),
  secondRegion: flag(
    {
      description: "Whether backups are copied to `backupRegion`; without it the loss of the region loses the data.",
    },
    true,
  ),
});

const maintenance = z.strictObject({
  day: choice(
    { description: "Day on which the cloud may upgrade minor versions and restart the server." },
    z.enum(weekdays).default("Sunday"),
  ),
  start: windowTime("Start of that window, in UTC.", "03:00"),
});

const alarms = z.strictObject({
  emails: setting(
    { description: "Who is told of failovers, failed backups and full disks.", allowed: "e-mail addresses" },
    z.array(z.email()).default([]),
  ),
  webhooks: setting(
    { description: "Addresses that are told as well, such as a pager's.", allowed: "https addresses" },
    z.array(z.string().regex(/^https:\/\/[^/\s]+/)).default([]),
  ),
  existing: setting(
    {
      description: "A target that exists and is told instead of a new one.",
      allowed: "ARN of a topic, name of a notification channel or id of an action group",
    },
    z.string().min(1).optional(),
  ),
  runbook: setting(
    { description: "Address of the runbook that every alarm names.", allowed: "an address" },
    z.string().min(1).default("docs/runbooks/database-alarms.md"),
  ),
});

const administration = section(
  "Where the Jobs run that make databases and roles.",
  z
    .strictObject({
      namespace: setting(
        {
          description: "Namespace of those Jobs, shared with no application.",
          allowed: "a namespace of the stack",
          change: "in place",
        },
        dnsLabel().default("databases"),
      ),
    })
    .prefault({}),
);

const mode = <M extends string>(value: M, description: string): z.ZodLiteral<M> =>
  setting({ description, allowed: "create, adopt or in-cluster" }, z.literal(value));

const versionSetting = <V extends string>(versions: readonly [V, ...V[]]) =>
  setting(
    {
      description: "Major version of PostgreSQL; the cloud applies minor ones. Raise it, it cannot be lowered.",
      allowed: versions.join(", "),
      cure: "put it in quotes",
    },
    z.enum(versions).default(z.enum(versions).parse(postgres.default)),
  );

/** Storage in GiB, between what the cloud sells at least and at most. */
export const storageSection = (bounds: { readonly least: number; readonly most: number; readonly usual: number }) =>
  section(
    "Storage in GiB; it grows by itself and never shrinks.",
    z
      .strictObject({
        initialGiB: wholeNumber(
          {
            description: "Storage to start with, in GiB; of no effect once the server is there.",
            change: "create time only",
          },
          bounds,
        ),
        maximumGiB: wholeNumber(
          { description: "Storage beyond which it does not grow by itself, in GiB." },
          { ...bounds, usual: bounds.usual * 10 },
        ),
      })
      .prefault({}),
  );

/** The settings of one cloud that differ: each documented by itself. */
export interface DatabaseParts<
  Version extends string,
  Tier extends z.ZodType,
  Storage extends z.ZodType,
  More extends z.ZodRawShape,
  Facts extends z.ZodRawShape,
> {
  readonly versions: readonly [Version, ...Version[]];
  readonly tier: Tier;
  readonly storage: Storage;
  /** Beside the common ones, of a server to create. */
  readonly more: More;
  /** Facts of a server that exists. */
  readonly facts: Facts;
}

/** Settings of a server to create that are the same on every cloud. */
const managed = {
  highAvailability: flag(
    {
      description:
        "A standby in a second zone that takes over by itself; without it half the price and minutes to hours of outage.",
    },
    true,
  ),
  backups: section("Backups and points in time to go back to.", backups.prefault({})),
  maintenance: section("Weekly window of the upgrades that the cloud makes by itself.", maintenance.prefault({})),
  parameters: setting(
    { description: "Server parameters, laid over this package's own.", allowed: "parameters of PostgreSQL as text" },
    z.record(z.string().regex(/^[a-z][a-z0-9_.]*$/), z.union([z.string(), z.number()]).transform(String)).default({}),
  ),
  alarms: section("Who hears when something is wrong with the database.", alarms),
  removal: choice(
    { description: "What becomes of the database when it leaves the program: refused, left running, or deleted." },
    z.enum(removals).default("protect"),
  ),
  restored: setting(
    {
      description: "An instance that was restored by hand and takes the place of the old one; the runbook says when.",
      allowed: "the name of the instance",
    },
    dnsLabel().optional(),
  ),
  administration,
};

/** The section `database` of one cloud. */
export function databaseSetting<
  Version extends string,
  Tier extends z.ZodType,
  Storage extends z.ZodType,
  More extends z.ZodRawShape,
  Facts extends z.ZodRawShape,
>(parts: DatabaseParts<Version, Tier, Storage, More, Facts>) {
  const create = z.strictObject({
    mode: mode("create", "A managed server is made by this stack."),
    version: versionSetting(parts.versions),
    tier: parts.tier,
    storage: parts.storage,
    ...managed,
    ...parts.more,
  });
  const adopt = z.strictObject({
    mode: mode("adopt", "The server exists and is left alone."),
    host: setting(
      { description: "Private address or name of the server.", allowed: "an IPv4 address or a DNS name" },
      z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    ),
    administration,
    ...parts.facts,
  });
  const inCluster = z.strictObject({
    mode: mode("in-cluster", "A PostgreSQL in one pod, for development: no standby, no backup."),
    version: versionSetting(parts.versions),
    storageGiB: wholeNumber({ description: "Volume of the pod, in GiB." }, { least: 1, most: 100, usual: 10 }),
    administration,
  });
  return setting(
    {
      description: "PostgreSQL of the stack, for all its applications; none without it.",
      allowed: "a section with the key `mode`",
    },
    z.discriminatedUnion("mode", [create, adopt, inCluster]).optional(),
  );
}

interface WithDatabase<C extends Cloud> {
  readonly region: string;
  readonly backupRegion: string;
  readonly cluster: { readonly zones: readonly string[] };
  readonly namespaces: Readonly<Record<string, unknown>>;
  readonly database?:
    | ((DatabaseCreation<C> | { readonly mode: "adopt" | "in-cluster" }) & {
        readonly administration: { readonly namespace: string };
      })
    | undefined;
}

/**
 * Every check of the ManagedDatabase component, and that the namespace of its Jobs is there.
 *
 * @param backupRegionOf the backup region to judge the database by.
 */
export function databaseRules<C extends Cloud>(
  cloud: C,
  backupRegionOf = ({ backupRegion }: Pick<WithDatabase<C>, "region" | "backupRegion">): string => backupRegion,
): readonly Rule<WithDatabase<C>>[] {
  return [
    {
      reads: ["database", "region", "backupRegion", "cluster.zones"],
      check: ({ database, region, backupRegion, cluster }) =>
        database?.mode !== "create"
          ? []
          : creationFaults(cloud, database, {
              region,
              backupRegion: backupRegionOf({ region, backupRegion }),
              zones: cluster.zones,
            }).map((fault) => ({
              ...fault,
              path: `database.${fault.path}`,
            })),
    },
    {
      reads: ["database.administration", "namespaces"],
      check: ({ database, namespaces }) => {
        const namespace = database?.administration.namespace;
        if (namespace === undefined || Object.hasOwn(namespaces, namespace)) return [];
        return [
          {
            path: "database.administration.namespace",
            problem: "is not among the namespaces",
            allowed: Object.keys(namespaces).join(", "),
            cure: `add \`${namespace}: {}\` to namespaces`,
          },
        ];
      },
    },
  ];
}
