import assert from "node:assert/strict";
import fc from "fast-check";
import { quotaFit } from "../../../policies/quotas/quota-fit";
import { programOf, verdictOf } from "../../support/policies";
import { nodes, quotaOf } from "./sums";

/** What a workload takes at most, by hand, beside the manifests that say it. */
interface Workload {
  readonly manifests: readonly object[];
  readonly pods: number;
  /** Thousandths of a core that one pod requests. */
  readonly cpu: number;
  /** Gibibytes that all pods claim. */
  readonly storage: number;
}

const workload = fc.record({
  kind: fc.constantFrom("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"),
  replicas: fc.nat(12),
  /** Of an autoscaler, where there is one. */
  maxReplicas: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  surge: fc.option(
    fc.oneof(
      fc.nat(4),
      fc.nat(100).map((percent) => `${percent}%`),
    ),
    { nil: undefined },
  ),
  recreate: fc.boolean(),
  completions: fc.option(fc.nat(5), { nil: undefined }),
  /** Requests of containers that run together, and of one that runs before. */
  containers: fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 3 }),
  init: fc.integer({ min: 1, max: 6000 }),
  claim: fc.nat(10),
});
type Drawn = typeof workload extends fc.Arbitrary<infer T> ? T : never;

function surgeOf(drawn: Drawn, replicas: number): number {
  if (drawn.kind !== "Deployment" || drawn.recreate) return 0;
  const surge = drawn.surge ?? "25%";
  const extra = typeof surge === "number" ? surge : Math.ceil((replicas * parseInt(surge, 10)) / 100);
  return Math.min(extra, replicas);
}

function podsOf(drawn: Drawn): number {
  const { kind, maxReplicas, completions = Infinity } = drawn;
  if (kind === "Pod") return 1;
  if (kind === "DaemonSet") return nodes;
  if (kind === "Job" || kind === "CronJob") return Math.min(drawn.replicas, completions);
  const replicas = maxReplicas === undefined || drawn.replicas === 0 ? drawn.replicas : maxReplicas;
  return replicas + surgeOf(drawn, replicas);
}

function manifestsOf(drawn: Drawn, name: string): readonly object[] {
  const { kind, replicas, maxReplicas, surge, recreate, completions, containers, init, claim } = drawn;
  const metadata = { name, namespace: "shop" };
  const container = (cpu: number, index: number) => ({
    name: `c${index}`,
    resources: { requests: { cpu: `${cpu}m` } },
  });
  const pod = { containers: containers.map(container), initContainers: [container(init, 9)] };
  const template = { spec: pod };
  const job = { parallelism: replicas, template, ...(completions === undefined ? {} : { completions }) };
  const scaler = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind, name }, maxReplicas },
  };
  const scalers = maxReplicas === undefined ? [] : [scaler];
  const rollingUpdate = surge === undefined ? {} : { rollingUpdate: { maxSurge: surge } };
  switch (kind) {
    case "Pod":
      return [{ apiVersion: "v1", kind, metadata, spec: pod }];
    case "Job":
      return [{ apiVersion: "batch/v1", kind, metadata, spec: job }];
    case "CronJob":
      return [{ apiVersion: "batch/v1", kind, metadata, spec: { jobTemplate: { spec: job } } }];
    case "DaemonSet":
      return [{ apiVersion: "apps/v1", kind, metadata, spec: { template } }];
    case "StatefulSet": {
      const volumeClaimTemplates = [
        { metadata: { name: "data" }, spec: { resources: { requests: { storage: `${claim}Gi` } } } },
      ];
      return [
        { apiVersion: "apps/v1", kind, metadata, spec: { replicas, template, volumeClaimTemplates } },
        ...scalers,
      ];
    }
    case "Deployment": {
      const strategy = recreate ? { type: "Recreate" } : { type: "RollingUpdate", ...rollingUpdate };
      return [{ apiVersion: "apps/v1", kind, metadata, spec: { replicas, strategy, template } }, ...scalers];
    }
  }
}

const workloads: fc.Arbitrary<readonly Workload[]> = fc.array(workload, { minLength: 1, maxLength: 6 }).map((drawn) =>
  drawn.map((each, index) => ({
    manifests: manifestsOf(each, `w${index}`),
    pods: podsOf(each),
    cpu: Math.max(
      each.init,
      each.containers.reduce((sum, cpu) => sum + cpu, 0),
    ),
    storage: each.kind === "StatefulSet" ? podsOf(each) * each.claim : 0,
  })),
);

function verdict(hard: object, ...objects: readonly object[]) {
  return verdictOf(quotaFit, programOf({ objects: [quotaOf(hard), ...objects], config: { "quota-fit": { nodes } } }));
}

describe("a quota", () => {
  it("is large enough if and only if it holds what all workloads come to at their maximum", () => {
    fc.assert(
      fc.property(workloads, (all) => {
        const sum = (amount: (each: Workload) => number): number =>
          all.map(amount).reduce((one, other) => one + other, 0);
        const cpu = sum((each) => each.pods * each.cpu);
        const pods = sum((each) => each.pods);
        const storage = sum((each) => each.storage);
        const objects = all.flatMap((each) => each.manifests);
        const exact = { "requests.cpu": `${cpu}m`, pods: String(pods), "requests.storage": `${storage}Gi` };
        assert.deepEqual(verdict(exact, ...objects), { outcome: "pass", faults: [] });
        if (cpu > 0) assert.equal(verdict({ ...exact, cpu: `${cpu - 1}m` }, ...objects).faults.length, 1);
        if (pods > 0) assert.equal(verdict({ ...exact, pods: pods - 1 }, ...objects).faults.length, 1);
        if (storage > 0) {
          const less = verdict({ ...exact, "requests.storage": `${storage * 1024 - 1}Mi` }, ...objects);
          assert.equal(less.faults.length, 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
