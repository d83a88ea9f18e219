import type { StackFile } from "./stack-file";

/** A stack file with faults: a good one and what is changed in it. */
export interface BadStackFile {
  readonly title: string;
  readonly good: StackFile;
  /** Values by path, such as `cluster.zones[1]`, or by full key, such as `aws:region`; `undefined` removes. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** Every fault in order: its path, then what its text must say. */
  readonly faults: readonly (readonly [path: string, ...says: string[]])[];
}
