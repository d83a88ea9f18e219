import type { Api } from "../../../kubernetes/api";
import { at } from "../../differences";
import type { Properties } from "../../values";
import { fromJavaScript, isObject } from "../../values";
import { condition, mapsAt, textAt } from "./verdict";
import { troubles } from "./workloads";

/** Lines at most: a hundred pods fail for one reason. */
const most = 8;

/** What the cluster says of why an object with pods is not ready: its ReplicaSet, its pods, its events. */
export async function explain(api: Api, object: Properties): Promise<readonly string[]> {
  const namespace = textAt(object, "metadata.namespace");
  const list = async (apiVersion: string, kind: string): Promise<readonly Properties[]> =>
    (await api.list(apiVersion, kind, namespace)).map(fromJavaScript).filter(isObject);
  const [replicaSets, pods, events] = await Promise.all([
    list("apps/v1", "ReplicaSet"),
    list("v1", "Pod"),
    list("v1", "Event"),
  ]);
  return reasons(object, replicaSets, pods, events);
}

/** @see explain */
export function reasons(
  object: Properties,
  replicaSets: readonly Properties[],
  pods: readonly Properties[],
  events: readonly Properties[],
): readonly string[] {
  const owners = [object, ...ownedBy(object, replicaSets)];
  const own = [...owners.flatMap((each) => ownedBy(each, pods)), ...pods.filter((each) => uid(each) === uid(object))];
  const refusals = owners.flatMap((each) => {
    const failure = condition(each, "ReplicaFailure");
    return failure?.status === "True" ? [failure.message] : [];
  });
  const about = new Set([...owners, ...own].map(uid));
  const warnings = events
    .filter((each) => textAt(each, "type") === "Warning" && about.has(textAt(each, "involvedObject.uid")))
    // The condition of a ReplicaSet says it already.
    .filter((each) => refusals.length === 0 || textAt(each, "reason") !== "FailedCreate")
    .map((each) => `${textAt(each, "reason") ?? ""}: ${textAt(each, "message") ?? ""}`);
  const lines = [...refusals, ...own.flatMap(troubles), ...warnings];
  return [...new Map(lines.map((each) => [withoutNames(each), each])).values()].slice(0, most);
}

/** Pods of one owner differ in the last five letters of their names. */
function withoutNames(line: string): string {
  return line.replace(/-[a-z0-9]{5}\b/g, "");
}

function ownedBy(owner: Properties, objects: readonly Properties[]): readonly Properties[] {
  return objects.filter((each) =>
    mapsAt(each, "metadata.ownerReferences").some((reference) => at(reference, "uid") === uid(owner)),
  );
}

function uid(object: Properties): string | undefined {
  return textAt(object, "metadata.uid");
}
