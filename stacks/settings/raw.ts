import { configKeys, project, type ConfigKey } from "./config-keys";
import type { Schema } from "./schema";

/** The stack file's settings, taken out of the Pulumi config: the keys of this project, as values instead of text. */
export function readFile(raw: Readonly<Record<string, unknown>>, schema: Schema): Readonly<Record<string, unknown>> {
  const keys = new Map(configKeys(schema).map((key) => [key.name, key]));
  const entries = Object.entries(raw)
    .filter(([key]) => isOwn(key))
    .map(([key, value]): [string, unknown] => {
      const name = ownName(key);
      return [name, keys.get(name)?.type === "string" ? value : decoded(value)];
    })
    .filter(([name, value]) => !isUnset(value, keys.get(name)));
  return Object.fromEntries(entries);
}

/** True for the default that stands for "not set", and for a key without a value, which the CLI reads as "". */
function isUnset(value: unknown, key: ConfigKey | undefined): boolean {
  if (key === undefined) return false;
  return value === "" || (key.placeholder && JSON.stringify(value) === JSON.stringify(key.default));
}

/** The settings among full config keys, by their names within the project. */
export function ownKeys(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys.filter(isOwn).map(ownName));
}

const isOwn = (key: string): boolean => key.startsWith(`${project}:`);
const ownName = (key: string): string => key.slice(project.length + 1);

/** Pulumi hands over every value as text: objects and lists as JSON, numbers and booleans as they are written. */
function decoded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
