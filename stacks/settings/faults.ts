import type { z } from "zod";
import type { Fault } from "../../components";
import { steps, undecided, type Objections } from "./judge";
import { formatPath, isSection, parsePath, valueAt, type Path } from "./paths";
import { rowsOf, type Row } from "./rows";
import { docOf, keysOf, objectsOf, schemasAlong, shapeFor, type Schema } from "./schema";
import type { SettingDoc } from "./setting";
import { nearestOf, secret, unknownKey } from "./unknown-keys";

export { secret };

/** A stack file's settings, as the faults are worded by them. */
export interface Context {
  /** The schema of all clouds' settings. */
  readonly schema: Schema;
  readonly file: Readonly<Record<string, unknown>>;
  /** Top-level keys whose values are encrypted in the stack file. */
  readonly secretKeys: ReadonlySet<string>;
}

/** Words every objection as a fault, in the order of the schema. */
export function faultsOf(objections: Objections, context: Context): readonly Fault[] {
  const rows = rowsOf(context.schema);
  const faults = [
    ...oncePerPath(objections.issues.flatMap((issue) => ofIssue(issue, context, rows))),
    ...objections.contradictions.map(({ fault, reads }) =>
      reads.some((path) => isSecret(path, context)) ? withoutValues(fault, context) : fault,
    ),
  ].map((fault) => (isSecret(parsePath(fault.path), context) ? { ...fault, value: secret } : fault));
  return inOrder(faults, context);
}

function ofIssue(issue: z.core.$ZodIssue, context: Context, rows: readonly Row[]): readonly Fault[] {
  const path = steps(issue.path);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key, context.file, rows));
  if (issue.code === "invalid_key") return [wrongName(path, context)];
  const doc = docAt(path, context);
  const value = valueAt(context.file, path);
  const wrong = problemOf(issue, value);
  return [
    {
      path: formatPath(path),
      value,
      allowed: undecided(issue) ? choicesOf(issue).join(", ") : (doc?.allowed ?? issue.message),
      cure: wrong?.cure ?? doc?.cure ?? "give it an allowed value",
      ...(wrong?.problem === undefined ? {} : { problem: wrong.problem }),
    },
  ];
}

/** A fault of a table's key, such as the name of a namespace. */
function wrongName(path: Path, context: Context): Fault {
  const table = docAt(path.slice(0, -1), context);
  return {
    path: formatPath(path),
    value: path.at(-1),
    problem: "is not a valid name",
    allowed: table?.allowed ?? "another name",
    cure: "rename it",
  };
}

interface Wrong {
  readonly problem?: string;
  readonly cure?: string;
}

/** What is wrong apart from not being allowed: nothing is there, or something of another type. */
function problemOf(issue: z.core.$ZodIssue, value: unknown): Wrong | undefined {
  if (value === undefined) return { problem: "is missing", cure: "add it to the stack file" };
  if (value === null) return { problem: "is empty", cure: "give it a value, or remove the key" };
  if (issue.code === "custom" && issue.message !== "Invalid input") return { problem: issue.message };
  if (typeof value === "string" && yamlTime.test(value))
    return { problem: "was read as a time", cure: "put the date in quotes" };
  if (expectsText(issue) && typeof value !== "string" && typeof value !== "object")
    return { problem: `is ${kindOf(value)}, not text`, cure: "put it in quotes" };
  const meant = typeof value === "string" ? nearestOf(value, choicesOf(issue)) : undefined;
  if (meant !== undefined) return { cure: `did you mean ${meant}?` };
  if (issue.code !== "invalid_type") return undefined;
  const expected = typeNames[issue.expected] ?? issue.expected;
  return { problem: `is ${kindOf(value)}, not ${expected}` };
}

function expectsText(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_value") return issue.values.every((choice) => typeof choice === "string");
  return issue.code === "invalid_type" && issue.expected === "string";
}

/** What the CLI makes of a YAML date without quotes. */
const yamlTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /;

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section",
  record: "a section",
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return "a boolean";
  return typeNames[typeof value] ?? typeof value;
}

function choicesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_union" && "options" in issue ? (issue.options ?? []).map(String) : [];
}

/** The nearest documentation on the way to a path. */
function docAt(path: Path, { schema, file }: Context): SettingDoc | undefined {
  return schemasAlong(schema, path, file)
    .map(docOf)
    .findLast((doc) => doc !== undefined);
}

const isSecret = (path: Path, { secretKeys }: Context): boolean => secretKeys.has(String(path[0]));

/** The same fault in words that cannot quote a secret. */
function withoutValues(fault: Fault, context: Context): Fault {
  const doc = docAt(parsePath(fault.path), context);
  return {
    path: fault.path,
    value: secret,
    problem: "contradicts another setting",
    allowed: doc?.allowed ?? "a value that agrees with the other settings",
    cure: doc?.cure ?? "compare it with the table of settings in the README",
  };
}

/** A value that fails several checks is told once what is allowed. */
function oncePerPath(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ path }, position) => faults.findIndex((fault) => fault.path === path) === position);
}

function inOrder(faults: readonly Fault[], context: Context): readonly Fault[] {
  return faults
    .map((fault) => ({ fault, place: placeOf(parsePath(fault.path), context.schema, context.file) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ fault }) => fault);
}

/** Position of a path within the schema, step by step; keys unknown to the schema come last, as the file orders them. */
function placeOf(path: Path, schema: Schema | undefined, value: unknown): readonly number[] {
  const [step, ...rest] = path;
  if (step === undefined) return [];
  if (typeof step === "number") return [step, ...placeOf(rest, childAt(schema, step, value), valueAt(value, [step]))];
  const known = schema === undefined ? [] : keysOf(schema, shapeFor(schema, value) ?? objectsOf(schema)[0]);
  const position = known.indexOf(step);
  const inFile = isSection(value) ? Object.keys(value).indexOf(step) : 0;
  const place = position >= 0 ? position : known.length + inFile;
  return [place, ...placeOf(rest, childAt(schema, step, value), valueAt(value, [step]))];
}

function childAt(schema: Schema | undefined, step: string | number, value: unknown): Schema | undefined {
  return schema && schemasAlong(schema, [step], value)[1];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((place, position) => place !== b[position]);
  return differs < 0 ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? -1);
}

/** The report of a person's stack file. */
export function describeFaults(file: string, faults: readonly Fault[]): string {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const lines = faults.flatMap((fault) => [
    `  ${fault.path}: ${headline(fault)}`,
    `      allowed: ${fault.allowed}`,
    `      cure: ${fault.cure}`,
  ]);
  return [`${file} has ${count}; nothing was registered.`, ...lines].join("\n");
}

function headline({ value, problem }: Fault): string {
  if (value === undefined || value === null) return problem ?? "is missing";
  return `${shown(value)} ${problem ?? "is not allowed"}`;
}

const longest = 80;

function shown(value: unknown): string {
  if (value === secret) return secret;
  const text = JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
