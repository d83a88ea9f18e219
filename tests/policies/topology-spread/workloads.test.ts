import assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import { KubernetesObject } from "../../../policies/shared/objects";
import { knownCarriers } from "../../../policies/shared/pods";
import { Program } from "../../../policies/shared/program";
import { antiAffinity } from "../../../policies/topology-spread/anti-affinity";
import { disruptionBudget } from "../../../policies/topology-spread/disruption-budget";
import { budget, workload } from "../../../policies/topology-spread/examples";
import { rolloutSpread } from "../../../policies/topology-spread/rollout-spread";
import { schedulable } from "../../../policies/topology-spread/schedulable";
import { zoneSpread } from "../../../policies/topology-spread/zone-spread";
import { later, programOf, verdictOf } from "../../support/policies";

const labels = { app: "web" };
const zoneKey = "topology.kubernetes.io/zone";
const hostKey = "kubernetes.io/hostname";
const pod = { metadata: { labels }, spec: { containers: [{ name: "web", image: "example/web:1" }] } };

describe("the workloads that topology-spread judges", () => {
  const outcome = (apiVersion: string, kind: string, spec: object) => {
    const objects = [{ apiVersion, kind, metadata: { name: "web", namespace: "shop" }, spec }];
    return verdictOf(zoneSpread, programOf({ objects })).outcome;
  };
  const several = { replicas: 2, template: pod };

  for (const [apiVersion, kind] of [
    ["apps/v1", "Deployment"],
    ["apps/v1", "StatefulSet"],
    ["apps/v1", "ReplicaSet"],
    ["v1", "ReplicationController"],
    ["argoproj.io/v1alpha1", "Rollout"],
  ] as const) {
    it(`include a ${kind} with two replicas`, () => assert.equal(outcome(apiVersion, kind, several), "fail"));
    it(`do not include a ${kind} with one`, () => assert.equal(outcome(apiVersion, kind, { template: pod }), "skip"));
  }

  it("include a kind that the configuration names", () => {
    const objects = [
      { apiVersion: "apps.kruise.io/v1alpha1", kind: "CloneSet", metadata: { name: "web" }, spec: several },
    ];
    const carriers = [{ kind: "apps.kruise.io/CloneSet", path: "spec.template" }];
    const program = programOf({ objects, config: { "pod-carriers": { carriers } } });
    assert.equal(verdictOf(zoneSpread, program).outcome, "fail");
  });

  it("do not include what ends, what is a single Pod, and what runs on every node", () => {
    const jobTemplate = { spec: { parallelism: 5, template: pod } };
    assert.equal(outcome("batch/v1", "Job", jobTemplate.spec), "skip");
    assert.equal(outcome("batch/v1", "CronJob", { jobTemplate }), "skip");
    assert.equal(outcome("apps/v1", "DaemonSet", { template: pod }), "skip");
    assert.equal(outcome("v1", "Pod", pod.spec), "skip");
  });
});

describe("a rollout whose constraints are judged", () => {
  const withKeys = (matchLabelKeys: readonly string[]) => {
    const constraint = { topologyKey: zoneKey, whenUnsatisfiable: "DoNotSchedule", maxSkew: 1, matchLabelKeys };
    const topologySpreadConstraints = [{ ...constraint, labelSelector: { matchLabels: labels } }];
    const template = { ...pod, spec: { ...pod.spec, topologySpreadConstraints } };
    const metadata = { name: "web", namespace: "shop" };
    const objects = [
      { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", metadata, spec: { replicas: 3, template } },
    ];
    return verdictOf(rolloutSpread, programOf({ objects })).faults;
  };
  it("is told apart by the label that its kind gives to pods", () => {
    assert.deepEqual(withKeys(["rollouts-pod-template-hash"]), []);
    assert.deepEqual(withKeys(["pod-template-hash"]), [
      'topologySpreadConstraints[0].matchLabelKeys must hold "rollouts-pod-template-hash", but does not',
    ]);
  });
});

describe("a term of anti-affinity", () => {
  const namespace = (labels: object) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels } });
  const outcome = (term: object, ...others: readonly object[]) => {
    const terms = [{ topologyKey: hostKey, labelSelector: { matchLabels: labels }, ...term }];
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
    return verdictOf(antiAffinity, programOf({ objects: [workload({ pod: { affinity } }), ...others] })).outcome;
  };
  const table: readonly (readonly [string, object, "pass" | "fail" | "skip"])[] = [
    ["is about pods of its own namespace", {}, "pass"],
    ["is about the namespaces that it lists", { namespaces: ["test", "shop"] }, "pass"],
    ["is not about others than those", { namespaces: ["test"] }, "fail"],
    ["is about every namespace with an empty selector", { namespaceSelector: {} }, "pass"],
    ["is about a namespace with the labels it asks for", { namespaceSelector: { matchLabels: { team: "a" } } }, "pass"],
    ["is not about a namespace with others", { namespaceSelector: { matchLabels: { team: "b" } } }, "fail"],
    [
      "is about a namespace by its name",
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
      "pass",
    ],
    ["is not about pods that it asks to differ", { mismatchLabelKeys: ["app"] }, "fail"],
    ["looks past keys that pods do not have", { mismatchLabelKeys: ["release"] }, "pass"],
    ["is about nothing without a selector", { labelSelector: null }, "fail"],
    ["is about everything with an empty selector", { labelSelector: {} }, "pass"],
  ];
  for (const [title, term, expected] of table) {
    it(title, () => assert.equal(outcome(term, namespace({ team: "a" })), expected));
  }

  it("is left open where the program does not show the namespace whose labels decide", () =>
    assert.equal(outcome({ namespaceSelector: { matchLabels: { team: "a" } } }), "skip"));
  it("is left open where the labels of the namespace are known only after the update", () =>
    assert.equal(outcome({ namespaceSelector: { matchLabels: { team: "a" } } }, namespace({ team: later })), "skip"));
  it("asks for a label that pods are given later without asking for its value", () => {
    const exists = (key: string) => ({ labelSelector: { matchExpressions: [{ key, operator: "Exists" }] } });
    assert.equal(outcome(exists("pod-template-hash")), "pass");
    assert.equal(outcome(exists("controller-revision-hash")), "fail");
    assert.equal(outcome({ labelSelector: { matchLabels: { "pod-template-hash": "1" } } }), "skip");
  });
});

