const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** Milliseconds of `24h`, `1h30m` or `90s`; undefined when it is none, or nothing. */
export function milliseconds(text: string): number | undefined {
  if (!/^(\d+[dhms])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([dhms])/g)];
  const sum = parts.reduce((total, [, number, unit = ""]) => total + Number(number) * (units[unit] ?? 0), 0);
  return sum > 0 ? sum : undefined;
}

/** `1 h 5 min`, `2 min 3 s`, `4.2 s`. */
export function inWords(span: number): string {
  if (span < 60_000) return `${(Math.max(0, span) / 1000).toFixed(1)} s`;
  const seconds = Math.round(span / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([number]) => number > 0);
  return parts
    .slice(first, first + 2)
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(" ");
}
