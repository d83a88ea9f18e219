import type { Quantity } from "../shared/quantity";

/** Quantities by resource. Each is read only when it is asked for: one that is not known hides no other. */
export type Amounts = ReadonlyMap<string, () => Quantity>;

/** What a container, or a pod as a whole, asks for and may use. */
export interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

export const nothing: Amounts = new Map();

/** @param look what each look at a quantity goes through, to say where it stands */
export function amountsOf(
  quantities: Readonly<Record<string, Quantity>> = {},
  look: (value: () => Quantity) => Quantity = (value) => value(),
): Amounts {
  return new Map(Object.keys(quantities).map((key) => [key, () => look(() => quantities[key] ?? 0n)]));
}

/** The first, completed by what only the second has. */
export function orElse(first: Amounts, second: Amounts): Amounts {
  return new Map([...second, ...first]);
}

export function only(amounts: Amounts, keep: (resource: string) => boolean): Amounts {
  return new Map([...amounts].filter(([resource]) => keep(resource)));
}

export function plus(first: Amounts, second: Amounts): Amounts {
  return merged(first, second, (one, other) => one + other);
}

export function larger(first: Amounts, second: Amounts): Amounts {
  return merged(first, second, (one, other) => (other > one ? other : one));
}

function merged(first: Amounts, second: Amounts, merge: (one: Quantity, other: Quantity) => Quantity): Amounts {
  const result = new Map(first);
  for (const [resource, other] of second) {
    const one = first.get(resource);
    result.set(resource, one === undefined ? other : () => merge(one(), other()));
  }
  return result;
}

/** A key below a path: `resources.limits.cpu`, `resources.limits["nvidia.com/gpu"]`. */
export function at(path: string, key: string): string {
  return /^\w+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

export function isCpuOrMemory(resource: string): boolean {
  return resource === "cpu" || resource === "memory";
}

export function isHugePages(resource: string): boolean {
  return resource.startsWith("hugepages-");
}
