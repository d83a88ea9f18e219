import assert from "node:assert/strict";
import type { EventLog } from "../../offline/report/events";

/** Each resource starts after the one before it. */
export function assertOrder(log: EventLog, op: string, names: readonly string[]): void {
  const steps = log.steps.filter((step) => step.op === op).map(({ name }) => name);
  const found = names.map((name) => steps.lastIndexOf(name));
  assert.ok(!found.includes(-1), `${op} of ${names.filter((name) => !steps.includes(name)).join(", ")} is missing`);
  assert.deepEqual(
    found,
    [...found].sort((a, b) => a - b),
  );
}
