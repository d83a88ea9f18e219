/** Powers of ten and of two behind a number. */
const tens: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const twos: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** A Kubernetes quantity such as `250m`, `1.5Gi` or `12e6` as a number; undefined when it is none. */
export function quantity(text: string): number | undefined {
  const [, digits, exponent, suffix = ""] = /^([+-]?[\d.]+)(?:[eE]([+-]?\d+)|([A-Za-z]*))$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const ten = exponent ?? tens[suffix];
  const two = twos[suffix];
  // Written as one decimal literal, so that `700m` and `0.7` are the same number.
  const number = ten === undefined ? Number(digits) * 2 ** (two ?? NaN) : Number(`${digits}e${ten}`);
  return Number.isNaN(number) ? undefined : number;
}
