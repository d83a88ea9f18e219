import type { Server } from "./before/situation";
import type { Uncovered } from "./before/volumes";
import type { Comparison } from "./compare/namespaces";
import type { Lacking } from "./ready";
import type { IgnoredCount } from "./record/ignored";

export interface Times {
  /** Milliseconds each; undefined: it did not come to that. */
  readonly backup?: number;
  readonly deletion?: number;
  readonly restore?: number;
  readonly readiness?: number;
}

export interface BackupNote {
  readonly name: string;
  readonly location: string;
  readonly started: string;
  readonly made: boolean;
  readonly items: number;
  readonly warnings: readonly string[];
  readonly volumes: string | undefined;
}

export interface RestoreNote {
  readonly name: string;
  readonly phase: string;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/** Moments between which is measured. */
export interface Moments {
  /** The backup's start: what came later is not in it. */
  readonly data?: Date;
  readonly loss?: Date;
  readonly ready?: Date;
}

/** What a drill comes to, whatever became of it. */
export interface Outcome {
  readonly began: Date;
  readonly ended: Date;
  readonly server: Server;
  readonly velero: { readonly namespace: string; readonly version: string };
  readonly namespace: string;
  readonly into: string | undefined;
  /** With what the restored objects are compared. */
  readonly expectation: "live" | "backup";
  readonly warnings: readonly string[];
  readonly uncovered: readonly Uncovered[];
  readonly ignored: readonly IgnoredCount[];
  /** Kinds that the API server computes. */
  readonly computed: readonly string[];
  readonly backup?: BackupNote;
  readonly restore?: RestoreNote;
  /** Objects that were to be found again. */
  readonly recorded: number;
  readonly comparison?: Comparison;
  /** Objects that were ready before and are not now. */
  readonly lacking: readonly Lacking[];
  /** Objects that were not ready before, and are not waited for. */
  readonly lackedBefore: readonly Lacking[];
  readonly times: Times;
  readonly moments: Moments;
  readonly targets: { readonly rpo: number; readonly rto: number };
  /** What went wrong on the way; the comparison and the times speak for themselves. */
  readonly faults: readonly string[];
  /** Commands to type next. */
  readonly next: readonly string[];
  /** What was kept or cleared away. */
  readonly left: readonly string[];
}
