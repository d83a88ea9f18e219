/** Seconds of every job of one round, by the job's name. */
export type Round = Readonly<Record<string, number>>;

/** What is held against what. */
export interface Ratio {
  readonly part: string;
  readonly name: string;
  /** The highest that passes; without one the figure is for information. */
  readonly limit?: number;
  readonly of: (seconds: (job: string) => number) => number;
}

export interface Figure {
  readonly part: string;
  readonly name: string;
  readonly limit: number | undefined;
  readonly median: number;
  /** The ratio of each round: how far they lie apart tells how far the median can be trusted. */
  readonly rounds: readonly number[];
  readonly ok: boolean;
}

/** Each ratio is taken within a round, whose jobs share the machine's mood, and then the median of the rounds. */
export function figureOf(ratio: Ratio, rounds: readonly Round[]): Figure {
  const { part, name, limit } = ratio;
  const ratios = rounds.map((round) => ratio.of((job) => secondsOf(round, job)));
  const middle = median(ratios);
  return { part, name, limit, median: middle, rounds: ratios, ok: limit === undefined || middle <= limit };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const around = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return around.reduce<number>((sum, each) => sum + (each ?? Number.NaN) / 2, 0);
}

function secondsOf(round: Round, job: string): number {
  const seconds = round[job];
  if (seconds === undefined) throw new Error(`no job is named ${job}`);
  return seconds;
}

/** The figures as a table for a terminal. */
export function asTable(figures: readonly Figure[]): string {
  const rows = [
    ["", "ratio", "median", "lowest", "highest", "limit", ""],
    ...figures.map((each) => [
      each.part,
      each.name,
      each.median.toFixed(2),
      Math.min(...each.rounds).toFixed(2),
      Math.max(...each.rounds).toFixed(2),
      each.limit?.toFixed(2) ?? "",
      each.limit === undefined ? "" : each.ok ? "pass" : "MISSED",
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = (cell: string, column: number): string =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(aligned).join("  ").trimEnd()).join("\n");
}
