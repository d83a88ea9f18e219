import { holdAll } from "./known";
import { list, map, object, oneOf, text, Unseen, type Read } from "./shape";

const requirement = object({
  key: text,
  operator: oneOf("In", "NotIn", "Exists", "DoesNotExist"),
  values: list(text),
});

/** A label selector as the API has it. */
export const labelSelector = object({ matchLabels: map(text), matchExpressions: list(requirement) });

export type LabelSelector = Read<typeof labelSelector>;
type Labels = Readonly<Record<string, string>>;

/**
 * True when a selector picks what has these labels, exactly as Kubernetes does it: a missing selector picks nothing, an
 * empty one everything, and what lacks a label passes `NotIn`.
 * @throws Unseen when the answer rests on a value that is not known
 */
export function matches(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const { matchLabels = {} } = selector;
  const demands = Object.keys(matchLabels).map(
    (key) => () => Object.hasOwn(labels, key) && labels[key] === matchLabels[key],
  );
  return holdAll([...demands, ...(selector.matchExpressions ?? []).map((each) => () => fulfills(labels, each))]);
}

/** True for a selector that picks everything. */
export function isEmpty({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function fulfills(labels: Labels, { key = "", operator, values = [] }: Read<typeof requirement>): boolean {
  const present = Object.hasOwn(labels, key);
  switch (operator) {
    case "In":
      return present && values.includes(labels[key] ?? "");
    case "NotIn":
      return !present || !values.includes(labels[key] ?? "");
    case "Exists":
      return present;
    case "DoesNotExist":
      return !present;
    case undefined:
      throw new Unseen("matchExpressions.operator", "is missing");
  }
}
