import assert from "node:assert/strict";
import { readinessOf } from "../../offline/providers/live/readiness";
import type { Verdict } from "../../offline/providers/live/readiness/verdict";
import type { Properties } from "../../offline/providers/values";

export interface ReadinessCase {
  readonly when: string;
  readonly object: Properties;
  readonly related?: readonly Properties[];
  /** Milliseconds since anything changed. */
  readonly quiet?: number;
  readonly state: Verdict["state"];
  readonly reason?: RegExp;
}

/** A condition of an object's status. */
export const condition = (type: string, status: string, reason = "Because", message = "so it is"): Properties => ({
  type,
  status,
  reason,
  message,
});

/** What all objects have whose generation counts. */
export const fresh: Properties = { metadata: { name: "a", namespace: "n", generation: 2 } };

/** Asserts the verdicts of kinds, each by API version and kind. */
export function assertReadiness(table: Readonly<Record<string, readonly ReadinessCase[]>>): void {
  for (const [kind, cases] of Object.entries(table)) {
    describe(`readiness of ${kind}`, () => {
      for (const { when, object, related = [], quiet = 0, state, reason } of cases) {
        it(`is ${state} when ${when}`, () => {
          const [, group = "", name = ""] = /^(.*)\/(.*)$/.exec(kind) ?? [];
          const verdict = readinessOf(group, name)?.verdict({ object, related, quiet });
          assert.equal(verdict?.state, state, verdict?.reason);
          if (reason !== undefined) assert.match(verdict.reason, reason);
        });
      }
    });
  }
}
