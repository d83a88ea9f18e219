import { some } from "../../shared/text";
import { reasonOf } from "../../shared/errors";
import { idOf } from "../objects";
import { TooLate } from "../poll";
import { type Run, Stop } from "../run";
import { sortOut } from "../record/ignored";
import { isWhole, startOf, stateOf } from "../velero/choose";
import { BadArchive, objectsInArchive } from "../velero/archive";
import { CannotDownload } from "../velero/download";
import { readResults } from "../velero/results";
import type { Backup } from "../velero/types";

/** The name of what this drill makes, in the order of time. */
export function drillName(namespace: string, at: Date): string {
  const digits = at.toISOString().replace(/\D/g, "").slice(0, 14);
  return `drill-${namespace.slice(0, 40)}-${digits}`;
}

/** Makes a backup of the namespace; throws Stop unless it is whole and holds every object. */
export async function makeBackup(run: Run): Promise<void> {
  const { velero, options, state, say } = run.tools;
  const name = drillName(options.namespace, run.began);
  const location = state.location?.metadata.name ?? "";
  say(`backup ${name} into location ${location}; volumes by ${state.volumes?.from ?? "Velero's defaults"} …`);
  const made = await run.timed("backup", async () => {
    await velero.makeBackup(name, {
      ...state.volumes?.fields,
      includedNamespaces: [options.namespace],
      storageLocation: location,
    });
    run.left.push(`Backup ${name} in location ${location} is kept.`);
    return velero.endOfBackup(name, options.timeout);
  });
  note(run, made, true);
  if ((made.status?.warnings ?? 0) > 0 && run.backup !== undefined) {
    const { warnings } = await readResults(run, "BackupResults", name);
    run.backup = { ...run.backup, warnings };
  }
  if (!isWhole(made)) {
    const { errors } = await readResults(run, "BackupResults", name);
    throw new Stop([`${stateOf(made)}.`, ...errors].join("\n"));
  }
  await proveContents(run, name);
}

function note(run: Run, backup: Backup, made: boolean): void {
  const started = startOf(backup) ?? new Date().toISOString();
  run.moments = { ...run.moments, data: new Date(started) };
  run.backup = {
    name: backup.metadata.name,
    location: backup.spec.storageLocation ?? "",
    started,
    made,
    items: backup.status?.progress?.itemsBackedUp ?? 0,
    warnings: [],
    volumes: made ? run.tools.state.volumes?.from : undefined,
  };
}

/** What was recorded must stand in the backup before anything is deleted. */
async function proveContents(run: Run, name: string): Promise<void> {
  const { say, options } = run.tools;
  const contents = await contentsOf(run, name);
  if (typeof contents === "string") {
    run.warnings.push(`The contents of backup ${name} could not be looked at: ${contents}.`);
    say(`warning: ${run.warnings.at(-1)}`);
    return;
  }
  const held = new Set(contents.map(idOf));
  const gone = run.expected.map(idOf).filter((id) => !held.has(id));
  if (gone.length > 0) {
    throw new Stop(
      `Backup ${name} lacks ${some(gone, 20)} of namespace ${options.namespace}. ` +
        "They were deleted since, Velero is told to leave them out, or does not know their kind yet: it looks for new kinds every five minutes.",
    );
  }
}

/**
 * The objects of the namespace in a backup, or why they cannot be read from here. Throws Stop where nobody could read
 * them: then nothing must be deleted.
 */
async function contentsOf(run: Run, name: string): Promise<Awaited<ReturnType<typeof objectsInArchive>> | string> {
  const { velero, options, state } = run.tools;
  try {
    const file = await velero.file("BackupContents", name, state.location?.spec.objectStorage?.caCert);
    return await objectsInArchive(file, options.namespace);
  } catch (error) {
    if (error instanceof BadArchive)
      throw new Stop(`Backup ${name} is damaged: ${error.message}. Nothing can be restored from it: take another.`);
    if (error instanceof CannotDownload || error instanceof TooLate) return error.message;
    throw error;
  }
}

/** Takes what an existing backup holds for the expectation; the live namespace only where that cannot be read. */
export async function expectBackup(run: Run, backup: Backup): Promise<void> {
  const { options, situation, say } = run.tools;
  note(run, backup, false);
  say(`reading backup ${backup.metadata.name} of ${startOf(backup) ?? "unknown time"} …`);
  const contents = await contentsOf(run, backup.metadata.name);
  if (typeof contents === "string") {
    if (situation.namespace === undefined) {
      throw new Stop(`Backup ${backup.metadata.name}: ${contents}, and there is no live namespace to compare with.`);
    }
    run.warnings.push(
      `The contents of backup ${backup.metadata.name} could not be read: ${contents}. ` +
        "The live namespace is the measure; what changed since the backup differs.",
    );
    return;
  }
  run.expectation = "backup";
  run.sorted = sortOut(contents);
  run.expected = run.sorted.kept;
  if (run.expected.length === 0) {
    throw new Stop(`Backup ${backup.metadata.name} holds nothing of namespace ${options.namespace}.`);
  }
  if (options.into === undefined) warnOfLater(run);
}

/** What came after the backup is lost with the namespace. */
function warnOfLater(run: Run): void {
  const held = new Set(run.expected.map(idOf));
  const later = run.tools.situation.objects.kept.map(idOf).filter((id) => !held.has(id));
  if (later.length === 0) return;
  run.warnings.push(`The backup does not hold ${some(later, 10)}: the loss takes them for good.`);
}

/** Deletes what the drill made; what does not work is told, and no failure of the restore. */
export async function deleteBackup(run: Run): Promise<void> {
  const { velero, options, say } = run.tools;
  const { backup } = run;
  if (backup?.made !== true || options.keep) return;
  say(`deleting backup ${backup.name} …`);
  try {
    await velero.deleteBackup(backup.name, Math.min(options.timeout, 300_000));
    run.left.splice(0, run.left.length, ...run.left.filter((each) => !each.includes(` ${backup.name} `)));
    run.left.push(`Backup ${backup.name} is deleted.`);
  } catch (error) {
    run.warnings.push(`Backup ${backup.name} is still there: ${reasonOf(error)}.`);
    run.next.push(`velero backup delete -n ${velero.namespace} ${backup.name}`);
  }
}
