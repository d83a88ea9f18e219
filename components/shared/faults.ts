import * as pulumi from "@pulumi/pulumi";

/** One value that cannot be: where it stands, what stands there, what may stand there, and how to get there. */
export interface Fault {
  /** Path in the arguments or the stack file, such as `limits.container.max.cpu` or `cluster.zones[1]`. */
  readonly path: string;
  /** The value that stands there; absent when nothing does, or when it is known only after deployment. */
  readonly value?: unknown;
  /** What is wrong with it, to follow the value, such as `is outside the region eu-west-1`; else it is not allowed. */
  readonly problem?: string;
  /** What may stand there instead. */
  readonly allowed: string;
  /** What to do about it. */
  readonly cure: string;
}

/** A fault; pass `undefined` for a value that is absent. */
export function fault(path: string, value: unknown, allowed: string, cure: string): Fault {
  return { path, ...(value === undefined ? {} : { value }), allowed, cure };
}

/** Throws all faults of one component together; does nothing when there is none. */
export function refuse(subject: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const errors = faults.map((fault) => ({ propertyPath: fault.path, reason: reason(fault) }));
  const lines = errors.map((error) => `  ${error.propertyPath}: ${error.reason}`);
  throw new pulumi.InputPropertiesError({ message: [`${subject} has invalid arguments`, ...lines].join("\n"), errors });
}

function reason({ value, problem, allowed, cure }: Fault): string {
  const found = [...(value === undefined ? [] : [JSON.stringify(value)]), ...(problem === undefined ? [] : [problem])];
  return [...(found.length === 0 ? [] : [found.join(" ")]), `allowed: ${allowed}`, cure].join("; ");
}

/** `quota` and `requests.cpu` as `quota["requests.cpu"]`; a plain key follows a dot. */
export function keyPath(parent: string, key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

/** The entries of a map in the order of their keys, so that nothing depends on how it was written. */
export function sortedEntries<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
