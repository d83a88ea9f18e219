import { parse } from "yaml";
import { project } from "../../../stacks/settings/config-keys";
import { isSection, parsePath, type Path } from "../../../stacks/settings/paths";

/** The settings of a stack file, by the names of their keys within the project. */
export type StackFile = Readonly<Record<string, unknown>>;

/** Pulumi config as the CLI hands it over: full keys, every value as text, objects and lists as JSON. */
export function configOf(file: StackFile): Record<string, string> {
  return Object.fromEntries(
    Object.entries(file).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, textOf(value)]),
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Pulumi config of a `Pulumi.STACK.yaml`. */
export function configOfYaml(text: string): Record<string, string> {
  const document: unknown = parse(text);
  const config = isSection(document) ? document["config"] : undefined;
  if (!isSection(config)) throw new Error("A stack file has a `config` section.");
  return configOf(config);
}

/** A copy with other values at some paths; `undefined` removes what stands there. */
export function changed(file: StackFile, changes: Readonly<Record<string, unknown>>): StackFile {
  return Object.entries(changes).reduce((copy, [path, value]) => {
    const result = replaced(copy, path.includes(":") ? [path] : parsePath(path), value);
    if (!isSection(result)) throw new Error(`The path ${path} leads out of the stack file.`);
    return result;
  }, file);
}

function replaced(within: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list: readonly unknown[] = Array.isArray(within) ? within : [];
    return Array.from({ length: Math.max(list.length, step + 1) }, (_, position) =>
      position === step ? replaced(list[position], rest, value) : list[position],
    );
  }
  const section = isSection(within) ? within : {};
  const content = replaced(section[step], rest, value);
  const { [step]: _, ...others } = section;
  return content === undefined ? others : { ...section, [step]: content };
}
