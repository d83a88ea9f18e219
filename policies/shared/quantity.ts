import { describe, Unseen, type Shape } from "./shape";

/**
 * An amount of something in thousandths, the finest step in which the API server keeps requests, limits, quotas and
 * LimitRanges; what is finer it rounds up.
 */
export type Quantity = bigint;

const one = 1000n;

interface Scale {
  readonly base: bigint;
  readonly exponent: number;
}

const decimal = scales(10n, { k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 });
const binary = scales(2n, { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 });
const suffixes = new Map([...scales(10n, { n: -9, u: -6, m: -3, "": 0 }), ...decimal, ...binary]);

/** As Kubernetes has it: `.5` and `1.` are quantities, too. */
const grammar =
  /^(?=[+-]?\.?\d)(?<sign>[+-]?)(?<whole>\d*)\.?(?<fraction>\d*)(?:[eE](?<exponent>[+-]?\d+)|(?<suffix>[A-Za-z]*))$/;

/** More than any quantity means, and few enough digits to count with. */
const largestExponent = 100;

/** At which Kubernetes caps what has a binary suffix. */
const most = (2n ** 63n - 1n) * one;

/** Reads a quantity such as `250m`, `1.5Gi`, `12e6` or 2; undefined when it is none. */
export function parseQuantity(given: string | number): Quantity | undefined {
  const groups = grammar.exec(String(given))?.groups;
  if (groups === undefined) return undefined;
  const { sign, whole = "", fraction = "", exponent, suffix = "" } = groups;
  const scale = exponent === undefined ? suffixes.get(suffix) : { base: 10n, exponent: Number(exponent) };
  if (scale === undefined || Math.abs(scale.exponent) > largestExponent) return undefined;
  const digits = BigInt(`0${whole}${fraction}`) * one;
  const size = divideUp(digits * power(scale), 10n ** BigInt(fraction.length) * power(scale, -1));
  const amount = scale.base === 2n && size > most ? most : size;
  return sign === "-" ? -amount : amount;
}

function scales(base: bigint, exponents: Readonly<Record<string, number>>): [string, Scale][] {
  return Object.entries(exponents).map(([suffix, exponent]) => [suffix, { base, exponent }]);
}

/** What to multiply by, or, with a sign of -1, to divide by. */
function power({ base, exponent }: Scale, sign: 1 | -1 = 1): bigint {
  return base ** BigInt(Math.max(exponent * sign, 0));
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

/** A quantity of 0 or more: the API server refuses any other for resources. */
export const quantity: Shape<Quantity> = {
  schema: { type: ["number", "string"] },
  read(value, path) {
    const read = typeof value === "string" || typeof value === "number" ? parseQuantity(value) : undefined;
    if (read !== undefined && read >= 0n) return read;
    throw new Unseen(path, `is ${describe(value)} and not a quantity of 0 or more, such as 250m or 512Mi`);
  },
};

export function quantityOf(count: number): Quantity {
  return BigInt(count) * one;
}

/** Up to the next whole number, as the API server counts storage. */
export function roundedUp(amount: Quantity): Quantity {
  return divideUp(amount, one) * one;
}

/** How many times the second fits into the first, in the arithmetic in which the API server compares ratios. */
export function ratio(amount: Quantity, to: Quantity): number {
  return Number(amount) / Number(to);
}

const inBytes = /(?:^|[./])(?:memory|storage|ephemeral-storage|hugepages-\w+)$/;

/** The shortest way to write a quantity exactly: `1500m` and `2` of most resources, `1536Mi` and `2G` of bytes. */
export function quantityText(amount: Quantity, resource: string): string {
  if (amount % one !== 0n) return `${amount}m`;
  const count = amount / one;
  if (!inBytes.test(resource) || count === 0n) return String(count);
  const texts = [...binary, ...decimal]
    .filter(([, scale]) => count % power(scale) === 0n)
    .map(([suffix, scale]) => `${count / power(scale)}${suffix}`);
  return texts.reduce((shortest, text) => (text.length < shortest.length ? text : shortest), String(count));
}
