import assert from "node:assert/strict";
import fc from "fast-check";
import { disruptionBudget } from "../../../components/shared/chart/budget";
import { installChart, type ChartInstallation } from "../../../components/shared/chart/chart";
import {
  type ChartValues,
  mergeValues,
  nodeAntiAffinity,
  restrictedContainer,
  restrictedPod,
  smallResources,
  zoneSpread,
} from "../../../components/shared/chart/values";
import { clouds } from "../../../components/shared/cloud";
import { defaultLimits } from "../../../components/shared/limits";
import { parseQuantity } from "../../../components/shared/quantity";
import { charts } from "../../../components/shared/versions";
import { clusterHandle } from "../../support/handles";
import { Options } from "../../support/options";
import { record } from "../../support/record";
import * as k8s from "@pulumi/kubernetes";

const type = "kubernetes:helm.sh/v4:Chart";

const install = (args: Partial<ChartInstallation> = {}): k8s.helm.v4.Chart =>
  installChart("shop-valkey", {
    cluster: clusterHandle("eks"),
    namespace: "shop",
    chart: "valkey",
    values: { replica: { enabled: true, replicas: 2 }, auth: { enabled: true } },
    ...args,
  });

describe("installing a chart", () => {
  it("pins version and repository, and passes namespace and values on", async () => {
    const chart = (await record(() => install())).one(type, "shop-valkey");
    assert.deepEqual(chart.inputs, {
      chart: "valkey",
      name: "valkey",
      namespace: "shop",
      repositoryOpts: { repo: "https://valkey.io/valkey-helm/" },
      skipCrds: false,
      values: { auth: { enabled: true }, replica: { enabled: true, replicas: 2 } },
      version: charts.valkey.version,
    });
  });

  it("takes another name of the release", async () => {
    const chart = (await record(() => install({ releaseName: "cache" }))).one(type);
    assert.equal(chart.inputs["name"], "cache");
  });

  for (const cloud of clouds)
    it(`waits for the cluster on ${cloud}, and for what its options name beside it`, async () => {
      const options = await Options.of(() => {
        const cluster = clusterHandle(cloud);
        const ready = new k8s.core.v1.Namespace("nodes", {}, { provider: cluster.provider });
        const own = new k8s.core.v1.Namespace("account", {}, { provider: cluster.provider });
        const args = { namespace: "shop", chart: "valkey", values: {} } as const;
        installChart("shop-valkey", { ...args, cluster: { ...cluster, ready: [ready] } }, { dependsOn: own });
      }, {});
      assert.deepEqual([...(await options.before("shop-valkey"))].sort(), ["account", "nodes"]);
    });

  it("uses the provider of the cluster", async () => {
    const options = await Options.of(() => install(), {});
    const { provider } = options.named("shop-valkey");
    assert.ok(provider instanceof k8s.Provider);
  });
});

describe("the table of charts", () => {
  for (const [name, { repository }] of Object.entries(charts))
    it(`fetches ${name} over HTTPS`, () => assert.match(repository, /^https:\/\/[a-z0-9.-]+(\/|$)/));
});

describe("values laid over each other", () => {
  it("are merged key by key, lists are replaced, null stays and what is undefined is left out", () => {
    const base: ChartValues = { b: { y: 1, x: [1, 2] }, a: "below", c: { z: 1 } };
    const layer: ChartValues = { a: undefined, b: { x: [3] }, c: null, d: { e: undefined } };
    assert.deepEqual(mergeValues(base, layer), { a: "below", b: { x: [3], y: 1 }, c: null, d: {} });
  });

  it("replace text by a map and a map by text", () => {
    assert.deepEqual(mergeValues({ a: "text", b: { c: 1 } }, { a: { d: 1 }, b: "text" }), { a: { d: 1 }, b: "text" });
  });

  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const key = fc.constantFrom("a", "b", "c");
  const values = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf)))));

  it("do not depend on the order of keys", () => {
    const reversed = (map: ChartValues): ChartValues => Object.fromEntries(Object.entries(map).reverse());
    fc.assert(
      fc.property(values, values, (one, other) => {
        assert.equal(
          JSON.stringify(mergeValues(one, other)),
          JSON.stringify(mergeValues(reversed(one), reversed(other))),
        );
      }),
    );
  });

  it("are merged in steps as at once, and leave their layers as they were", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const before = JSON.stringify([a, b, c]);
        assert.deepEqual(mergeValues(mergeValues(a, b), c), mergeValues(a, b, c));
        assert.equal(JSON.stringify([a, b, c]), before);
      }),
    );
  });
});

describe("values that many charts take", () => {
  it("name four numbers that the LimitRange of a namespace admits", () => {
    const { requests, limits } = smallResources;
    const { min = {}, max = {}, maxLimitRequestRatio = {} } = defaultLimits.container;
    const number = (text = ""): number => parseQuantity(text) ?? NaN;
    for (const resource of ["cpu", "memory"] as const) {
      assert.ok(number(requests[resource]) >= number(min[resource]), `request of ${resource}`);
      assert.ok(number(limits[resource]) <= number(max[resource]), `limit of ${resource}`);
      const ratio = number(limits[resource]) / number(requests[resource]);
      assert.ok(ratio <= number(maxLimitRequestRatio[resource]), `ratio of ${resource}`);
    }
  });

  it("restrict a container that says everything by itself", () => {
    assert.deepEqual(restrictedContainer(65532), {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  const seccompProfile = { type: "RuntimeDefault" };
  it("restrict a pod, with and without a group of its volumes", () => {
    const user = { runAsNonRoot: true, runAsUser: 1000 };
    assert.deepEqual(restrictedPod(1000), { ...user, seccompProfile });
    assert.deepEqual(restrictedPod(1000, 2000), { ...user, fsGroup: 2000, seccompProfile });
  });

  const spread = {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
  };
  it("spread the pods of a StatefulSet over zones by their labels", () => {
    assert.deepEqual(zoneSpread({ labels: { app: "valkey" }, perRollout: false }), {
      ...spread,
      labelSelector: { matchLabels: { app: "valkey" } },
    });
  });

  it("spread the pods of each rollout of a Deployment, where the chart fills in their labels", () => {
    assert.deepEqual(zoneSpread({ perRollout: true }), { ...spread, matchLabelKeys: ["pod-template-hash"] });
  });

  it("keep pods with the same labels off each other's nodes", () => {
    assert.deepEqual(nodeAntiAffinity({ app: "web" }), {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } },
        ],
      },
    });
  });

  it("let one pod be evicted at a time, and one that is not healthy at any", () => {
    assert.deepEqual(disruptionBudget("shop", "openfga", { app: "openfga" }), {
      metadata: { name: "openfga", namespace: "shop", labels: { "app.kubernetes.io/managed-by": "pulumi" } },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { app: "openfga" } },
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    });
  });
});
