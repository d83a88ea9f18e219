import { setTimeout as pause } from "node:timers/promises";
import { codeOf, reasonOf } from "../../shared/errors";
import { some } from "../../shared/text";
import { terminating } from "../before/refusals";
import { lateClasses } from "../before/volumes";
import { compareNamespaces } from "../compare/namespaces";
import { inWords } from "../durations";
import { idOf, kubernetesObject } from "../objects";
import { TooLate, until } from "../poll";
import { isAwaited, lacking } from "../ready";
import { sortOut } from "../record/ignored";
import { inVersionsOf, recordNamespace } from "../record/live";
import { type Run, Stop } from "../run";
import { readResults } from "../velero/results";
import { drillName } from "./backup";

/** Velero's server must answer at the last moment before the loss too. */
const lastWordMs = 20_000;

/** Deletes the namespace and waits until it is gone. */
export async function lose(run: Run): Promise<void> {
  const { rest, velero, options, situation, say } = run.tools;
  if (options.into !== undefined || situation.namespace === undefined) {
    run.moments = { ...run.moments, loss: new Date() };
    return;
  }
  const path = `/api/v1/namespaces/${options.namespace}`;
  await velero.serverVersion(lastWordMs).catch((error: unknown) => {
    throw new Stop(`The server of Velero answers no more: ${reasonOf(error)}.`);
  });
  say(`deleting namespace ${options.namespace} …`);
  run.lost = true;
  await run.timed("deletion", async () => {
    await rest.remove(path).catch((error: unknown) => {
      // A refusal leaves the namespace as it is; where no answer came, nobody knows.
      run.lost = codeOf(error) === undefined;
      throw error;
    });
    await until(`namespace ${options.namespace} is gone`, options.timeout, async () =>
      (await rest.find(path)) === undefined ? true : undefined,
    ).catch(async (error: unknown) => {
      if (!(error instanceof TooLate)) throw error;
      const left = await rest.find(path).catch(() => undefined);
      throw new Stop(`${error.message}. ${left === undefined ? "" : terminating(kubernetesObject.parse(left))}`);
    });
  });
  run.moments = { ...run.moments, loss: new Date() };
}

/** Restores and waits for the end; what is there of a restore that failed is compared all the same. */
export async function restore(run: Run): Promise<void> {
  const { velero, options, say } = run.tools;
  const name = drillName(options.namespace, new Date());
  say(`restore ${name} into namespace ${run.target} …`);
  const ended = await run.timed("restore", async () => {
    run.restoring = true;
    await velero.makeRestore(name, {
      backupName: run.backup?.name,
      includedNamespaces: [options.namespace],
      ...(options.into === undefined ? {} : { namespaceMapping: { [options.namespace]: options.into } }),
    });
    let last = -1;
    return velero.endOfRestore(name, options.timeout, ({ status }) => {
      const done = status?.progress?.itemsRestored ?? 0;
      if (done === last) return;
      last = done;
      say(`  ${done} of ${status?.progress?.totalItems ?? "?"} items`);
    });
  });
  const { status } = ended;
  const { warnings, errors } = await readResults(run, "RestoreResults", name);
  const told = [
    ...errors,
    ...(status?.validationErrors ?? []),
    ...(status?.failureReason ? [status.failureReason] : []),
  ];
  run.restore = { name, phase: status?.phase ?? "unknown", warnings, errors: told };
  if (status?.phase !== "Completed") run.faults.push(`Restore ${name} is ${status?.phase ?? "unknown"}.`);
}

/** Waits until all that was ready before is ready again; what is not at the limit is told. */
export async function awaitReadiness(run: Run): Promise<void> {
  const { rest, options, kinds, situation, say } = run.tools;
  const late = lateClasses(situation.storage);
  const before = new Set(run.lackedBefore.map(({ object }) => object));
  const awaited = new Set(run.expected.map(idOf).filter((id) => !before.has(id)));
  const waiting = kinds.filter(isAwaited);
  // What a restore left out does not become ready; what it brought may yet.
  const limit = run.faults.length === 0 ? options.timeout : Math.min(options.timeout, 60_000);
  const deadline = Date.now() + limit;
  let told = "";
  const ready = await run.timed("readiness", async () => {
    for (;;) {
      const all = await recordNamespace(rest, waiting, run.target).catch((error: unknown) => reasonOf(error));
      if (typeof all !== "string") {
        const own = all.filter((each) => awaited.has(idOf(each)));
        run.lacking = lacking(own, all, late);
        if (run.lacking.length === 0) return true;
      }
      const state = typeof all === "string" ? all : some(run.lacking.map(({ object, why }) => `${object} (${why})`));
      if (state !== told) say(`  waiting for ${state}`);
      told = state;
      if (Date.now() > deadline) return false;
      await pause(1000);
    }
  });
  if (ready) run.moments = { ...run.moments, ready: new Date() };
  else run.faults.push(`Not all was ready within ${inWords(limit)}: ${told}.`);
}

/** Compares what is there now with what was. */
export async function compare(run: Run): Promise<void> {
  const { rest, options, kinds, situation, say } = run.tools;
  say(`comparing ${run.expected.length} objects …`);
  const after = await recordNamespace(rest, inVersionsOf(kinds, run.expected), run.target);
  // Velero leaves a namespace alone that was there.
  const made = options.into === undefined || !situation.target.exists;
  const counts = <T extends { readonly kind: string }>(objects: readonly T[]): readonly T[] =>
    made ? objects : objects.filter(({ kind }) => kind !== "Namespace");
  const before = { ...run.sorted, kept: counts(run.expected) };
  run.comparison = compareNamespaces(before, sortOut(counts(after)), options.namespace, options.into);
}

/** Deletes the scratch namespace. */
export async function deleteScratch(run: Run): Promise<void> {
  const { rest, options, say } = run.tools;
  if (options.into === undefined) return;
  if (options.keep) {
    run.left.push(`Namespace ${options.into} is kept.`);
    return;
  }
  say(`deleting namespace ${options.into} …`);
  const path = `/api/v1/namespaces/${options.into}`;
  try {
    await rest.remove(path);
    await until("it is gone", Math.min(options.timeout, 300_000), async () =>
      (await rest.find(path)) === undefined ? true : undefined,
    );
    run.left.push(`Namespace ${options.into} is deleted.`);
  } catch (error) {
    run.warnings.push(`Namespace ${options.into} is still there: ${reasonOf(error)}.`);
    run.next.push(`kubectl delete namespace ${options.into}`);
  }
}
