import assert from "node:assert/strict";
import fc from "fast-check";
import { Guardrails } from "../../components";
import { singletonAnnotation } from "../../components/shared/labels";
import type { Description } from "../../components/shared/workload/contract";
import { workloadFaults } from "../../components/shared/workload/validate";
import { Workload } from "../../components/shared/workload/workload";
import { packs } from "../../policies/documentation";
import { workload } from "../../policies/topology-spread/examples";
import { singletons } from "../../policies/topology-spread/singletons";
import { CrossGuard, type Registration } from "../support/crossguard";
import { anyDescription, sidecar, web } from "../support/descriptions";
import { clusterHandle } from "../support/handles";
import { programOf, verdictOf } from "../support/policies";
import { record } from "../support/record";

/** A quota that no workload of these tests fills. */
const quota = {
  "limits.cpu": "1000",
  "limits.memory": "2000Gi",
  persistentvolumeclaims: "100",
  "requests.cpu": "1000",
  "requests.memory": "2000Gi",
  "requests.storage": "2000Gi",
};

/** What a program registers that has nothing but a namespace and a workload in it. */
async function registered(description: Description): Promise<Registration[]> {
  const { registrations } = await record(() => {
    const cluster = clusterHandle("gke");
    const { namespace, limits } = description;
    new Guardrails("shop", { cluster, namespace, quota, limits });
    new Workload("web", { cluster, ...description });
  });
  return registrations.filter(({ custom }) => custom).map(({ type, name, inputs }) => ({ type, name, inputs }));
}

type Settings = Readonly<Record<string, object>>;

/** The policies that report something, each once, advisory ones and what nobody could judge included. */
async function reporting(resources: readonly Registration[], config: Settings = {}): Promise<readonly string[]> {
  const found = await Promise.all(packs.map((pack) => new CrossGuard(pack, config).run(resources)));
  return [...new Set(found.flat().map(({ policy }) => policy))].sort();
}

describe("what a workload makes", () => {
  const sorts: Readonly<Record<string, (description: Description) => boolean>> = {
    "one pod": ({ replicas }) => replicas === 1,
    "several pods": ({ replicas = 3 }) => typeof replicas === "number" && replicas > 1,
    "an autoscaler": ({ replicas }) => typeof replicas === "object",
    "persistent paths": ({ persistentPaths = {} }) => Object.keys(persistentPaths).length > 0,
    sidecars: ({ sidecars = [] }) => sidecars.length > 0,
    "init containers": ({ initContainers = [] }) => initContainers.length > 0,
    "no port": ({ ports }) => Object.keys(ports).length === 0,
    "limits of its own": ({ limits = {} }) => Object.keys(limits).length > 0,
  };
  const valid = anyDescription.filter((description) => workloadFaults(description).length === 0);

  it("is taken by every policy of every pack, whatever its description", async () => {
    const counts = new Map(Object.keys(sorts).map((sort) => [sort, 0]));
    await fc.assert(
      fc.asyncProperty(valid, async (description) => {
        for (const [sort, is] of Object.entries(sorts)) {
          if (is(description)) counts.set(sort, (counts.get(sort) ?? 0) + 1);
        }
        assert.deepEqual(await reporting(await registered(description)), []);
      }),
      { numRuns: 80 },
    );
    const missing = [...counts].filter(([, count]) => count === 0);
    assert.deepEqual(missing, [], "some sorts of workloads were not tried");
  });

  const fewNodes = { schedulable: { pools: [{ name: "small", nodes: 1 }] } };

  it("finds a node for every pod, and for a rollout, where there are as many nodes as pods", async () => {
    const resources = await registered({ ...web, replicas: 3, nodes: 3 });
    assert.deepEqual(await reporting(resources, fewNodes), []);
  });

  it("finds a node for every pod where there are fewer nodes than pods", async () => {
    const resources = await registered({ ...web, replicas: 6, nodes: 3 });
    assert.deepEqual(await reporting(resources, { ...fewNodes, "anti-affinity": { level: "preferred" } }), []);
  });

  it("would not find one there without being told", async () => {
    const resources = await registered({ ...web, replicas: 6 });
    assert.deepEqual(await reporting(resources, fewNodes), ["schedulable"]);
  });
});

describe("the annotation of a workload that runs one pod", () => {
  const outcome = (annotations: object): string =>
    verdictOf(singletons, programOf({ objects: [workload({ replicas: 1, annotations })] })).outcome;

  it("is the one that the pack topology-spread reads", () => {
    assert.equal(outcome({ [singletonAnnotation]: "keeps its state in memory" }), "pass");
    assert.equal(outcome({}), "fail");
  });
});

/** New values by dotted path below the inputs; undefined takes away. */
type Changes = Readonly<Record<string, unknown>>;

function changed(resources: readonly Registration[], type: string, changes: Changes | undefined): Registration[] {
  if (changes === undefined) return resources.filter((each) => !each.type.endsWith(`:${type}`));
  const copies = structuredClone([...resources]);
  const inputs = copies.find((each) => each.type.endsWith(`:${type}`))?.inputs;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const holder = keys.slice(0, -1).reduce<unknown>((from, key) => Reflect.get(from as object, key), inputs);
    Reflect.set(holder as object, keys.at(-1) ?? "", value);
  }
  return copies;
}

