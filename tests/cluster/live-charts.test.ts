import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LiveProgram, namespace } from "../support/live";

const ns = "live-charts";

/** A chart whose objects need each other, and which asks what the cluster is. */
const chart: Readonly<Record<string, string>> = {
  "Chart.yaml": `
apiVersion: v2
name: shop
version: 1.0.0
`,
  "crds/carts.yaml": `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: carts.chart.example }
spec:
  group: chart.example
  scope: Namespaced
  names: { kind: Cart, plural: carts }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: integer } } } }
`,
  "templates/objects.yaml": `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: none, volumeMounts: [{ name: scripts, mountPath: /scripts }] }]
      volumes: [{ name: scripts, configMap: { name: cluster, defaultMode: 0555 } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: cluster }
data:
  version: {{ .Capabilities.KubeVersion.Version }}
  hasDeployments: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}
---
apiVersion: chart.example/v1
kind: Cart
metadata: { name: first }
spec: { size: 1 }
`,
};

describe("a chart on a cluster", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-live-charts-"));
  const env = { OFFLINE_CHARTS: folder };
  let live: LiveProgram;
  before(async () => {
    for (const [path, text] of Object.entries(chart)) {
      const file = join(folder, "shop", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    execFileSync("tar", ["-czf", "shop-1.0.0.tgz", "shop"], { cwd: folder });
    live = await LiveProgram.start();
    await live.api.create(namespace(ns), { manager: "hand" });
    live.describe({ charts: { shop: { chart: "shop", version: "1.0.0", namespace: ns } } });
    const { code, output } = await live.run(["up", "--yes", "--skip-preview"], env);
    assert.equal(code, 0, output);
  });
  after(async () => {
    await live.run(["destroy", "--yes", "--skip-preview"], env);
    await live.api.delete({ apiVersion: "v1", kind: "Namespace", name: ns });
    live.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has its objects in its namespace, those of its own kinds too", async () => {
    const cart = await live.api.get({ apiVersion: "chart.example/v1", kind: "Cart", name: "first", namespace: ns });
    assert.deepEqual(cart?.["spec"], { size: 1 });
  });

  it("is told what the cluster is", async () => {
    const { gitVersion } = JSON.parse(await live.api.text("/version"));
    const found = await live.api.get({ apiVersion: "v1", kind: "ConfigMap", name: "cluster", namespace: ns });
    assert.deepEqual(found?.["data"], { version: gitVersion, hasDeployments: "true" });
  });

  it("has not drifted", async () => {
    const args = ["refresh", "--yes", "--skip-preview", "--expect-no-changes"];
    const { code, output } = await live.run(args, env);
    assert.equal(code, 0, output);
  });

  it("goes without a trace", async () => {
    const { code, output } = await live.run(["destroy", "--yes", "--skip-preview"], env);
    assert.equal(code, 0, output);
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "carts.chart.example",
    };
    assert.equal(await live.api.get(definition), undefined);
    assert.deepEqual(await live.api.list("apps/v1", "Deployment", ns), []);
  });

  it("that was not fetched is named", async () => {
    live.describe({ charts: { other: { chart: "other", version: "2.0.0" } } });
    const { code, output } = await live.run(["up", "--yes", "--skip-preview"], env);
    assert.equal(code, 0, output);
    assert.match(output, /other-2\.0\.0\.tgz is missing: its objects are not applied/);
  });
});