describe("a namespace that is known only after the update", () => {
  /** The objects as the engine shows them while their namespace has no name yet. */
  function programWith(...manifests: readonly object[]): Program {
    const objects = manifests.map((manifest) => {
      const { urn, name, groupKind } = KubernetesObject.of(manifest);
      const type = `kubernetes:${groupKind.replace("/", "/v1:")}`;
      const metadata = { name, namespace: later };
      return new KubernetesObject({ type, urn, name, props: unknownCheckingProxy({ ...manifest, metadata }) });
    });
    return new Program({ objects, carriers: knownCarriers, today: new Date() });
  }
  const other = budget({ selector: { matchLabels: { app: "api" } } }, "api");

  it("leaves open whether a budget picks the pods", () => {
    const program = programWith(workload(), budget());
    assert.equal(verdictOf(disruptionBudget, program).outcome, "skip");
    assert.deepEqual(
      [...(program.objects[0]?.unseen.values() ?? [])],
      [
        "depends on PodDisruptionBudget (namespace known later)/web, whose metadata.namespace is known only after the update",
      ],
    );
  });
  it("does not hide that no budget can pick them", () =>
    assert.equal(verdictOf(disruptionBudget, programWith(workload(), other)).outcome, "fail"));
  it("does not hide how pods are spread", () =>
    assert.equal(verdictOf(zoneSpread, programWith(workload(), budget())).outcome, "pass"));
});

describe("a rollout beside the pods that run", () => {
  const faults = (term: object, replicas: number, strategy?: object) => {
    const terms = [{ topologyKey: zoneKey, labelSelector: { matchLabels: labels }, ...term }];
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
    const objects = [workload({ replicas, spec: { strategy }, pod: { affinity } })];
    return verdictOf(schedulable, programOf({ objects })).faults;
  };
  const at = "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]";
  const missing = (count: number) =>
    `${at} must leave room for 1 more beside ${count} pods, as a rollout takes none away first, but leaves room for 0`;

  it("needs a zone more than there are pods", () => {
    assert.deepEqual(faults({}, 2), []);
    assert.deepEqual(faults({}, 3), [missing(3)]);
  });
  it("needs none where it takes a pod away first", () =>
    assert.deepEqual(faults({}, 3, { rollingUpdate: { maxUnavailable: 1 } }), []));
  it("needs none where pods of the revision before do not count", () =>
    assert.deepEqual(faults({ matchLabelKeys: ["pod-template-hash"] }, 3), []));
});

describe("a rollout whose new pods must be even while old ones hold the nodes", () => {
  const faults = (replicas: number, rollingUpdate: object, term: object = {}) => {
    const terms = [{ topologyKey: hostKey, labelSelector: { matchLabels: labels }, ...term }];
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
    const config = { schedulable: { pools: [{ name: "small", nodes: 3 }] } };
    const objects = [workload({ replicas, spec: { strategy: { rollingUpdate } }, pod: { affinity } })];
    return verdictOf(schedulable, programOf({ objects, config })).faults;
  };
  const oneAway = { maxSurge: 0, maxUnavailable: 1 };
  const oneMore = { maxSurge: 1, maxUnavailable: 0 };
  const stuck = (pods: number, placed: number) => [
    "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0] and topologySpreadConstraints[0] must " +
      `leave room for ${pods} new pods where a rollout takes the old ones of one zone away first, but leaves room for ${placed}`,
  ];

  it("may be stuck when old pods of one zone go first", () => {
    assert.deepEqual(faults(9, oneAway), stuck(9, 1));
    assert.deepEqual(faults(8, oneMore), stuck(8, 1));
  });
  it("ends where enough nodes of every zone are free from the start", () => {
    assert.deepEqual(faults(3, oneAway), []);
    assert.deepEqual(faults(4, oneMore), []);
  });
  it("ends where old pods do not count", () =>
    assert.deepEqual(faults(9, oneAway, { matchLabelKeys: ["pod-template-hash"] }), []));
});
