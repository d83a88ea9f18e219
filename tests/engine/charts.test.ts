import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type EventLog, readEvents, type Step } from "../../offline/report/events";
import { offline, type Result, Sandbox } from "../support/offline";

/** A chart with what charts have: objects with and without a namespace, a definition, a Secret, a list, a hook. */
const chart: Readonly<Record<string, string>> = {
  "Chart.yaml": `
apiVersion: v2
name: shop
version: 1.0.0
`,
  "values.yaml": `
image: example/shop:1.0.0
replicas: 2
`,
  "crds/carts.yaml": `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: carts.shop.example }
spec:
  group: shop.example
  scope: Namespaced
  names: { kind: Cart, plural: carts, singular: cart }
  versions: [{ name: v1, served: true, storage: true }]
`,
  "templates/objects.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }}-web }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: {{ .Values.image | quote }} }] }
---
apiVersion: v1
kind: ConfigMapList
items:
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: settings } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: dashboards, namespace: monitoring } }
---
apiVersion: v1
kind: Secret
metadata: { name: password }
stringData: { password: not-to-be-shown }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: {{ .Release.Name }} }
rules: []
---
apiVersion: shop.example/v1
kind: Cart
metadata: { name: first }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migration, annotations: { helm.sh/hook: pre-install } }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: job, image: example/job:1.0.0 }] } } }
`,
};

const program = join(__dirname, "programs", "charted");

describe("a chart", function () {
  this.timeout(600_000);
  const cache = mkdtempSync(join(tmpdir(), "kbp-charts-"));
  const env = { OFFLINE_CHARTS: cache };
  after(() => rmSync(cache, { recursive: true }));

  it("that is not in the cache is counted and named as not rendered, and stops nothing", async () => {
    const { code, output } = await offline(["preview", "--cwd", program], env);
    assert.match(output, /^ {2}not judged: 1 charts not rendered: shop \(shop 1\.0\.0\); `npm run charts`/m);
    assert.match(output, /^ {4}Chart shop +0/m);
    assert.equal(code, 0);
  });

  describe("from the cache", () => {
    const sandbox = new Sandbox(program);
    let result: Result;
    let events: EventLog;

    before(async () => {
      packChart(cache);
      const file = join(sandbox.state, "events.jsonl");
      const pack = join(__dirname, "programs", "guarded", "policies", "images");
      const preview = ["preview", "--stack", "dev", "--event-log", file, "--policy-pack", pack];
      result = await sandbox.pulumi(preview, { ...env, PULUMI_DEBUG_COMMANDS: "true" });
      events = readEvents(file);
    });
    after(() => sandbox.remove());

    const inputsOf = (name: string): Step["inputs"] =>
      events.steps.find((step) => step.name === name)?.inputs ?? assert.fail(`there is no ${name}`);

    it("is rendered to children with the official provider's types and names, without hooks", () => {
      const parent = events.steps.find(({ type }) => type === "kubernetes:helm.sh/v4:Chart")?.urn;
      const children = events.steps.filter((step) => step.parent === parent);
      assert.deepEqual(children.map(({ type, name }) => `${type} ${name}`).sort(), [
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition shop:carts.shop.example",
        "kubernetes:apps/v1:Deployment shop:applications/shop-web",
        "kubernetes:core/v1:ConfigMap shop:applications/settings",
        "kubernetes:core/v1:ConfigMap shop:monitoring/dashboards",
        "kubernetes:core/v1:Secret shop:applications/password",
        "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole shop:shop",
        "kubernetes:shop.example/v1:Cart shop:applications/first",
      ]);
    });

    it("has the program's values laid over its own", () => {
      assert.deepEqual(inputsOf("shop:applications/shop-web"), {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "shop-web", namespace: "applications" },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: "web" } },
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "web", image: "example/shop:latest" }] },
          },
        },
      });
    });

    it("shows no contents of its Secrets", () => {
      assert.match(JSON.stringify(inputsOf("shop:applications/password")["stringData"]), /"\[secret\]"/);
      assert.doesNotMatch(`${JSON.stringify(events)}${result.output}`, /not-to-be-shown/);
    });

    it("is judged by policy packs, object by object", () => {
      assert.deepEqual(
        events.violations.map(({ pack, policy, level, urn }) => [pack, policy, level, urn?.split("::").at(-1)]),
        [["images", "pinned", "mandatory", "shop:applications/shop-web"]],
      );
      assert.notEqual(result.code, 0);
    });
  });
});

/** Writes the chart as `helm package` would. */
function packChart(cache: string): void {
  const folder = mkdtempSync(join(tmpdir(), "kbp-chart-"));
  for (const [path, text] of Object.entries(chart)) {
    mkdirSync(dirname(join(folder, "shop", path)), { recursive: true });
    writeFileSync(join(folder, "shop", path), text.trimStart());
  }
  execFileSync("tar", ["-czf", join(cache, "shop-1.0.0.tgz"), "-C", folder, "shop"]);
  rmSync(folder, { recursive: true });
}
