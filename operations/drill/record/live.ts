import { isKept, isListed, pathOf, type ServedKind } from "../cluster/kinds";
import type { Rest } from "../cluster/rest";
import { codeOf } from "../../shared/errors";
import { inLanes } from "../../shared/lanes";
import { isFields, type KubernetesObject, kubernetesObject } from "../objects";

/** Kinds that are read side by side. */
const lanes = 8;

/** Kinds of which a namespace's objects are recorded: what can be listed and made, in whatever version. */
export function recordedKinds(kinds: readonly ServedKind[]): readonly ServedKind[] {
  const passedOver = ["events", "leases"];
  return kinds.filter(
    (each) => isListed(each) && isKept(each) && !passedOver.includes(each.plural) && each.group !== "velero.io",
  );
}

/** Namespaced kinds that can be listed and yet hold nothing that could be restored. */
export function computedKinds(kinds: readonly ServedKind[]): readonly string[] {
  return kinds.filter((each) => isListed(each) && !isKept(each)).map(({ kind, group }) => `${kind}.${group}`);
}

/** The namespace itself and every object in it. A namespace that does not exist holds none. */
export async function recordNamespace(
  rest: Rest,
  kinds: readonly ServedKind[],
  namespace: string,
): Promise<readonly KubernetesObject[]> {
  // Who may not see it is told so before anything is changed.
  const found = await rest.find(`/api/v1/namespaces/${namespace}`).catch((error: unknown) => {
    if (codeOf(error) === 403) return undefined;
    throw error;
  });
  const lists = await inLanes(kinds, lanes, (kind) => listOf(rest, kind, namespace));
  return [...(found === undefined ? [] : [kubernetesObject.parse(found)]), ...lists.flat()];
}

async function listOf(rest: Rest, kind: ServedKind, namespace: string): Promise<readonly KubernetesObject[]> {
  const items = await rest.list(pathOf(kind, namespace));
  // Items of a list leave out what the list itself says.
  return items.map((item) =>
    kubernetesObject.parse({ apiVersion: kind.apiVersion, kind: kind.kind, ...(isFields(item) ? item : {}) }),
  );
}

/** The kinds in the versions of these objects, where they are served: only those can be compared field by field. */
export function inVersionsOf(
  kinds: readonly ServedKind[],
  objects: readonly KubernetesObject[],
): readonly ServedKind[] {
  return kinds.map((kind) => {
    const other = objects.find(
      (each) => each.kind === kind.kind && groupIs(each, kind.group) && each.apiVersion !== kind.apiVersion,
    );
    return other !== undefined && kind.versions.includes(other.apiVersion)
      ? { ...kind, apiVersion: other.apiVersion }
      : kind;
  });
}

const groupIs = ({ apiVersion }: KubernetesObject, group: string): boolean =>
  group === "" ? !apiVersion.includes("/") : apiVersion.startsWith(`${group}/`);
