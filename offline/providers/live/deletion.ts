import type { Api, Propagation } from "../../kubernetes/api";
import { display, type KubernetesObject, type Reference } from "../../kubernetes/objects";
import { blockedBy } from "./blocked";
import { type Patience, until } from "./wait";

/** How often people are told what a deletion waits for, in milliseconds. */
const pace = 10_000;

/**
 * Deletes an object and waits until it is gone; one whose kind is no longer served is gone too.
 *
 * @throws Error when the time is up, naming what blocks and the cure.
 */
export async function remove(
  api: Api,
  reference: Reference,
  propagation: Propagation,
  patience: Patience,
): Promise<void> {
  const before = await api.get(reference);
  if (before === undefined || !(await api.delete(reference, propagation))) return;
  let last = before;
  let told = Date.now();
  const gone = await until(patience, async () => {
    const live = await api.get(reference);
    // Another object of that name has taken its place.
    if (live === undefined || live.metadata.uid !== before.metadata.uid) return true;
    last = live;
    if (Date.now() - told >= pace) {
      told = Date.now();
      patience.tell(`waits for its deletion; finalizers: ${finalizersOf(live).join(", ") || "none"}`);
    }
    return undefined;
  });
  if (gone === true) return;
  const why = patience.stop.aborted ? "the update was cancelled" : `not gone after ${patience.limit} s`;
  const remaining = reference.kind === "Namespace" ? await contentsOf(api, reference.name) : await ownedBy(api, last);
  throw new Error(`${display(reference)} is being deleted, but ${why}.\n${blockedBy(last, remaining).join("\n")}`);
}

function finalizersOf(object: KubernetesObject): readonly string[] {
  return object.metadata.finalizers ?? [];
}

/** Every object in a namespace, of all kinds; each once, though an API may serve it in several versions. */
async function contentsOf(api: Api, namespace: string): Promise<readonly KubernetesObject[]> {
  const kinds = (await api.allKinds()).filter((each) => each.namespaced);
  const lists = await Promise.all(
    // A kind whose server does not answer hides its objects, not the rest.
    kinds.map(({ apiVersion, kind }) => api.list(apiVersion, kind, namespace).catch(() => [])),
  );
  return distinct(lists.flat());
}

/** Objects that a deletion in the foreground waits for. */
async function ownedBy(api: Api, owner: KubernetesObject): Promise<readonly KubernetesObject[]> {
  const { namespace, uid, finalizers = [] } = owner.metadata;
  if (namespace === undefined || !finalizers.includes("foregroundDeletion")) return [];
  const isOwned = (each: KubernetesObject): boolean =>
    JSON.stringify(each.metadata["ownerReferences"] ?? []).includes(`"uid":"${uid ?? ""}"`);
  return (await contentsOf(api, namespace)).filter(isOwned);
}

function distinct(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return [
    ...new Map(objects.filter((each) => each.kind !== "Event").map((each) => [each.metadata.uid, each])).values(),
  ];
}
