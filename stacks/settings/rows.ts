import { z } from "zod";
import { parsePath, valueAt, type Path } from "./paths";
import { discriminatorOf, fieldOf, keysOf, literalsOf, objectsOf, sharedShape, unwrap, type Schema } from "./schema";

/** A setting that decides whether another one exists, such as `cluster.mode` being `adopt`. */
export interface Condition {
  readonly path: string;
  /** The values with which it exists. */
  readonly values: readonly unknown[];
  /** All values that there are. */
  readonly choices: readonly unknown[];
}

/** One setting among all settings of all clouds. */
export interface Row {
  /** Steps from the top; `<name>` stands for any key of a table, `[]` for any element of a list. */
  readonly path: readonly string[];
  readonly schema: Schema;
  /** The schemas of a key that selects the shape of its section, one for each shape. */
  readonly variants: readonly Schema[];
  /** When the setting exists; none for one that always does. */
  readonly conditions: readonly Condition[];
}

const anyKey = "<name>";
const anyElement = "[]";

/** All settings below a schema, in the schema's order. */
export function rowsOf(
  schema: Schema,
  path: readonly string[] = [],
  conditions: readonly Condition[] = [],
): readonly Row[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodRecord) return rowsOf(bare.valueType, [...path, anyKey], conditions);
  if (bare instanceof z.ZodArray) return rowsOf(bare.element, [...path, anyElement], conditions);

  const common = new Set([...Object.keys(sharedShape(bare)), discriminatorOf(bare)]);
  return objectsOf(bare).flatMap((shape, option) =>
    keysOf(bare, shape)
      .filter((key) => option === 0 || !common.has(key))
      .flatMap((key) => {
        const own = common.has(key) ? conditions : [...conditions, ...selecting(bare, shape, path)];
        return rowAndBelow({ path: [...path, key], conditions: own }, key, shape, bare);
      }),
  );
}

function rowAndBelow(
  place: Pick<Row, "path" | "conditions">,
  key: string,
  shape: z.ZodObject,
  section: Schema,
): readonly Row[] {
  const schema = fieldOf(shape, key);
  if (schema === undefined) return [];
  const selects = key === discriminatorOf(section);
  const variants = selects ? objectsOf(section).flatMap((each) => fieldOf(each, key) ?? []) : [];
  return [{ ...place, schema, variants }, ...rowsOf(schema, place.path, place.conditions)];
}

/** What selects this shape of a section; nothing where the section has but one. */
function selecting(section: Schema, shape: z.ZodObject, path: readonly string[]): readonly Condition[] {
  const key = discriminatorOf(section);
  if (key === undefined) return [];
  const choices = objectsOf(section).flatMap((each) => literalsOf(each, key));
  return [{ path: rowPath([...path, key]), values: literalsOf(shape, key), choices }];
}

/** `namespaces.<name>.level`, `pools[].size`. */
export function rowPath(path: readonly string[]): string {
  return path.join(".").replaceAll(`.${anyElement}`, anyElement);
}

/** True when the row documents what stands at `path`. */
export function covers(row: Row, path: Path): boolean {
  return (
    row.path.length === path.length &&
    row.path.every((step, position) => {
      const actual = path[position];
      return typeof actual === "number" ? step === anyElement : step === anyKey || step === actual;
    })
  );
}

/** The conditions of the row that the stack file decides otherwise. */
export function conflicts(row: Row, file: unknown): readonly Condition[] {
  return row.conditions.filter(({ path, values, choices }) => {
    const decided = valueAt(file, parsePath(path));
    return choices.includes(decided) && !values.includes(decided);
  });
}
