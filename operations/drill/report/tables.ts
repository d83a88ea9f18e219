import { groupBy } from "../../shared/text";
import { rules } from "../compare/rules";
import { ignoredObjects } from "../record/ignored";
import { table } from "./page";

/** The differences that are passed over, as the documentation has them. */
export function compareTable(): readonly string[] {
  const rows = [
    ...groupBy(rules, ({ kinds, reason, narrowed = "" }) => [kinds.join(), reason, narrowed].join("\n")).values(),
  ];
  return table(
    ["kinds", "fields", "only", "reason"],
    rows.flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const fields = same.map(({ path }) => `\`/${path.join("/")}\``).join(", ");
      return [[first.kinds.join(", ") || "all", fields, first.narrowed ?? "", first.reason]];
    }),
  );
}

/** The objects that are passed over. */
export function ignoredTable(): readonly string[] {
  return table(
    ["objects", "reason"],
    ignoredObjects.map(({ what, reason }) => [what, reason]),
  );
}
