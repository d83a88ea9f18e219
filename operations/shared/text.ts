/** `3 nodes`, `1 node`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `a 3, b 2`: how often each word comes, by word. */
export function tally(words: readonly string[]): string {
  return [...countsOf(words)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, number]) => `${word} ${number}`)
    .join(", ");
}

export function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The first names, and how many more there are. */
export function some(names: readonly string[], most = 3): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}

export const minute = 60_000;
const units = [
  ["d", 24 * 60 * minute],
  ["h", 60 * minute],
  ["min", minute],
  ["s", 1000],
] as const;

/** `3 d`, `5 h`, `12 min`, `4 s`: the largest unit that is there twice, or once a second. */
export function ago(milliseconds: number): string {
  const [unit, size] = units.find(([, each]) => milliseconds >= 2 * each) ?? ["s", 1000];
  return `${Math.max(0, Math.floor(milliseconds / size))} ${unit}`;
}
