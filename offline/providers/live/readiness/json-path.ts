import type { Value } from "../../values";
import { isObject } from "../../values";

type Step = (values: readonly Value[]) => Value[];

/** What a step may look like: `.name`, `.*`, `['name']`, `[0]`, `[*]`, `[?(@.name=="value")]`. */
const grammar: readonly (readonly [pattern: RegExp, step: (found: readonly string[]) => Step])[] = [
  [
    /^(?:\.|\[)\*\]?/,
    () => each((value) => (isObject(value) ? Object.values(value) : Array.isArray(value) ? value : [])),
  ],
  [/^\.([\w-]+)/, ([name = ""]) => member(name)],
  [/^\[(['"])(.*?)\1\]/, ([, name = ""]) => member(name)],
  [/^\[(-?\d+)\]/, ([index = "0"]) => each((value) => (Array.isArray(value) ? optional(value.at(Number(index))) : []))],
  [
    /^\[\?\s*\(?\s*@((?:\.[\w-]+|\[(?:'[^']*'|"[^"]*")\])+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))\s*\)?\s*\]/,
    ([path = "", sign, single, double, bare]) => filter(path, sign === "==", single ?? double ?? bare ?? ""),
  ],
];

/**
 * What a JSONPath such as `.status.conditions[?(@.type=="Ready")].status` selects.
 *
 * @throws Error when the path cannot be read.
 */
export function select(root: Value, path: string): Value[] {
  return read(path).reduce<Value[]>((values, step) => step(values), [root]);
}

function read(path: string): Step[] {
  const steps: Step[] = [];
  let rest = path.replace(/^\$/, "");
  while (rest !== "") {
    const taken = take(rest);
    if (taken === undefined) throw new Error(`the JSONPath ${path} cannot be read from "${rest}" on`);
    steps.push(taken.step);
    rest = rest.slice(taken.width);
  }
  return steps;
}

function take(rest: string): { readonly step: Step; readonly width: number } | undefined {
  for (const [pattern, step] of grammar) {
    const found = pattern.exec(rest);
    if (found !== null) return { step: step(found.slice(1)), width: found[0].length };
  }
  return undefined;
}

function filter(path: string, equal: boolean, wanted: string): Step {
  const holds = (value: Value): boolean => {
    const [found] = select(value, path);
    return found !== undefined && (textOf(found) === wanted) === equal;
  };
  return each((value) => (Array.isArray(value) ? value.filter(holds) : []));
}

/** A text as it is, anything else as JSON. */
export function textOf(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function member(name: string): Step {
  return each((value) => (isObject(value) && Object.hasOwn(value, name) ? optional(value[name]) : []));
}

function each(inside: (value: Value) => readonly Value[]): Step {
  return (values) => values.flatMap((value) => [...inside(value)]);
}

function optional(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}
