import assert from "node:assert/strict";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { configMap, deployment, described, LiveProgram, namespace, type Program } from "../support/live";

const ns = "live-objects";
const get = (kind: string, name: string, apiVersion = "v1") => ({ apiVersion, kind, name, namespace: ns });
const inside = (apiVersion: string, kind: string, name: string, rest: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: ns },
  ...rest,
});

/** Kinds and fields that the API server writes in its own way: quantities, defaults, keys, empty values, base64. */
const varied: readonly KubernetesObject[] = [
  configMap(ns, "settings", { a: "1", b: "1000m" }),
  deployment(ns, "shop", {}, { hostNetwork: false, volumes: [{ name: "scratch", emptyDir: {} }] }),
  inside("v1", "Service", "shop", {
    spec: {
      selector: { app: "shop" },
      ports: [
        { port: 80, name: "a" },
        { port: 443, name: "b" },
      ],
    },
  }),
  inside("policy/v1", "PodDisruptionBudget", "shop", {
    spec: { maxUnavailable: "50%", selector: { matchLabels: { app: "shop" } } },
  }),
  inside("networking.k8s.io/v1", "NetworkPolicy", "shop", {
    spec: {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }],
    },
  }),
  inside("v1", "ResourceQuota", "shop", { spec: { hard: { "requests.cpu": "4000m", pods: 20 } } }),
  inside("v1", "LimitRange", "shop", {
    spec: { limits: [{ type: "Container", default: { cpu: "1.5" }, defaultRequest: { cpu: "0.1" } }] },
  }),
  inside("v1", "ServiceAccount", "shop", { automountServiceAccountToken: false, imagePullSecrets: [] }),
  inside("rbac.authorization.k8s.io/v1", "Role", "shop", {
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  }),
  inside("v1", "PersistentVolumeClaim", "shop", {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
  }),
  inside("autoscaling/v2", "HorizontalPodAutoscaler", "shop", {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "other" },
      maxReplicas: 3,
      metrics: [
        { type: "Resource", resource: { name: "memory", target: { type: "AverageValue", averageValue: "0.5Gi" } } },
      ],
    },
  }),
  inside("apps/v1", "StatefulSet", "store", {
    spec: {
      replicas: 1,
      serviceName: "store",
      selector: { matchLabels: { app: "store" } },
      template: {
        metadata: { labels: { app: "store" } },
        spec: { containers: [{ name: "a", image: "none", args: ["--x=1"] }] },
      },
    },
  }),
  inside("batch/v1", "CronJob", "shop", {
    spec: {
      schedule: "0 3 * * *",
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "none" }] } } },
      },
    },
  }),
];
const secret = inside("v1", "Secret", "keys", { stringData: { password: "hunter22", user: "shop" } });
const program: Program = {
  objects: [
    described(namespace(ns)),
    ...varied.map((object) => described(object, { name: `${object.kind}-${object.metadata.name}`, dependsOn: [ns] })),
    described(secret, { dependsOn: [ns], secrets: ["stringData.password"] }),
  ],
};

