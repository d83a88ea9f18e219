import { CannotRun, reasonOf } from "../shared/errors";
import { look } from "./before/look";
import { refusals, warningsOf } from "./before/refusals";
import { lateClasses } from "./before/volumes";
import type { Rest } from "./cluster/rest";
import type { Options } from "./options";
import type { Outcome } from "./outcome";
import { isAnswer } from "./poll";
import { lacking } from "./ready";
import { recordedKinds } from "./record/live";
import { Run, Stop, type Tools } from "./run";
import { deleteBackup, expectBackup, makeBackup } from "./stages/backup";
import { awaitReadiness, compare, deleteScratch, lose, restore } from "./stages/restore";
import { verdictOf } from "./verdict";
import { Velero } from "./velero/client";

/** What the drill asks of the one who runs it. */
export interface Person {
  /** A line of progress. */
  readonly say: (line: string) => void;
  /** Whether the namespace may be deleted. */
  readonly agrees: (namespace: string, warnings: readonly string[]) => Promise<boolean>;
  /** What is to be done if the drill is broken off from here on. */
  readonly atInterrupt: (tell: () => string) => void;
}

/** The whole drill. Throws CannotRun while nothing has been changed; whatever comes later is in the outcome. */
export async function drill(rest: Rest, options: Options, person: Person): Promise<Outcome> {
  const run = await begun(rest, options, person).catch((error: unknown) => {
    if (error instanceof Stop) throw cannotRun([error.message]);
    throw isAnswer(error) ? cannotRun([`The cluster cannot be looked at: ${reasonOf(error)}.`]) : error;
  });
  for (const warning of run.warnings) person.say(`warning: ${warning}`);
  await ask(run, person);
  person.atInterrupt(() => interrupted(run));
  try {
    await rehearse(run);
  } catch (error) {
    run.faults.push(error instanceof Stop ? error.message : `It broke off: ${reasonOf(error)}.`);
    if (!run.lost) run.faults.push(`Namespace ${options.namespace} was not deleted.`);
    await tellWhatIsMissing(run);
  }
  return run.outcome();
}

function cannotRun(reasons: readonly string[]): CannotRun {
  const lines = reasons.map((each) => `- ${each}`);
  return new CannotRun(["The drill cannot run, and nothing was changed:", ...lines].join("\n"));
}

async function begun(rest: Rest, options: Options, person: Person): Promise<Run> {
  const run = new Run(await prepare(rest, options, person));
  run.warnings.push(...warningsOf(options, run.tools.situation));
  await expect(run);
  return run;
}

async function prepare(rest: Rest, options: Options, { say }: Person): Promise<Tools> {
  say(`looking at ${rest.url} …`);
  const situation = await look(rest, options);
  const reasons = refusals(options, situation);
  if (reasons.length > 0 || "why" in situation.velero) throw cannotRun(reasons);
  const state = situation.velero;
  const velero = new Velero(rest, state.namespace);
  return { rest, velero, options, situation, state, kinds: recordedKinds(situation.kinds), say };
}

/** What is to be found again: the live namespace, or what the chosen backup holds. */
async function expect(run: Run): Promise<void> {
  const { situation, state, say } = run.tools;
  run.sorted = situation.objects;
  run.expected = situation.objects.kept;
  if (state.backup !== undefined && typeof state.backup !== "string") {
    await expectBackup(run, state.backup);
  }
  const all = [...run.sorted.kept, ...run.sorted.ignored.map(({ object }) => object)];
  run.lackedBefore = lacking(run.expected, all, lateClasses(situation.storage));
  for (const { object, why } of run.lackedBefore) {
    run.warnings.push(`${object} was not ready before (${why}): it is not waited for.`);
  }
  say(`${run.expected.length} objects recorded, ${run.sorted.ignored.length} passed over`);
}

async function ask(run: Run, person: Person): Promise<void> {
  const { options, situation } = run.tools;
  if (options.into !== undefined || options.yes || situation.namespace === undefined) return;
  if (await person.agrees(options.namespace, run.warnings)) return;
  throw new CannotRun("Not agreed: nothing was changed.");
}

async function rehearse(run: Run): Promise<void> {
  if (run.backup === undefined) await makeBackup(run);
  await lose(run);
  await restore(run);
  await awaitReadiness(run);
  await compare(run);
  if (verdictOf(run.outcome()).passed) {
    await deleteScratch(run);
    await deleteBackup(run);
  } else {
    run.next.push(...run.commands());
    if (run.tools.options.into !== undefined) run.left.push(`Namespace ${run.target} is kept, to be looked at.`);
  }
}

/** After a failure: which objects are not there, and how to get them back. */
async function tellWhatIsMissing(run: Run): Promise<void> {
  run.next.push(...run.commands());
  if (!run.lost && !run.restoring) return;
  await compare(run).catch((error: unknown) => run.faults.push(`What is missing cannot be seen: ${reasonOf(error)}.`));
}

function interrupted(run: Run): string {
  const { namespace } = run.tools.options;
  const state = run.lost
    ? `Namespace ${namespace} was deleted, and is not known to be restored.`
    : `Namespace ${namespace} was not deleted.`;
  return ["Broken off.", state, ...run.left, ...run.commands().map((each) => `→ ${each}`)].join("\n");
}
