import assert from "node:assert/strict";
import { rolloutOf, type Rollout } from "../../../policies/shared/rollouts";
import { Unseen } from "../../../policies/shared/shape";
import { later, programOf } from "../../support/policies";

function rollout(kind: string, strategy: unknown, replicas: number): Rollout {
  const apiVersion = kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1";
  const [workload] = programOf({
    objects: [{ apiVersion, kind, metadata: { name: "web" }, spec: { strategy } }],
  }).objects;
  assert.ok(workload);
  return rolloutOf(workload, replicas);
}

const rolling = (maxSurge?: number | string, maxUnavailable?: number | string) => ({
  rollingUpdate: { maxSurge, maxUnavailable },
});

describe("a rollout", () => {
  const table: readonly (readonly [string, () => Rollout, Rollout])[] = [
    [
      "adds a quarter, rounded up, and takes a quarter, rounded down",
      () => rollout("Deployment", undefined, 6),
      { surge: 2, unavailable: 1, needed: 0 },
    ],
    [
      "takes none of three by default, so it needs room for one more",
      () => rollout("Deployment", {}, 3),
      { surge: 1, unavailable: 0, needed: 1 },
    ],
    [
      "adds and takes what it is told",
      () => rollout("Deployment", rolling(2, 0), 5),
      { surge: 2, unavailable: 0, needed: 1 },
    ],
    [
      "adds and takes the shares it is told",
      () => rollout("Deployment", rolling("50%", "50%"), 5),
      { surge: 3, unavailable: 2, needed: 0 },
    ],
    [
      "takes one where rounding leaves none of either",
      () => rollout("Deployment", rolling(0, "10%"), 5),
      { surge: 0, unavailable: 1, needed: 0 },
    ],
    [
      "takes all with Recreate",
      () => rollout("Deployment", { type: "Recreate" }, 5),
      { surge: 0, unavailable: 5, needed: 0 },
    ],
    [
      "takes one by one of a StatefulSet",
      () => rollout("StatefulSet", undefined, 5),
      { surge: 0, unavailable: 1, needed: 0 },
    ],
    [
      "takes none where there is none",
      () => rollout("StatefulSet", undefined, 0),
      { surge: 0, unavailable: 0, needed: 0 },
    ],
    [
      "of a canary is that of a Deployment",
      () => rollout("Rollout", { canary: { maxSurge: 1, maxUnavailable: 0 } }, 5),
      { surge: 1, unavailable: 0, needed: 1 },
    ],
    [
      "behind a traffic router stands in full twice",
      () => rollout("Rollout", { canary: { trafficRouting: { istio: {} } } }, 5),
      { surge: 5, unavailable: 0, needed: 5 },
    ],
    [
      "in blue and green stands in full twice",
      () => rollout("Rollout", { blueGreen: {} }, 5),
      { surge: 5, unavailable: 0, needed: 5 },
    ],
    [
      "in blue and green grows from its preview to twice in full before the switch",
      () => rollout("Rollout", { blueGreen: { previewReplicaCount: 2 } }, 5),
      { surge: 5, unavailable: 0, needed: 5 },
    ],
  ];
  for (const [title, actual, expected] of table) it(title, () => assert.deepEqual(actual(), expected));

  it("is open where its strategy is", () => {
    assert.throws(() => rollout("Deployment", later, 3), Unseen);
    assert.throws(() => rollout("Deployment", { type: later }, 3), Unseen);
    assert.throws(() => rollout("Deployment", rolling(later), 3), Unseen);
  });
});
