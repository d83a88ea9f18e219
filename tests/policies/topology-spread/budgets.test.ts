import assert from "node:assert/strict";
import fc from "fast-check";
import { drainable } from "../../../policies/topology-spread/drainable";
import { programOf, verdictOf } from "../../support/policies";

/**
 * The numbers of the documentation of disruption budgets, counted in whole numbers: what a budget allows while so many
 * pods are healthy, of which `scaled` belong to something that has a number of replicas.
 */
function allowed({ minAvailable, maxUnavailable }: Limit, pods: number, scaled: number): number {
  const upward = (share: string, of: number) => Math.floor((of * Number(share.replace("%", "")) + 99) / 100);
  const part = (value: number | string, of: number) => (typeof value === "number" ? value : upward(value, of));
  if (maxUnavailable !== undefined) return scaled === 0 ? 0 : pods - Math.max(0, scaled - part(maxUnavailable, scaled));
  if (minAvailable === undefined) return 0;
  if (typeof minAvailable === "number") return pods - minAvailable;
  return scaled === 0 ? 0 : pods - part(minAvailable, scaled);
}

interface Limit {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

const labels = { app: "web" };
const pod = { metadata: { labels }, spec: { containers: [{ name: "web", image: "example/web:1" }] } };

interface Scaled {
  readonly min: number;
  readonly max: number;
}

function deployments(scales: readonly Scaled[]): object[] {
  return scales.flatMap(({ min, max }, index) => {
    const metadata = { name: `web-${index}`, namespace: "shop" };
    const scaleTargetRef = { name: metadata.name };
    return [
      { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { template: pod } },
      {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        metadata,
        spec: { scaleTargetRef, minReplicaCount: min, maxReplicaCount: max },
      },
    ];
  });
}

function pods(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Pod",
    ...pod,
    metadata: { name: `web-${index}`, namespace: "shop", labels },
  }));
}

function budget(limit: Limit): object {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { matchLabels: labels }, ...limit },
  };
}

/** Every sum of pods that the workloads can run together. */
function sumsOf(scales: readonly Scaled[]): ReadonlySet<number> {
  let sums = new Set([0]);
  for (const { min, max } of scales) {
    const next = new Set<number>();
    for (const sum of sums) for (let count = min; count <= max; count++) next.add(sum + count);
    sums = next;
  }
  return sums;
}

describe("drainable", () => {
  const percentage = fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`);
  const value = fc.oneof(fc.integer({ min: 0, max: 8 }), percentage);
  const limit: fc.Arbitrary<Limit> = fc.oneof(
    value.map((minAvailable) => ({ minAvailable })),
    value.map((maxUnavailable) => ({ maxUnavailable })),
    fc.constant({}),
  );
  const scale = fc
    .tuple(fc.nat(6), fc.nat(6))
    .map(([one, other]) => ({ min: Math.min(one, other), max: Math.max(one, other) }));

  it("passes exactly the budgets that allow a disruption at every number of pods that can run", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(limit, fc.array(scale, { maxLength: 3 }), fc.nat(2), (spec, scales, alone) => {
        const running = [...sumsOf(scales)].filter((sum) => sum + alone > 0);
        const expected =
          running.length === 0 ? "skip" : running.every((sum) => allowed(spec, sum + alone, sum) > 0) ? "pass" : "fail";
        const objects = [...deployments(scales), ...pods(alone), budget(spec)];
        assert.equal(verdictOf(drainable, programOf({ objects })).outcome, expected);
        seen.add(expected);
      }),
      { numRuns: 2000 },
    );
    assert.deepEqual([...seen].sort(), ["fail", "pass", "skip"]);
  });

  it("lets a budget without shares pick the pods of a Job and of a DaemonSet", () => {
    const spec = { selector: { matchLabels: labels }, template: pod };
    const metadata = { name: "web", namespace: "shop" };
    const daemon = { apiVersion: "apps/v1", kind: "DaemonSet", metadata, spec };
    const job = { apiVersion: "batch/v1", kind: "Job", metadata, spec };
    const verdict = (limit: Limit) => verdictOf(drainable, programOf({ objects: [daemon, job, budget(limit)] }));
    assert.equal(verdict({ minAvailable: 1 }).outcome, "pass");
    assert.deepEqual(verdict({}).faults, ["spec.maxUnavailable must let a pod go while 1 runs, but is missing"]);
    const picking = (kind: string) =>
      `spec.selector must not pick pods of what has no replicas, under maxUnavailable or a percentage, but picks those of ${kind} shop/web`;
    assert.deepEqual(verdict({ maxUnavailable: 1 }).faults, [picking("DaemonSet"), picking("Job")]);
    assert.deepEqual(verdict({ minAvailable: "10%" }).faults, [picking("DaemonSet"), picking("Job")]);
  });
});