describe("what a workload makes, changed for the worse", () => {
  const pod = "spec.template.spec";
  const constraint = `${pod}.topologySpreadConstraints.0`;
  const context = `${pod}.containers.0.securityContext`;
  const single: Description = { ...web, replicas: 1, singleton: "keeps its state in memory" };
  const scaled: Description = { ...web, replicas: { minimum: 2, maximum: 8 } };
  const stored: Description = {
    ...web,
    persistentPaths: { data: { path: "/data", size: "10Gi", storageClass: "fast" } },
  };
  const beside: Description = { ...web, sidecars: [sidecar("proxy")] };

  const cases: readonly [string, Description, string, Changes | undefined, readonly string[]][] = [
    ["a budget that is gone", web, "PodDisruptionBudget", undefined, ["disruption-budget"]],
    ["a budget that is gone, of scaled pods", scaled, "PodDisruptionBudget", undefined, ["disruption-budget"]],
    [
      "a budget of pods of another name",
      web,
      "PodDisruptionBudget",
      { "spec.selector.matchLabels": { app: "web" } },
      ["disruption-budget"],
    ],
    ["a budget that lets none go", web, "PodDisruptionBudget", { "spec.maxUnavailable": 0 }, ["drainable"]],
    [
      "a budget that keeps what has failed",
      web,
      "PodDisruptionBudget",
      { "spec.unhealthyPodEvictionPolicy": undefined },
      ["unhealthy-pods"],
    ],
    [
      "pods that need not be even",
      web,
      "Deployment",
      { [`${constraint}.whenUnsatisfiable`]: "ScheduleAnyway" },
      ["zone-spread"],
    ],
    ["a skew of two", stored, "StatefulSet", { [`${constraint}.maxSkew`]: 2 }, ["zone-spread"]],
    [
      "a selector of nothing",
      web,
      "Deployment",
      { [`${constraint}.labelSelector.matchLabels`]: { app: "web" } },
      ["zone-spread"],
    ],
    [
      "old pods that count in a rollout",
      web,
      "Deployment",
      { [`${constraint}.matchLabelKeys`]: undefined },
      ["rollout-spread"],
    ],
    [
      "a key that pods of a StatefulSet lack",
      stored,
      "StatefulSet",
      { [`${constraint}.matchLabelKeys`]: ["pod-template-hash"] },
      ["match-label-keys"],
    ],
    [
      "drained nodes that count",
      web,
      "Deployment",
      { [`${constraint}.nodeTaintsPolicy`]: undefined },
      ["drained-nodes"],
    ],
    ["no anti-affinity", scaled, "Deployment", { [`${pod}.affinity`]: undefined }, ["anti-affinity"]],
    [
      "neither anti-affinity nor a spread over nodes",
      web,
      "Deployment",
      {
        [`${pod}.affinity`]: undefined,
        [`${pod}.topologySpreadConstraints.1.topologyKey`]: "topology.kubernetes.io/zone",
      },
      ["anti-affinity", "node-spread"],
    ],
    [
      "anti-affinity over zones that leaves no room",
      { ...web, replicas: 4 },
      "Deployment",
      {
        [`${pod}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0.topologyKey`]:
          "topology.kubernetes.io/zone",
      },
      ["anti-affinity", "schedulable"],
    ],
    ["no reason for one pod", single, "Deployment", { "metadata.annotations": undefined }, ["singletons"]],
    [
      "a reason where there are more",
      web,
      "Deployment",
      { "metadata.annotations": { [singletonAnnotation]: "old" } },
      ["singletons"],
    ],
    ["root", web, "Deployment", { [`${pod}.securityContext.runAsUser`]: 0 }, ["run-as-user"]],
    [
      "a pod that may be root",
      web,
      "Deployment",
      { [`${pod}.securityContext.runAsNonRoot`]: false },
      ["run-as-non-root"],
    ],
    ["capabilities", web, "Deployment", { [`${context}.capabilities`]: undefined }, ["capabilities-restricted"]],
    ["more privileges", web, "Deployment", { [`${context}.allowPrivilegeEscalation`]: true }, ["privilege-escalation"]],
    [
      "a privileged sidecar",
      beside,
      "Deployment",
      { [`${pod}.initContainers.0.securityContext.allowPrivilegeEscalation`]: true },
      ["privilege-escalation"],
    ],
    [
      "any system call",
      web,
      "Deployment",
      { [`${context}.seccompProfile.type`]: "Unconfined" },
      ["seccomp-restricted"],
    ],
    [
      "a folder of the node",
      web,
      "Deployment",
      { [`${pod}.volumes`]: [{ name: "node", hostPath: { path: "/" } }] },
      ["restricted-volumes"],
    ],
    ["a port of the node", web, "Deployment", { [`${pod}.containers.0.ports.0.hostPort`]: 8000 }, ["host-ports"]],
    [
      "a request above its limit",
      web,
      "Deployment",
      { [`${pod}.containers.0.resources.requests.cpu`]: "600m" },
      ["container-resources"],
    ],
    [
      "a request below the minimum",
      beside,
      "Deployment",
      { [`${pod}.initContainers.0.resources.requests.cpu`]: "50m" },
      ["limit-range"],
    ],
    [
      "a claim above the maximum",
      stored,
      "StatefulSet",
      { "spec.volumeClaimTemplates.0.spec.resources.requests.storage": "200Gi" },
      ["limit-range"],
    ],
    ["more pods than the quota holds", scaled, "HorizontalPodAutoscaler", { "spec.maxReplicas": 200 }, ["quota-fit"]],
  ];
  for (const [title, description, kind, changes, expected] of cases) {
    it(`is refused: ${title}`, async () =>
      assert.deepEqual(await reporting(changed(await registered(description), kind, changes)), expected));
  }
});
