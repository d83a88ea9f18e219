import { setTimeout as sleep } from "node:timers/promises";

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

/** Reads the faults of the environment variable `OFFLINE_FAULTS`: a JSON list of `Fault`. */
export function parseFaults(json: string | undefined): readonly Fault[] {
  if (json === undefined || json === "") return [];
  const parsed: unknown = JSON.parse(json);
  if (!Array.isArray(parsed) || !parsed.every(isFault)) {
    throw new Error(`OFFLINE_FAULTS must be a JSON list of { operation, type?, nth?, delay?, message? }, not ${json}`);
  }
  return parsed;
}

/** Counts operations and lets the ordered faults happen. */
export class FaultInjector {
  private readonly seen = new Map<Fault, number>();

  constructor(private readonly faults: readonly Fault[]) {}

  async before(operation: Fault["operation"], type: string): Promise<void> {
    for (const fault of this.faults) {
      if (fault.operation !== operation || (fault.type ?? type) !== type) continue;
      const count = (this.seen.get(fault) ?? 0) + 1;
      this.seen.set(fault, count);
      if (fault.nth !== undefined && fault.nth !== count) continue;
      if (fault.delay !== undefined) await sleep(fault.delay);
      if (fault.message !== undefined) throw new Error(fault.message);
    }
  }
}

function isFault(value: unknown): value is Fault {
  return (
    typeof value === "object" &&
    value !== null &&
    "operation" in value &&
    typeof value.operation === "string" &&
    ["create", "update", "delete", "read"].includes(value.operation)
  );
}
