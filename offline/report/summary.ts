import { chartType } from "../providers/charts";
import { unknown } from "../providers/values";
import type { Diagnostic, EventLog, Step, Violation } from "./events";
import { nameOf } from "./events";

/** One line of the summary: a component of the stack and all below it. */
export interface ComponentSummary {
  readonly type: string;
  readonly name: string;
  /** Resources below the component by package, such as `{ aws: 52 }`; components are not counted. */
  readonly resources: Readonly<Record<string, number>>;
}

/** What no pack could judge. */
export interface NotJudged {
  /** Charts that were not rendered: their objects are hidden. */
  readonly charts: readonly string[];
  /** Resources with a property that is known only after `up`. */
  readonly withUnknowns: readonly string[];
  /** What packs say of it themselves, in the policy `coverage`. */
  readonly byPacks: readonly { readonly pack: string; readonly message: string }[];
}

export interface PreviewSummary {
  readonly stack: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly changes: Readonly<Record<string, number>>;
  readonly components: readonly ComponentSummary[];
  readonly packs: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  readonly notJudged: NotJudged;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface Finished {
  readonly stack: string;
  readonly exitCode: number;
  readonly seconds: number;
  /** What the CLI printed; shown when the event log does not explain a failure. */
  readonly output: string;
  readonly events: EventLog;
}

export function summarise(run: Finished): PreviewSummary {
  const { events } = run;
  const errors = messages(events.diagnostics, "error");
  const mandatory = events.violations.some((each) => each.level === "mandatory");
  const coverage = events.violations.filter(isCoverage);
  const unexplained = run.exitCode !== 0 && errors.length === 0 && !mandatory;
  return {
    stack: run.stack,
    ok: run.exitCode === 0,
    seconds: run.seconds,
    changes: events.changes,
    components: byComponent(events.steps),
    packs: events.packs,
    violations: events.violations.filter((each) => !isCoverage(each)).sort(inOrder),
    notJudged: notJudged(events.steps, coverage),
    errors: unexplained ? [run.output.trim()] : errors,
    warnings: messages(events.diagnostics, "warning").filter((each) => !ambientHost.test(each)),
  };
}

/** What the CLI remarks on the file that stands on PATH for our language host. */
const ambientHost = /^using pulumi-language-nodejs from \$PATH /;

/** Groups resources under the topmost component that holds them; those without one stand under the stack. */
function byComponent(steps: readonly Step[]): ComponentSummary[] {
  const byUrn = new Map(steps.map((each) => [each.urn, each]));
  const groups = new Map<string, { type: string; name: string; resources: Map<string, number> }>();
  for (const step of steps.filter((each) => each.type !== stackType)) {
    const top = topmost(step, byUrn);
    const key = top?.urn ?? stackType;
    const group = groups.get(key) ?? {
      type: top === undefined ? "directly in the stack" : shortType(top.type),
      name: top?.name ?? "",
      resources: new Map<string, number>(),
    };
    groups.set(key, group);
    if (!step.custom) continue;
    const name = packageOf(step.type);
    group.resources.set(name, (group.resources.get(name) ?? 0) + 1);
  }
  return [...groups.values()]
    .map((each) => ({ ...each, resources: Object.fromEntries([...each.resources].sort()) }))
    .sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

const stackType = "pulumi:pulumi:Stack";

/** The topmost component that a resource is or belongs to, if any. */
function topmost(step: Step, byUrn: ReadonlyMap<string, Step>): Step | undefined {
  if (step.type === stackType) return undefined;
  const parent = byUrn.get(step.parent);
  const above = parent === undefined ? undefined : topmost(parent, byUrn);
  return above ?? (step.custom ? undefined : step);
}

/** By this policy a pack of this project tells what it did not see; it is no violation as long as it is advisory. */
function isCoverage({ policy, level }: Violation): boolean {
  return policy === "coverage" && level === "advisory";
}

function notJudged(steps: readonly Step[], coverage: readonly Violation[]): NotJudged {
  const rendered = new Set(steps.map((each) => each.parent));
  return {
    charts: steps
      .filter((each) => each.type === chartType && !rendered.has(each.urn))
      .map(describeChart)
      .sort(),
    withUnknowns: steps
      .filter((each) => JSON.stringify(each.inputs).includes(unknown))
      .map((each) => `${each.type} ${each.name}`)
      .sort(),
    byPacks: [...coverage].sort(inOrder).map(({ pack, message }) => ({ pack, message: withoutRule(message) })),
  };
}

/** The message alone: the engine puts the description of the policy in a line before it. */
function withoutRule(message: string): string {
  return message.split("\n").slice(1).join("\n");
}

function describeChart(step: Step): string {
  return `${step.name} (${String(step.inputs["chart"])} ${String(step.inputs["version"])})`;
}

function messages(diagnostics: readonly Diagnostic[], severity: string): string[] {
  const found = diagnostics.filter((each) => each.severity === severity);
  return found.map((each) =>
    each.urn === undefined || each.urn === "" ? each.message : `${nameOf(each.urn)}: ${each.message}`,
  );
}

function inOrder(a: Violation, b: Violation): number {
  const key = (each: Violation): string =>
    [each.level === "mandatory" ? "0" : "1", each.pack, each.policy, each.urn ?? ""].join("\0");
  return key(a) < key(b) ? -1 : 1;
}

/** `EksCluster` of `kubernetes-best-practices:index:EksCluster`. */
function shortType(type: string): string {
  return type.split(":").at(-1) ?? type;
}

function packageOf(type: string): string {
  return type.startsWith("pulumi:providers:") ? "providers" : (type.split(":")[0] ?? type);
}
