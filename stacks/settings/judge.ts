import { z } from "zod";
import type { Fault } from "../../components";
import { isSection, parsePath, related, valueAt, type Path } from "./paths";
import { objectsOf, schemasAlong, sharedShape } from "./schema";
import type { Rule } from "./setting";

/** What the settings and the rules say about a value: the typed one, or every objection to it. */
export type Judgement<Config> =
  | { readonly config: Config; readonly objections?: never }
  | { readonly config?: never; readonly objections: Objections };

export interface Objections {
  /** Values that are wrong by themselves. */
  readonly issues: readonly z.core.$ZodIssue[];
  /** Values that contradict each other. */
  readonly contradictions: readonly Contradiction[];
}

export interface Contradiction {
  readonly fault: Fault;
  /** Paths that the rule has read; the fault's words may quote them. */
  readonly reads: readonly Path[];
}

/**
 * Judges a value by its schema and by the rules between settings. Each rule is a refinement of the schema that runs
 * when nothing it reads is wrong by itself, so that one fault does not hide another.
 */
export function judge<S extends z.ZodType>(
  settings: S,
  rules: readonly Rule<z.output<S>>[],
  value: unknown,
): Judgement<z.output<S>> {
  const contradictions: Contradiction[] = [];
  const refined = rules.reduce((schema, rule) => {
    const reads = rule.reads.map(parsePath);
    return schema.superRefine(
      (config) => {
        for (const fault of rule.check(config))
          contradictions.push({ fault: { value: valueAt(config, parsePath(fault.path)), ...fault }, reads });
      },
      { when: ({ issues }) => !issues.some((issue) => reads.some((path) => spoils(issue, path))) },
    );
  }, settings);

  const result = refined.safeParse(value);
  if (result.success && contradictions.length === 0) return { config: result.data };
  return {
    objections: { issues: result.success ? [] : complete(result.error.issues, settings, value), contradictions },
  };
}

/** Everything that is wrong by itself. */
export function issuesOf(settings: z.ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  return complete(settings.safeParse(value).error?.issues ?? [], settings, value);
}

const complete = (
  issues: readonly z.core.$ZodIssue[],
  settings: z.ZodType,
  value: unknown,
): readonly z.core.$ZodIssue[] => issues.flatMap((issue) => withShared(issue, settings, value));

/** True when the value at `path` cannot be relied upon. An unknown key leaves the known ones valid. */
function spoils(issue: z.core.$ZodRawIssue, path: Path): boolean {
  const wrong = steps(issue.path ?? []);
  return issue.code !== "unrecognized_keys" && related(undecided(issue) ? wrong.slice(0, -1) : wrong, path);
}

export const steps = (path: readonly PropertyKey[]): Path =>
  path.map((step) => (typeof step === "number" ? step : String(step)));

/** True when the key that selects the section's shape is missing or wrong. */
export const undecided = (issue: { code?: string; discriminator?: unknown }): boolean =>
  issue.code === "invalid_union" && issue.discriminator !== undefined;

/** A section of unknown shape is judged by what all its shapes have in common. */
function withShared(issue: z.core.$ZodIssue, settings: z.ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  if (!undecided(issue)) return [issue];
  const at = steps(issue.path).slice(0, -1);
  const section = schemasAlong(settings, at, value).at(-1);
  const content = valueAt(value, at);
  if (section === undefined || !isSection(content)) return [issue];

  const shared = z.looseObject(sharedShape(section));
  const known = new Set(objectsOf(section).flatMap((shape) => Object.keys(shape.shape)));
  const keys = Object.keys(content).filter((key) => !known.has(key));
  return [
    issue,
    ...issuesOf(shared, content).map((each) => ({ ...each, path: [...at, ...each.path] })),
    ...(keys.length === 0 ? [] : [{ code: "unrecognized_keys" as const, keys, path: [...at], message: "" }]),
  ];
}
