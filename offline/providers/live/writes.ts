import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../kubernetes/api";
import { ApiError } from "../../kubernetes/connection";
import {
  display,
  type Json,
  json,
  type KubernetesObject,
  kubernetesObject,
  referenceOf,
} from "../../kubernetes/objects";
import { handOver, isForeign, type Owner, ownersOf } from "./fields";
import { isInconclusive, isOwned, refusal } from "./refusals";

/** Owner of the fields that programs set. */
export const manager = "pulumi-kubernetes";

/** Milliseconds before each further try. */
const retries = [250, 500, 1000, 2000, 4000];

export interface Way {
  readonly manager: string;
  /** Takes over fields that others own. */
  readonly force: boolean;
  /** Whether the program has the object as a whole, not some fields of what others made. */
  readonly whole: boolean;
}

export interface CreateWay extends Way {
  /** Takes over an object that exists. */
  readonly upsert: boolean;
}

/** Creates an object; waits a little for its namespace and its definition, which may be just on their way. */
export async function create(api: Api, object: KubernetesObject, way: CreateWay): Promise<KubernetesObject> {
  try {
    return await patiently(
      () => (way.upsert ? api.apply(object, way) : api.create(object, way)),
      ({ code }) => code === 404 || isBusy(code),
    );
  } catch (error) {
    throw refusal("create", display(referenceOf(object)), error);
  }
}

/** Asks the API server what it would say to a create; throws its refusal when it holds for the update as well. */
export async function rehearseCreate(api: Api, object: KubernetesObject, way: CreateWay): Promise<void> {
  try {
    if (way.upsert) await api.apply(object, { ...way, dryRun: true });
    else await api.create(object, { ...way, dryRun: true });
  } catch (error) {
    if (!isInconclusive("create", error)) throw refusal("create", display(referenceOf(object)), error);
  }
}

/** Applies an object that exists. */
export async function update(
  api: Api,
  object: KubernetesObject,
  way: Way,
  ignoreChanges: readonly string[],
): Promise<KubernetesObject> {
  const reference = referenceOf(object);
  const attempt = async (): Promise<KubernetesObject> => {
    const live = await api.get(reference);
    if (live === undefined) throw new Error("it is gone from the cluster. Cure: `pulumi refresh`, then update again.");
    const owners = ownersOf(live);
    const handedOver = way.whole ? handOver(owners, way.manager) : undefined;
    if (handedOver !== undefined) await setOwners(api, live, handedOver);
    return api.apply(sparing(object, live, handedOver ?? owners, way.manager, ignoreChanges), way);
  };
  try {
    // A controller may have written between the reading and the writing.
    return await patiently(attempt, ({ code, message }) => isBusy(code) || (code === 409 && !isOwned(message)));
  } catch (error) {
    throw refusal("update", display(reference), error);
  }
}

/** What an update would make of an object; `undefined` when the API server cannot tell before. */
export async function rehearseUpdate(
  api: Api,
  object: KubernetesObject,
  way: Way,
  ignoreChanges: readonly string[],
): Promise<KubernetesObject | undefined> {
  const reference = referenceOf(object);
  const live = await api.get(reference);
  if (live === undefined) return undefined;
  const owners = ownersOf(live);
  const handedOver = way.whole ? handOver(owners, way.manager) : undefined;
  // What the update hands over first must not show as a conflict.
  const force = way.force || handedOver !== undefined;
  try {
    const spared = sparing(object, live, handedOver ?? owners, way.manager, ignoreChanges);
    return await api.apply(spared, { manager: way.manager, force, dryRun: true });
  } catch (error) {
    if (isInconclusive("update", error)) return undefined;
    throw refusal("update", display(reference), error);
  }
}

/** Gives up the fields that a manager owns, and leaves the object. */
export async function relinquish(api: Api, object: KubernetesObject, owner: string): Promise<void> {
  const live = await api.get(referenceOf(object));
  if (live === undefined) return;
  const { apiVersion, kind } = object;
  const { name, namespace, uid } = live.metadata;
  const bare = kubernetesObject.parse({ apiVersion, kind, metadata: { name, namespace, uid } });
  try {
    // The uid keeps an apply from making an object that was deleted this moment.
    await api.apply(bare, { manager: owner });
  } catch (error) {
    throw refusal("update", display(referenceOf(object)), error);
  }
}

/** Sends again while the API server's answer is one that passes. */
async function patiently<T>(send: () => Promise<T>, passes: (error: ApiError) => boolean): Promise<T> {
  for (const wait of retries) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ApiError) || !passes(error)) throw error;
      await pause(wait);
    }
  }
  return send();
}

/** The API server did nothing yet, for it is busy or not done with a new kind. */
function isBusy(code: number): boolean {
  return code === 429;
}

async function setOwners(api: Api, live: KubernetesObject, owners: readonly Owner[]): Promise<void> {
  const { resourceVersion } = live.metadata;
  const managedFields = json.parse(owners);
  await api.merge(referenceOf(live), {
    metadata: { managedFields, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  });
}

/**
 * The object with ignored fields as they live: left out where others own them, else with the live value, for what an
 * apply leaves out it removes. Only paths of field names are looked at.
 */
export function sparing(
  object: KubernetesObject,
  live: KubernetesObject,
  owners: readonly Owner[],
  owner: string,
  ignoreChanges: readonly string[],
): KubernetesObject {
  const spared = ignoreChanges.reduce<Json>((result, ignored) => {
    const path = stepsOf(ignored);
    const value = valueAt(json.parse(live), path);
    if (isForeign(owners, owner, path)) return withAt(result, path, undefined);
    return value === undefined ? result : withAt(result, path, value);
  }, json.parse(object));
  return kubernetesObject.parse(spared);
}

/** `metadata.annotations["example.com/a"]` as its field names. */
function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\["((?:\\"|[^"])*)"\]|([^.[\]]+)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('\\"', '"') ?? bare ?? "",
  );
}

function valueAt(value: Json, path: readonly string[]): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const inner = value[step];
  return inner === undefined ? undefined : valueAt(inner, rest);
}

function withAt(value: Json, path: readonly string[], change: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change ?? null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { [step]: inner, ...others } = value;
  if (rest.length === 0) return change === undefined ? others : { ...others, [step]: change };
  if (inner === undefined && change === undefined) return value;
  return { ...others, [step]: withAt(inner ?? {}, rest, change) };
}
