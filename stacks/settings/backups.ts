import { z } from "zod";
import { removals } from "../clusters/removal";
import { choice, dnsLabel, flag, section, wholeNumber } from "./fields";
import { setting } from "./setting";

/** Settings of the backups that the clouds share; each cloud adds where those of another cluster lie. */

const volumes = ["move", "snapshot", "leave"] as const;

/** Years of days, beyond which nobody reads a backup. */
const mostDays = 3650;

const cronSetting = (description: string) =>
  setting(
    {
      description,
      allowed: "five fields of cron in UTC, such as `0 2 * * *`",
      cure: "put it in quotes, and leave seconds out",
    },
    z.string().min(1),
  );

const schedule = z.strictObject({
  cron: cronSetting("When the backup is made, in UTC."),
  keepDays: setting(
    { description: "Days after which Velero deletes such a backup.", allowed: `1 to ${mostDays}` },
    z.int().min(1).max(mostDays),
  ),
  namespaces: setting(
    {
      description: "Namespaces that it keeps; default all of the stack.",
      allowed: "a list of namespaces of the stack",
    },
    z.array(dnsLabel()).optional(),
  ),
});

const schedules = setting(
  {
    description: "Backups by the name that they carry. A map that is given takes the place of this one.",
    allowed: "a map of names of up to 30 lower-case letters, digits and `-`, and of `cron` and `keepDays`",
  },
  z.record(dnsLabel(30), schedule).default({
    daily: { cron: "0 2 * * *", keepDays: 30 },
    weekly: { cron: "0 3 * * 0", keepDays: 90 },
    monthly: { cron: "0 4 1 * *", keepDays: 365 },
  }),
);

const store = z.strictObject({
  lockDays: wholeNumber(
    { description: "Days for which Velero, or whoever has its rights, cannot delete what was written; 0 is none." },
    { least: 0, most: mostDays, usual: 14, note: ", and no more than the shortest `keepDays`" },
  ),
  keepDeletedDays: wholeNumber(
    { description: "Days for which what was deleted or overwritten can be brought back." },
    { least: 1, most: mostDays, usual: 30, note: ", and no less than `lockDays`" },
  ),
});

const alarms = z.strictObject({
  existing: setting(
    {
      description: "A target that exists and is told; default the one of the database.",
      allowed: "ARN of a topic, name of a notification channel or id of an action group",
    },
    z.string().min(1).optional(),
  ),
  runbook: setting(
    { description: "Address of the runbook that every alarm names.", allowed: "an address" },
    z.string().min(1).default("docs/runbooks/backup-alarms.md"),
  ),
});

const rehearsal = z.strictObject({
  cron: cronSetting("When the restore is tried, in UTC."),
  from: setting(
    { description: "Namespace whose newest backup is restored.", allowed: "a namespace of the stack" },
    dnsLabel(),
  ),
  into: setting(
    {
      description: "Namespace that it is restored into; it is emptied before and afterwards.",
      allowed: "a namespace of the stack that nothing else uses",
    },
    dnsLabel(),
  ),
});

/** The settings of one cloud that differ: each documented by itself. */
export interface BackupParts<Recovery extends z.ZodRawShape> {
  /** What names the store of another cluster's backups. */
  readonly recoverFrom: Recovery;
}

/** The section `backups` of one cloud. */
export function backupSetting<Recovery extends z.ZodRawShape>(parts: BackupParts<Recovery>) {
  const settings = z.strictObject({
    namespace: setting(
      {
        description:
          "Namespace of Velero, shared with nothing else. A change makes Velero anew and leaves the backups.",
        allowed: "a namespace of the stack, at level baseline where volumes are moved",
      },
      dnsLabel().default("velero"),
    ),
    schedules,
    volumes: choice(
      {
        description:
          "What becomes of the data in volumes: copied into the store, kept as snapshots of the cloud in this region, or left out.",
      },
      z.enum(volumes).default("move"),
    ),
    store: section("How the store keeps what is written to it.", store.prefault({})),
    secondRegion: flag(
      {
        description: "Whether all is copied to `backupRegion`; without it the loss of the region loses the backups.",
      },
      true,
    ),
    rpoHours: wholeNumber(
      { description: "Hours of changes that may be lost at most: each namespace has a schedule that runs as often." },
      { least: 1, most: 168, usual: 24 },
    ),
    recoverFrom: section(
      "Backups of another cluster that can be restored here, and are only read; none without it.",
      z.strictObject(parts.recoverFrom).optional(),
    ),
    rehearsal: section("A restore that is tried by itself; none without it.", rehearsal.optional()),
    alarms: section("Who hears when copies in the second region fall behind.", alarms.prefault({})),
    removal: choice(
      { description: "What becomes of the stores when they leave the program: refused, left as they are, or deleted." },
      z.enum(removals).default("protect"),
    ),
  });
  return setting(
    {
      description: "Backups of the cluster's objects and volumes by Velero; none without it, or where it is empty.",
      allowed: "a section with a setting or more, such as `removal: protect`",
    },
    settings.optional(),
  );
}
