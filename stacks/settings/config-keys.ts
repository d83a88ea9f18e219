import { clouds } from "../../components";
import { rowsOf, type Row } from "./rows";
import { configType, defaultOf, type ConfigType, type Schema } from "./schema";

export const project = "kubernetes-best-practices";

/** A top-level key of the stack file, as Pulumi.yaml declares it. */
export interface ConfigKey {
  readonly name: string;
  readonly type: ConfigType;
  /** What the key means: once, or once per cloud. */
  readonly rows: readonly Row[];
  readonly default: unknown;
  /** True when the default only stands for: not set. */
  readonly placeholder: boolean;
}

/** The clouds that know the setting. */
export const cloudsOf = (row: Row): readonly unknown[] =>
  row.conditions.find(({ path }) => path === "cloud")?.values ?? clouds;

/** Every top-level key that any cloud knows. */
export function configKeys(schema: Schema): readonly ConfigKey[] {
  const rows = rowsOf(schema).filter(({ path }) => path.length === 1);
  return [...new Set(rows.map(({ path }) => path.join()))].map((name) =>
    configKey(
      name,
      rows.filter(({ path }) => path.join() === name),
    ),
  );
}

/**
 * The CLI stops at a key without a default and without a value, and then no other fault of the file is reported.
 * So a key that some cloud has no default for gets an empty one, which the program reads as: not set.
 */
function configKey(name: string, rows: readonly Row[]): ConfigKey {
  const [type = "object"] = rows.map((row) => configType(row.schema));
  const defaults = new Set(rows.map((row) => JSON.stringify(defaultOf(row.schema))));
  const [agreed] = rows.map((row) => defaultOf(row.schema));
  const everywhere = rows.flatMap(cloudsOf).length === clouds.length;
  const placeholder = !everywhere || defaults.size > 1 || agreed === undefined;
  return { name, type, rows, default: placeholder ? empty(name, type) : agreed, placeholder };
}

function empty(name: string, type: ConfigType): unknown {
  if (type === "string") return "";
  if (type === "array") return [];
  if (type === "object") return {};
  throw new Error(`The setting ${name} needs the same default on every cloud: no ${type} stands for: not set.`);
}
