import { groupBy } from "../../shared/text";
import { idOf, isFields, type KubernetesObject, kindOf } from "../objects";
import type { Sorted } from "../record/ignored";
import { compareObjects, type Difference } from "./differences";
import { contextOf } from "./rules";

export interface Changed {
  readonly object: string;
  readonly differences: readonly Difference[];
}

/** What became of the objects of a namespace. */
export interface Comparison {
  readonly kinds: readonly KindCount[];
  readonly missing: readonly string[];
  readonly additional: readonly string[];
  /** What a controller had made and Velero restored without its owner, who did not take it back. */
  readonly orphans: readonly string[];
  readonly changed: readonly Changed[];
  /** Differences that were passed over, by their reasons. */
  readonly ignored: readonly { readonly reason: string; readonly fields: number }[];
}

export interface KindCount {
  readonly kind: string;
  readonly expected: number;
  readonly found: number;
  readonly same: number;
}

/**
 * Compares what was with what is. `into` is the scratch namespace, if there is one. An object that was recorded is
 * found whatever became of it, and only what counts by itself is additional.
 */
export function compareNamespaces(before: Sorted, after: Sorted, namespace: string, into?: string): Comparison {
  const context = contextOf(before.kept);
  const expected = into === undefined ? before.kept : before.kept.map((each) => mapped(each, namespace, into));
  const all = [...after.kept, ...after.ignored.map(({ object }) => object)];
  const found = new Map(all.map((each) => [idOf(each), each]));
  const known = new Set(expected.map(idOf));
  const reasons: string[] = [];
  const changed = expected.flatMap((each) => {
    const now = found.get(idOf(each));
    if (now === undefined) return [];
    const { differences, ignored } = compareObjects(each, now, context);
    reasons.push(...ignored.map(({ reason }) => reason));
    return differences.length === 0 ? [] : [{ object: idOf(each), differences }];
  });
  const unowned = new Set(before.ignored.map(({ object }) => idOf(object)));
  const extra = after.kept.filter((each) => !known.has(idOf(each)));
  const additional = extra.filter((each) => !unowned.has(idOf(each)));
  return {
    kinds: countKinds(expected, all, additional, new Set(changed.map(({ object }) => object))),
    missing: expected.map(idOf).filter((id) => !found.has(id)),
    additional: additional.map(idOf),
    orphans: extra.map(idOf).filter((id) => unowned.has(id)),
    changed,
    ignored: [...groupBy(reasons, (reason) => reason)].map(([reason, all]) => ({ reason, fields: all.length })),
  };
}

export const isSame = ({ missing, additional, changed }: Comparison): boolean =>
  missing.length + additional.length + changed.length === 0;

function countKinds(
  expected: readonly KubernetesObject[],
  all: readonly KubernetesObject[],
  additional: readonly KubernetesObject[],
  changed: ReadonlySet<string>,
): readonly KindCount[] {
  const found = new Set(all.map(idOf));
  const kinds = [...new Set([...expected, ...additional].map(kindOf))].sort();
  return kinds.map((kind) => {
    const own = expected.filter((each) => kindOf(each) === kind);
    const same = own.map(idOf).filter((id) => found.has(id) && !changed.has(id));
    return {
      kind,
      expected: own.length,
      found:
        own.filter((each) => found.has(idOf(each))).length + additional.filter((each) => kindOf(each) === kind).length,
      same: same.length,
    };
  });
}

/** As Velero maps an object into another namespace: its own place, and the subjects of RoleBindings. */
export function mapped(object: KubernetesObject, namespace: string, into: string): KubernetesObject {
  const { metadata, kind } = object;
  if (kind === "Namespace") {
    const labels = { ...metadata.labels, "kubernetes.io/metadata.name": into };
    return { ...object, metadata: { ...metadata, name: into, labels } };
  }
  const moved = { ...object, metadata: { ...metadata, namespace: into } };
  const subjects = object["subjects"];
  if (kind !== "RoleBinding" || !Array.isArray(subjects)) return moved;
  const moveSubject = (subject: unknown): unknown =>
    isFields(subject) && subject["namespace"] === namespace ? { ...subject, namespace: into } : subject;
  return { ...moved, subjects: subjects.map(moveSubject) };
}
