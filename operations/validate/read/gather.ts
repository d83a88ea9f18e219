import { askClouds } from "../database/ask";
import { Facts } from "../facts";
import type { Snapshot } from "../snapshot";
import type { Apis } from "./connection";
import { CannotRun, codeOf, reasonOf } from "../../shared/errors";
import type { MutableReadings, Place } from "./source";
import { sources } from "./sources";

/** Kinds that are read side by side. */
const lanes = 8;

const managed = "app.kubernetes.io/managed-by";

/**
 * Reads all that the judges ask for, once. What cannot be read stands in the snapshot as such.
 *
 * @param named namespaces to check; none: those that Pulumi made. Throws CannotRun.
 */
export async function gather(apis: Apis, named: readonly string[]): Promise<Snapshot> {
  const server = await reach(apis);
  const read: MutableReadings = {};
  await sources.namespaces.read({ apis, namespaces: [], versions: new Map() }, read);
  const namespaces = namespacesToCheck(read, named);
  const place = { apis, namespaces, versions: await servedVersions(apis) };
  await readRest(place, read);
  const snapshot: Snapshot = { at: new Date(), server, scope: { namespaces, named }, read, databases: [] };
  return { ...snapshot, databases: await askClouds(new Facts(snapshot)) };
}

async function reach({ url, version }: Apis): Promise<Snapshot["server"]> {
  const began = performance.now();
  try {
    const { gitVersion } = await version.getCode();
    return { url, version: gitVersion, milliseconds: Math.round(performance.now() - began) };
  } catch (error) {
    const cure =
      codeOf(error) === 401 || codeOf(error) === 403 ? "Sign in again" : "Is the cluster up, and this network let in?";
    throw new CannotRun(`The API server at ${url} cannot be asked: ${reasonOf(error)}. ${cure}`);
  }
}

function namespacesToCheck({ namespaces: reading }: MutableReadings, named: readonly string[]): readonly string[] {
  if (reading?.state !== "read") {
    if (named.length > 0) return named;
    throw new CannotRun(
      `Which namespaces to check cannot be seen: ${reading?.why ?? "none"}. Name them by --namespace a,b.`,
    );
  }
  const known = reading.items.map((each) => each.metadata?.name ?? "");
  const missing = named.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    throw new CannotRun(`There is no namespace ${missing.join(", ")}; the cluster has ${known.join(", ")}.`);
  }
  const chosen = reading.items.filter(({ metadata }) =>
    named.length > 0 ? named.includes(metadata?.name ?? "") : metadata?.labels?.[managed] === "pulumi",
  );
  if (chosen.length === 0) {
    throw new CannotRun(
      `No namespace has the label ${managed}=pulumi. Name those to check by --namespace a,b; ` +
        `the cluster has ${known.join(", ")}.`,
    );
  }
  // What is left of a namespace that is being deleted is no fault of its own.
  return chosen.flatMap(({ metadata }) =>
    metadata?.name === undefined || metadata.deletionTimestamp !== undefined ? [] : [metadata.name],
  );
}

async function servedVersions({ groups }: Apis): Promise<ReadonlyMap<string, string>> {
  try {
    const { groups: found } = await groups.getAPIVersions();
    return new Map(
      found.map(({ name, preferredVersion, versions }) => [name, (preferredVersion ?? versions[0])?.version ?? "v1"]),
    );
  } catch (error) {
    throw new CannotRun(`The API server does not say which kinds it serves: ${reasonOf(error)}.`);
  }
}

async function readRest(place: Place, into: MutableReadings): Promise<void> {
  const queue = Object.values(sources).filter(({ kind }) => kind !== "namespaces");
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next.read(place, into);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
