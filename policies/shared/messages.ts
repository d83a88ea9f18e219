import type { KubernetesObject } from "./objects";

/** One thing that is wrong with an object. */
export interface Fault {
  /** The part it is wrong with, such as `container "web"`; the object as a whole when missing. */
  readonly part?: string | undefined;
  /** Path below the part, as the API spells it, such as `securityContext.privileged`; the part itself when missing. */
  readonly field?: string;
  /** What must hold, or must not: `be true`, `be set`, `hold "ALL"`. */
  readonly must?: string;
  readonly mustNot?: string;
  /** What is there instead: `is true`, `holds "NET_RAW"`; `is missing` when left out. */
  readonly found?: string | undefined;
}

/** `container "web": securityContext.runAsNonRoot must be true, but is missing`. */
export function faultText({ part, field, must, mustNot, found }: Fault): string {
  const rule = must === undefined ? `must not ${mustNot ?? ""}` : `must ${must}`;
  const subject = [...(part === undefined ? [] : [`${part}:`]), ...(field === undefined ? [] : [field])];
  return [...subject, `${rule}, but ${found ?? "is missing"}`].join(" ");
}

/**
 * What a violation says: the object, its faults in the order in which they stand in it, and the cure. A single fault
 * makes one line, several make a list.
 */
export function violationText(subject: KubernetesObject | undefined, faults: readonly Fault[], cure: string): string {
  const title = subject?.title ?? "The program";
  const texts = [...new Set(faults.map(faultText))];
  const [only] = texts;
  if (texts.length > 1 || only === undefined) {
    return [`${title} has ${texts.length} faults:`, ...texts.map((each) => `- ${each}`), cure].join("\n");
  }
  const sentence = only.startsWith("must ") ? `${title} ${only}` : `${title}: ${only}`;
  return only.includes("\n") ? `${sentence}\n${cure}` : `${sentence}. ${cure}`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`, in the given order. */
export function quoted(items: readonly string[]): string {
  const all = items.map((item) => JSON.stringify(item));
  const last = all.at(-1) ?? "nothing";
  return all.length < 2 ? last : `${all.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 pod`, `2 pods`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
