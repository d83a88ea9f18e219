import * as pulumi from "@pulumi/pulumi";

/** One argument that cannot be: where it stands, what stands there, what may stand there, and how to get there. */
export interface Fault {
  /** Path in the arguments, such as `limits.container.max.cpu`. */
  readonly path: string;
  /** The value that stands there; absent when nothing does, or when it is known only after deployment. */
  readonly value?: unknown;
  readonly allowed: string;
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

function reason({ value, allowed, cure }: Fault): string {
  const found = value === undefined ? "" : `${JSON.stringify(value)}; `;
  return `${found}allowed: ${allowed}; ${cure}`;
}

/** `quota` and `requests.cpu` as `quota["requests.cpu"]`; a plain key follows a dot. */
export function keyPath(parent: string, key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

/** The entries of a map in the order of their keys, so that nothing depends on how it was written. */
export function sortedEntries<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
