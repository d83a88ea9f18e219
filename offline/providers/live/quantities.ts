const suffixes: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  "": [10n, 0],
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

/** A Kubernetes quantity such as `500m`, `1Gi`, `1e3` or 2, in thousand-millionths; `undefined` when it is none. */
export function quantity(value: unknown): bigint | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const [, sign, whole = "", fraction = "", power, suffix = ""] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(value)) ?? [];
  const digits = `${whole}${fraction}`;
  const scale = power === undefined ? suffixes[suffix] : ([10n, Number(power)] as const);
  if (digits === "" || scale === undefined || Math.abs(scale[1]) > 60) return undefined;
  const [base, exponent] = scale;
  const thousandMillionths = BigInt(digits) * 10n ** 9n;
  const scaled =
    exponent < 0 ? thousandMillionths / base ** BigInt(-exponent) : thousandMillionths * base ** BigInt(exponent);
  const amount = scaled / 10n ** BigInt(fraction.length);
  return sign === "-" ? -amount : amount;
}

/** Whether two values are written differently but are the same quantity. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const amount = quantity(a);
  return amount !== undefined && amount === quantity(b);
}
