import assert from "node:assert/strict";
import { podTemplateLabels, replicasOf, shareOf, type Scale } from "../../../policies/shared/scaling";
import { Unseen } from "../../../policies/shared/shape";
import { later, programOf } from "../../support/policies";

const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "example/web:1" }] },
};
const metadata = { name: "web", namespace: "shop" };

function carrier(apiVersion: string, kind: string, spec: object = {}): object {
  return { apiVersion, kind, metadata, spec: { template, ...spec } };
}

function horizontal(spec: object = {}, target: object = { apiVersion: "apps/v1", kind: "Deployment", name: "web" }) {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: { scaleTargetRef: target, ...spec },
  };
}

function keda(spec: object = {}, target: object = { name: "web" }) {
  return { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", metadata, spec: { scaleTargetRef: target, ...spec } };
}

/** How many pods the first object runs beside the others. */
function scaleOf(...objects: readonly object[]): Scale {
  const program = programOf({ objects });
  const first = program.objects[0];
  const found = first === undefined ? undefined : program.podCarrier(first);
  assert.ok(found, "the first object carries pods");
  return replicasOf(found, program);
}

const deployment = carrier("apps/v1", "Deployment", { replicas: 3 });
const bare = carrier("apps/v1", "Deployment");
const exactly = (count: number) => ({ min: count, max: count, by: undefined });
const upTo = (max: number) => ({ min: 0, max, by: undefined });
const hpa = "HorizontalPodAutoscaler shop/web";

describe("how many pods a workload runs", () => {
  const cronJob = (spec: object) =>
    scaleOf({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata,
      spec: { jobTemplate: { spec: { template, ...spec } } },
    });
  const table: readonly (readonly [string, () => Scale, Scale])[] = [
    ["as many as its replicas", () => scaleOf(deployment), exactly(3)],
    ["one by default", () => scaleOf(bare), exactly(1)],
    ["none when it is scaled to zero", () => scaleOf(carrier("apps/v1", "StatefulSet", { replicas: 0 })), exactly(0)],
    ["as many as a ReplicaSet says", () => scaleOf(carrier("apps/v1", "ReplicaSet", { replicas: 2 })), exactly(2)],
    [
      "as many as a ReplicationController says",
      () => scaleOf(carrier("v1", "ReplicationController", { replicas: 4 })),
      exactly(4),
    ],
    [
      "as many as a Rollout says",
      () => scaleOf(carrier("argoproj.io/v1alpha1", "Rollout", { replicas: 5 })),
      exactly(5),
    ],
    ["one for a Pod", () => scaleOf({ apiVersion: "v1", kind: "Pod", metadata, spec: template.spec }), exactly(1)],
    ["none for a template", () => scaleOf({ apiVersion: "v1", kind: "PodTemplate", metadata, template }), exactly(0)],
    ["one on each node for a DaemonSet", () => scaleOf(carrier("apps/v1", "DaemonSet")), "one per node"],
    ["one at a time for a Job, and none when it is done", () => scaleOf(carrier("batch/v1", "Job")), upTo(1)],
    ["as many as a Job runs in parallel", () => scaleOf(carrier("batch/v1", "Job", { parallelism: 4 })), upTo(4)],
    [
      "no more than a Job has to complete",
      () => scaleOf(carrier("batch/v1", "Job", { parallelism: 4, completions: 2 })),
      upTo(2),
    ],
    ["as many as one run of a CronJob", () => cronJob({ parallelism: 3 }), upTo(3)],
    [
      "as its autoscaler says",
      () => scaleOf(deployment, horizontal({ minReplicas: 2, maxReplicas: 9 })),
      { min: 2, max: 9, by: hpa },
    ],
    [
      "at least one under an autoscaler",
      () => scaleOf(bare, horizontal({ maxReplicas: 4 })),
      { min: 1, max: 4, by: hpa },
    ],
    [
      "none where it is scaled to zero, which stops the autoscaler",
      () => scaleOf(carrier("apps/v1", "Deployment", { replicas: 0 }), horizontal({ maxReplicas: 4 })),
      exactly(0),
    ],
    [
      "its replicas when the autoscaler is for another kind",
      () =>
        scaleOf(
          deployment,
          horizontal({ maxReplicas: 9 }, { apiVersion: "apps/v1", kind: "StatefulSet", name: "web" }),
        ),
      exactly(3),
    ],
    [
      "its replicas when the autoscaler names no API group, for then it finds nothing",
      () => scaleOf(deployment, horizontal({ maxReplicas: 9 }, { kind: "Deployment", name: "web" })),
      exactly(3),
    ],
    [
      "its replicas when the autoscaler stands in another namespace",
      () => scaleOf(deployment, { ...horizontal({ maxReplicas: 9 }), metadata: { name: "web", namespace: "test" } }),
      exactly(3),
    ],
    [
      "none to a hundred under KEDA",
      () => scaleOf(deployment, keda()),
      { min: 0, max: 100, by: "ScaledObject shop/web" },
    ],
    [
      "as KEDA says, even from zero",
      () =>
        scaleOf(carrier("apps/v1", "Deployment", { replicas: 0 }), keda({ minReplicaCount: 2, maxReplicaCount: 6 })),
      { min: 2, max: 6, by: "ScaledObject shop/web" },
    ],
    [
      "as few as KEDA leaves when there is no work",
      () => scaleOf(deployment, keda({ minReplicaCount: 2, idleReplicaCount: 0, maxReplicaCount: 6 })),
      { min: 0, max: 6, by: "ScaledObject shop/web" },
    ],
    [
      "as KEDA says of other kinds",
      () =>
        scaleOf(
          carrier("argoproj.io/v1alpha1", "Rollout"),
          keda({ maxReplicaCount: 7 }, { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "web" }),
        ),
      { min: 0, max: 7, by: "ScaledObject shop/web" },
    ],
    [
      "between the least and the most of two autoscalers",
      () =>
        scaleOf(bare, horizontal({ minReplicas: 2, maxReplicas: 4 }), keda({ minReplicaCount: 3, maxReplicaCount: 8 })),
      { min: 2, max: 8, by: hpa },
    ],
  ];
  for (const [title, scale, expected] of table) it(`is ${title}`, () => assert.deepEqual(scale(), expected));
});

describe("how many pods a workload runs, where that is known only after the update", () => {
  const unseen = (path: string, why: RegExp) => (error: unknown) =>
    error instanceof Unseen && error.path === path && why.test(error.why);

  it("is open when the replicas are", () =>
    assert.throws(
      () => scaleOf(carrier("apps/v1", "Deployment", { replicas: later })),
      unseen("spec.replicas", /^is known only/),
    ));
  it("is open when the bounds of its autoscaler are, which is named", () =>
    assert.throws(
      () => scaleOf(bare, horizontal({ maxReplicas: later })),
      unseen("spec.replicas", /^depends on HorizontalPodAutoscaler shop\/web, whose spec.maxReplicas is known only/),
    ));
  it("is open when an autoscaler may be for it", () => {
    const target = { apiVersion: "apps/v1", kind: "Deployment", name: later };
    assert.throws(() => scaleOf(deployment, horizontal({ maxReplicas: 9 }, target)), Unseen);
    assert.throws(() => scaleOf(deployment, horizontal({ maxReplicas: 9 }, { ...target, kind: later })), Unseen);
  });
  it("is not when such an autoscaler is for another kind, or in another namespace", () => {
    const target = { apiVersion: "apps/v1", kind: "StatefulSet", name: later };
    assert.deepEqual(scaleOf(deployment, horizontal({ maxReplicas: 9 }, target)), exactly(3));
    const elsewhere = {
      ...horizontal({}, { ...target, kind: "Deployment" }),
      metadata: { name: "web", namespace: "test" },
    };
    assert.deepEqual(scaleOf(deployment, elsewhere), exactly(3));
  });
  it("is open when the replicas are no number", () =>
    assert.throws(
      () => scaleOf(carrier("apps/v1", "Deployment", { replicas: "3" })),
      unseen("spec.replicas", /not an integer/),
    ));
});

describe("a share of a whole", () => {
  const table: readonly (readonly [number | string, number, "up" | "down", number])[] = [
    [2, 10, "up", 2],
    ["25%", 3, "up", 1],
    ["25%", 3, "down", 0],
    ["50%", 7, "up", 4],
    ["50%", 7, "down", 3],
    ["0%", 7, "up", 0],
    ["100%", 7, "down", 7],
    ["7%", 100, "up", 7],
    ["29%", 100, "down", 29],
  ];
  for (const [value, whole, rounding, expected] of table) {
    it(`${value} of ${whole} is ${expected}, rounded ${rounding}`, () =>
      assert.equal(shareOf(value, whole, rounding, "field"), expected));
  }
  it("is open for what is no percentage", () => {
    for (const value of ["3", "half", "1.5%", "%"]) assert.throws(() => shareOf(value, 3, "up", "field"), Unseen);
  });
});

describe("the labels of the pods that a workload makes", () => {
  const labelsOf = (object: object) => {
    const program = programOf({ objects: [object] });
    const [found] = program.podCarriers();
    assert.ok(found);
    return podTemplateLabels(found);
  };
  it("are those of its template", () => assert.deepEqual(labelsOf(deployment), { app: "web" }));
  it("are its own for a Pod", () =>
    assert.deepEqual(
      labelsOf({ apiVersion: "v1", kind: "Pod", metadata: { ...metadata, labels: { app: "pod" } }, spec: {} }),
      { app: "pod" },
    ));
  it("are none when it says none", () =>
    assert.deepEqual(labelsOf({ apiVersion: "v1", kind: "Pod", metadata, spec: {} }), {}));
  it("are open when the template is", () =>
    assert.throws(() => labelsOf(carrier("apps/v1", "Deployment", { template: { metadata: later } })), Unseen));
});