describe("Kubernetes objects of a program", () => {
  let live: LiveProgram;
  before(async () => {
    live = await LiveProgram.start();
  });
  after(async () => {
    await live.destroy();
    live.remove();
  });

  it("are made on the cluster, and it is said which", async () => {
    const { code, output } = await live.up(program);
    assert.equal(code, 0, output);
    assert.match(output, /Kubernetes objects are applied to https:\/\/127\.0\.0\.1:\d+ \(KUBECONFIG\)\./);
    assert.equal((await live.api.get(get("Deployment", "shop", "apps/v1")))?.metadata.namespace, ns);
  });

  it("have the live object as outputs, and namespace and name as id", () => {
    const held = live.held("Deployment-shop");
    assert.equal(held?.id, `${ns}/shop`);
    assert.equal(held.outputs["status"] !== undefined, true);
  });

  it("show no secret in the state", () => {
    const state = JSON.stringify(live.state());
    for (const text of ["hunter22", Buffer.from("hunter22").toString("base64")]) assert.ok(!state.includes(text));
    assert.match(JSON.stringify(live.held("keys")?.outputs["data"]), /ciphertext/);
  });

  it("have not drifted, however the API server writes them", async () => {
    const { code, output } = await live.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    assert.equal(code, 0, output);
  });

  it("are not changed by a second update", async () => {
    const { code, output } = await live.up(program, "--expect-no-changes");
    assert.equal(code, 0, output);
  });

  it("show what was changed by hand, what was deleted and what became of a secret", async () => {
    await live.api.merge(get("ConfigMap", "settings"), { data: { a: "2" } });
    await live.api.merge(get("Secret", "keys"), { stringData: { password: "changed" } });
    await live.api.merge(get("NetworkPolicy", "shop", "networking.k8s.io/v1"), {
      spec: { podSelector: { matchLabels: { app: "x" } } },
    });
    await live.api.delete(get("Role", "shop", "rbac.authorization.k8s.io/v1"));
    const { output } = await live.preview(program, "--refresh", "--diff");
    assert.match(output, /ConfigMap: \(update\)[^]*~ a: "2" => "1"/);
    assert.match(output, /Role: \(create\)/);
    assert.match(output, /~ stringData: \[secret\] => \[secret\]/);
    assert.match(output, /NetworkPolicy: \(update\)/);
    assert.match(output, /\+ 1 to create\n\s+~ 3 to update/);
    assert.ok(!output.includes('changed"'));
  });

  it("become what the program says, and keep what others added", async () => {
    await live.api.merge(get("ConfigMap", "settings"), { data: { theirs: "3" } });
    const { objects = [] } = program;
    const without = objects.map((each) =>
      each.name === "ConfigMap-settings"
        ? described(configMap(ns, "settings", { a: "4" }), { name: each.name, dependsOn: [ns] })
        : each,
    );
    const { code, output } = await live.up({ objects: without, provider: { enablePatchForce: true } }, "--refresh");
    assert.equal(code, 0, output);
    assert.deepEqual((await live.api.get(get("ConfigMap", "settings")))?.["data"], { a: "4", theirs: "3" });
    assert.ok(await live.api.get(get("Role", "shop", "rbac.authorization.k8s.io/v1")));
    assert.deepEqual((await live.api.get(get("Secret", "keys")))?.["data"], {
      password: "aHVudGVyMjI=",
      user: "c2hvcA==",
    });
  });

  it("lose a key of a Secret that the program leaves out", async () => {
    const bare = described({ ...secret, stringData: { user: "shop" } }, { dependsOn: [ns] });
    const { code, output } = await live.up({
      objects: [described(namespace(ns)), bare],
      provider: { enablePatchForce: true },
    });
    assert.equal(code, 0, output);
    assert.deepEqual((await live.api.get(get("Secret", "keys")))?.["data"], { user: "c2hvcA==" });
  });

  it("are gone when the program leaves them out", async () => {
    assert.equal(await live.api.get(get("Deployment", "shop", "apps/v1")), undefined);
    assert.deepEqual(await live.api.list("v1", "PersistentVolumeClaim", ns), []);
  });

  it("are gone with the stack", async () => {
    const { code, output } = await live.destroy();
    assert.equal(code, 0, output);
    assert.equal(await live.api.get({ apiVersion: "v1", kind: "Namespace", name: ns }), undefined);
  });

  it("come into the state by import, without what the server says", async () => {
    await live.api.create(namespace("live-imported"), { manager: "hand" });
    await live.api.create(configMap("live-imported", "found", { a: "1" }), { manager: "hand" });
    const args = ["import", "kubernetes:core/v1:ConfigMap", "found", "live-imported/found"];
    const { code, output } = await live.run([...args, "--yes", "--protect=false", "--generate-code=false"]);
    assert.equal(code, 0, output);
    const held = live.held("found");
    const metadata = { name: "found", namespace: "live-imported" };
    assert.deepEqual(held?.inputs, { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } });
  });
});
