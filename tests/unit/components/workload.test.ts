import assert from "node:assert/strict";
import type { Description } from "../../../components/shared/workload/contract";
import { selectorLabels, Workload } from "../../../components/shared/workload/workload";
import { clouds } from "../../../components/shared/cloud";
import { web } from "../../support/descriptions";
import { anyHandle, clusterHandle } from "../../support/handles";
import { Options } from "../../support/options";
import { partOf } from "../../support/parts";
import { record, valueOf } from "../../support/record";

const persistentPaths = { data: { path: "/data", size: "10Gi" } };
const scaled: Partial<Description> = { replicas: { minimum: 2, maximum: 9 } };

const make = (part: Partial<Description> = {}): Workload =>
  new Workload("shop-web", { cluster: clusterHandle("eks"), ...web, ...part });

async function made(part: Partial<Description>): Promise<readonly string[]> {
  const { registrations } = await record(() => make(part));
  return registrations.map(({ type, name }) => `${type} ${name}`).filter((each) => / shop-web-/.test(each));
}

const account = "kubernetes:core/v1:ServiceAccount shop-web-service-account";
const deployment = "kubernetes:apps/v1:Deployment shop-web-deployment";
const service = "kubernetes:core/v1:Service shop-web-service";
const budget = "kubernetes:policy/v1:PodDisruptionBudget shop-web-disruption-budget";
const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler shop-web-autoscaler";
const statefulSet = "kubernetes:apps/v1:StatefulSet shop-web-stateful-set";
const headless = "kubernetes:core/v1:Service shop-web-headless-service";

describe("Workload", () => {
  for (const cloud of clouds)
    it(`makes the same objects on ${cloud}, with the provider of the cluster`, async () => {
      const { registrations } = await record(() => new Workload("shop-web", { cluster: anyHandle[cloud](), ...web }));
      const own = registrations.filter((each) => each.name.startsWith("shop-web-"));
      assert.deepEqual(
        own.map((each) => `${each.type} ${each.name}`).sort(),
        [account, deployment, service, budget].sort(),
      );
      for (const each of own) assert.match(each.provider ?? "", /pulumi:providers:kubernetes::kubernetes::/);
    });

  const single: Partial<Description> = { replicas: 1, singleton: "keeps its state in memory" };
  const silent: Partial<Description> = { ports: {}, probes: { readiness: { command: ["/bin/check"] } } };
  const cases: readonly [string, Partial<Description>, readonly string[]][] = [
    ["makes no budget of one pod, which would only stop drains", single, [account, deployment, service]],
    ["makes no Service without ports", silent, [account, deployment, budget]],
    ["makes an autoscaler between bounds", scaled, [account, deployment, service, budget, autoscaler]],
    [
      "makes a StatefulSet where something persists",
      { persistentPaths },
      [account, statefulSet, service, headless, budget],
    ],
    [
      "names the pods of a StatefulSet even without ports",
      { persistentPaths, ...silent },
      [account, statefulSet, headless, budget],
    ],
  ];
  for (const [title, part, expected] of cases)
    it(title, async () => assert.deepEqual([...(await made(part))].sort(), [...expected].sort()));

  it("says how its pods are selected, called and identified, and waits for them", async () => {
    const { result } = await record(() => make({ persistentPaths }));
    assert.deepEqual(result.podLabels, selectorLabels("web"));
    assert.equal(result.serviceName, "web");
    assert.equal(result.serviceAccountName, "web");
    const urns = await Promise.all(result.ready.map(({ urn }) => valueOf(urn)));
    assert.deepEqual(
      urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)),
      ["shop-web-stateful-set", "shop-web-service", "shop-web-headless-service"],
    );
  });

  it("tracks the number of pods only where it stays", async () => {
    const ignored = async (part: Partial<Description>) => (await Options.of(() => make(part), {})).ignored();
    assert.deepEqual(await ignored({}), {});
    assert.deepEqual(await ignored(scaled), { "shop-web-deployment": ["spec.replicas"] });
    assert.deepEqual(await ignored({ ...scaled, persistentPaths }), { "shop-web-stateful-set": ["spec.replicas"] });
  });

  it("makes pods after their account, and removes budget and autoscaler before their pods", async () => {
    const options = await Options.of(() => make(scaled), {});
    assert.deepEqual(await options.before("shop-web-deployment"), ["shop-web-service-account"]);
    assert.deepEqual(await options.before("shop-web-disruption-budget"), ["shop-web-deployment"]);
    assert.deepEqual(await options.before("shop-web-autoscaler"), ["shop-web-deployment"]);
    assert.deepEqual(await options.before("shop-web-service"), []);
  });

  it("makes everything after what the cluster needs first", async () => {
    const options = await Options.of(() => {
      const before = make({ service: "first" });
      const cluster = clusterHandle("eks", { ready: [before] });
      new Workload("late", { cluster, ...web, ...scaled, persistentPaths });
    }, {});
    for (const child of [
      "service-account",
      "stateful-set",
      "service",
      "headless-service",
      "disruption-budget",
      "autoscaler",
    ])
      assert.ok((await options.before(`late-${child}`)).includes("shop-web"), child);
  });

  it("aims at 70 percent of the request where nothing else is said", async () => {
    const { inputs } = (await record(() => make(scaled))).one("kubernetes:autoscaling/v2:HorizontalPodAutoscaler");
    assert.equal(partOf(inputs, "spec.metrics.0.containerResource.target.averageUtilization"), 70);
  });

  it("refuses every fault of a description, together, before it makes anything", async () => {
    const { result, registrations } = await record(() => {
      try {
        make({ service: "Web", image: "web", replicas: 1 });
        return "";
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
    });
    assert.equal(
      result,
      [
        "Workload shop-web has invalid arguments",
        '  service: "Web"; allowed: a DNS label that starts with a letter, at most 52 characters; rename it',
        '  image: "web"; allowed: an image with a tag other than latest, or with a digest; pin it, as in registry/name:TAG',
        "  singleton: allowed: why one pod is all there may be; say it, or run 2 pods or more",
      ].join("\n"),
    );
    assert.deepEqual(
      registrations.filter(({ name }) => name.startsWith("shop-web-")),
      [],
    );
  });
});
