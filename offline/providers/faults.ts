import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CannotContinue } from "../engine/tool";

/** A fault that a test orders, for creates, updates, deletes and reads of the stand-ins. */
export interface Fault {
  readonly operation: "create" | "update" | "delete" | "read";
  /** Only resources of this type; all types when absent. */
  readonly type?: string;
  /** Only the N-th matching operation of this process, counted from 1; every one when absent. */
  readonly nth?: number;
  /** Wait so many milliseconds first. */
  readonly delay?: number;
  /** Fail with this message; without it the operation goes on after the delay. */
  readonly message?: string;
}

const list: z.ZodType<readonly Fault[]> = z.array(
  z.strictObject({
    operation: z.enum(["create", "update", "delete", "read"]),
    type: z.string().optional(),
    nth: z.int().positive().optional(),
    delay: z.number().nonnegative().optional(),
    message: z.string().optional(),
  }),
);

/** Reads the faults of the environment variable `OFFLINE_FAULTS`: a JSON list of `Fault`. */
export function parseFaults(json: string | undefined): readonly Fault[] {
  if (json === undefined || json === "") return [];
  const parsed = list.safeParse(parse(json));
  if (parsed.success) return parsed.data;
  throw new CannotContinue(
    `OFFLINE_FAULTS must be a JSON list of { operation, type?, nth?, delay?, message? }, not ${json}\n` +
      z.prettifyError(parsed.error),
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new CannotContinue(`OFFLINE_FAULTS is no JSON: ${json}\n${error instanceof Error ? error.message : ""}`);
  }
}

/** Counts operations and lets the ordered faults happen. */
export class FaultInjector {
  private readonly seen = new Map<Fault, number>();

  constructor(private readonly faults: readonly Fault[]) {}

  async before(operation: Fault["operation"], type: string): Promise<void> {
    const matching = this.faults.filter((each) => each.operation === operation && (each.type ?? type) === type);
    // All are counted first: one that fails must not hide the operation from the others.
    const counted = matching.map((fault) => ({ fault, count: this.count(fault) }));
    const due = counted.filter(({ fault, count }) => fault.nth === undefined || fault.nth === count);
    for (const { delay, message } of due.map((each) => each.fault)) {
      if (delay !== undefined) await sleep(delay);
      if (message !== undefined) throw new Error(message);
    }
  }

  private count(fault: Fault): number {
    const count = (this.seen.get(fault) ?? 0) + 1;
    this.seen.set(fault, count);
    return count;
  }
}
