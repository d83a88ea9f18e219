import assert from "node:assert/strict";
import { reasons } from "../../offline/providers/live/readiness/explain";
import type { Properties } from "../../offline/providers/values";
import { condition } from "../support/live-readiness";

describe("the reasons why a workload is not ready", () => {
  const owned = (name: string, uid: string, by: string, rest: Properties = {}): Properties => ({
    metadata: { name, uid, ownerReferences: [{ uid: by }] },
    ...rest,
  });
  const workload: Properties = { metadata: { name: "shop", uid: "d" } };
  const refused = { conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota: q")] };
  const event = (uid: string, reason: string, message: string, type = "Warning"): Properties => ({
    type,
    reason,
    message,
    involvedObject: { uid },
  });
  const waits = {
    containerStatuses: [{ name: "web", state: { waiting: { reason: "ErrImagePull", message: "no such" } } }],
  };

  const cases: readonly [string, Properties[], Properties[], Properties[], string[]][] = [
    [
      "name the refusal of its ReplicaSet once",
      [owned("shop-1", "r", "d", { status: refused })],
      [],
      [event("r", "FailedCreate", "Error creating: exceeded quota: q")],
      ["exceeded quota: q"],
    ],
    [
      "leave out those of another's",
      [owned("other-1", "r", "x", { status: refused })],
      [],
      [event("r", "FailedCreate", "no")],
      [],
    ],
    [
      "name what its containers wait for",
      [owned("shop-1", "r", "d")],
      [owned("shop-1-abcde", "p", "r", { status: waits })],
      [],
      ["pod shop-1-abcde: container web waits: ErrImagePull: no such"],
    ],
    [
      "say once what all its pods suffer",
      [owned("shop-1", "r", "d")],
      ["abcde", "fghij"].map((each) => owned(`shop-1-${each}`, each, "r", { status: waits })),
      [],
      ["pod shop-1-fghij: container web waits: ErrImagePull: no such"],
    ],
    [
      "name warnings about it and no other events",
      [],
      [],
      [event("d", "Odd", "look"), event("d", "Fine", "all well", "Normal"), event("z", "Odd", "not ours")],
      ["Odd: look"],
    ],
  ];
  for (const [rule, replicaSets, pods, events, lines] of cases) {
    it(rule, () => assert.deepEqual(reasons(workload, replicaSets, pods, events), lines));
  }
});
