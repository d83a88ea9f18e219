/** Powers of ten behind a number: `250m`, `4`, `2k`. */
const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** Powers of two behind a number: `512Mi`. */
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const grammar = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE])([+-]?\d+)|([A-Za-z]*))$/;

/** A Kubernetes quantity such as `250m`, `1.5Gi` or `12e6` as a number; `undefined` when it is none. */
export function parseQuantity(text: string): number | undefined {
  const [, digits, exponential, exponent, suffix = ""] = grammar.exec(text) ?? [];
  if (digits === undefined) return undefined;
  // Written as one decimal literal, so that `700m` and `0.7` are the same number.
  if (exponential !== undefined) return Number(`${digits}e${exponent}`);
  const tens = Object.hasOwn(decimalSuffixes, suffix) ? decimalSuffixes[suffix] : undefined;
  if (tens !== undefined) return Number(`${digits}e${tens}`);
  const twos = Object.hasOwn(binarySuffixes, suffix) ? binarySuffixes[suffix] : undefined;
  return twos === undefined ? undefined : Number(digits) * 2 ** twos;
}
