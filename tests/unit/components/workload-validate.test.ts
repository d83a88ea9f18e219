import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { Description } from "../../../components/shared/workload/contract";
import { workloadFaults } from "../../../components/shared/workload/validate";
import { companion, sidecar, web } from "../../support/descriptions";

const faultsOf = (part: Partial<Description>) => workloadFaults({ ...web, ...part });

/** Each description with the paths of its faults. */
function itFinds(cases: readonly (readonly [string, Partial<Description>, readonly string[]])[]): void {
  for (const [title, part, expected] of cases)
    it(title, () =>
      assert.deepEqual(
        faultsOf(part).map(({ path }) => path),
        expected,
      ),
    );
}

describe("checks of a workload's names", () => {
  itFinds([
    ["find nothing wrong with the shortest description", {}, []],
    ["refuse a namespace that is no DNS label", { namespace: "Shop" }, ["namespace"]],
    ["take a service of 52 characters", { service: "a".repeat(52) }, []],
    ["refuse a service of 53, whose revisions no label could name", { service: "a".repeat(53) }, ["service"]],
    ["refuse a service that starts with a digit", { service: "1web" }, ["service"]],
    ["refuse an image without tag", { image: "registry.example:5000/web" }, ["image"]],
    ["refuse the tag latest", { image: "web:latest" }, ["image"]],
    ["refuse an image that is none", { image: "registry.example/Web:1" }, ["image"]],
    ["refuse a digest that is cut off", { image: "web@sha256:abc" }, ["image"]],
    ["take a digest", { image: `web@sha256:${"0".repeat(64)}` }, []],
    ["take the tag latest beside a digest, which decides", { image: `web:latest@sha256:${"0".repeat(64)}` }, []],
    ["refuse an empty command and empty arguments", { command: [], args: [] }, ["command", "args"]],
    ["refuse an application without a name", { partOf: "" }, ["partOf"]],
    [
      "refuse a label that pods are selected by",
      { podLabels: { "app.kubernetes.io/name": "api" } },
      ['podLabels["app.kubernetes.io/name"]'],
    ],
    ["refuse malformed labels", { podLabels: { "a b": "c", team: "a b" } }, ['podLabels["a b"]', "podLabels.team"]],
    ["refuse a malformed key of an annotation", { podAnnotations: { "a b": "c" } }, ['podAnnotations["a b"]']],
  ]);
});

describe("checks of a workload's number of pods", () => {
  const singleton = "keeps its state in memory";
  itFinds([
    ["refuse no pod", { replicas: 0 }, ["replicas"]],
    ["refuse half a pod", { replicas: 2.5 }, ["replicas"]],
    ["refuse one pod without a reason", { replicas: 1 }, ["singleton"]],
    ["refuse one pod with an empty reason", { replicas: 1, singleton: " " }, ["singleton"]],
    ["take one pod with a reason", { replicas: 1, singleton }, []],
    ["refuse a reason where there are more", { replicas: 2, singleton }, ["singleton"]],
    ["refuse a reason beside an autoscaler", { replicas: { minimum: 2, maximum: 3 }, singleton }, ["singleton"]],
    ["refuse an autoscaler that leaves one pod", { replicas: { minimum: 1, maximum: 3 } }, ["replicas.minimum"]],
    ["refuse an autoscaler without room", { replicas: { minimum: 3, maximum: 3 } }, ["replicas.maximum"]],
    [
      "refuse an autoscaler that aims above the request",
      { replicas: { minimum: 2, maximum: 3, cpuPercent: 101 } },
      ["replicas.cpuPercent"],
    ],
    ["refuse no node", { nodes: 0 }, ["nodes"]],
    ["refuse root", { runAsUser: 0 }, ["runAsUser"]],
    ["refuse a user that no system has", { runAsUser: 2 ** 31 }, ["runAsUser"]],
    ["refuse less than 10 seconds to stop", { terminationSeconds: 9 }, ["terminationSeconds"]],
    ["refuse more than 600 seconds to stop", { terminationSeconds: 601 }, ["terminationSeconds"]],
  ]);
});

describe("checks of a workload's ports", () => {
  const readiness = { tcp: "http" };
  const http = { port: 8000 };
  itFinds([
    ["refuse a port that takes a capability", { ports: { http: { port: 80 } } }, ["ports.http.port"]],
    ["refuse a port beyond the last", { ports: { http: { port: 65536 } } }, ["ports.http.port"]],
    ["refuse port 0 of the Service", { ports: { http: { port: 8000, servicePort: 0 } } }, ["ports.http.servicePort"]],
    [
      "refuse a name that is too long",
      { ports: { http, "a-name-too-long1": { port: 8001 } } },
      ["ports.a-name-too-long1"],
    ],
    ["refuse a name without a letter", { ports: { http, "80": { port: 8001 } } }, ['ports["80"]']],
    ["refuse the same port twice", { ports: { http, web: http } }, ["ports.web.port", "ports.web.servicePort"]],
    ["take the same port over TCP and UDP", { ports: { http, dns: { port: 8000, protocol: "UDP" } } }, []],
    [
      "refuse the same port of the Service twice",
      { ports: { http, web: { port: 8001, servicePort: 8000 } } },
      ["ports.web.servicePort"],
    ],
    [
      "refuse a port that a sidecar has",
      { sidecars: [sidecar("proxy", undefined, { ports: [{ containerPort: 8000 }] })] },
      ["sidecars[0].ports"],
    ],
    [
      "refuse a name that a port of a sidecar has",
      { sidecars: [sidecar("proxy", undefined, { ports: [{ name: "http", containerPort: 9000 }] })] },
      ["sidecars[0].ports"],
    ],
    [
      "refuse a probe of a port that is not there",
      { probes: { readiness: { path: "/", port: "web" } } },
      ["probes.readiness.port"],
    ],
    ["refuse a connection to a port that is not there", { ports: {}, probes: { readiness } }, ["probes.readiness.tcp"]],
    [
      "refuse gRPC at a port that is not there",
      { probes: { readiness, liveness: { grpc: "web" } } },
      ["probes.liveness.grpc"],
    ],
    [
      "refuse a path without a slash",
      { probes: { readiness: { path: "ready", port: "http" } } },
      ["probes.readiness.path"],
    ],
    ["refuse a probe by no command", { probes: { readiness, startup: { command: [] } } }, ["probes.startup.command"]],
    [
      "refuse timings that are none",
      { probes: { readiness: { ...readiness, periodSeconds: 0, timeoutSeconds: 1.5, failureThreshold: -1 } } },
      ["probes.readiness.periodSeconds", "probes.readiness.timeoutSeconds", "probes.readiness.failureThreshold"],
    ],
    ["refuse metrics at a port that is not there", { metrics: { port: "metrics" } }, ["metrics.port"]],
    ["refuse a path of metrics without a slash", { metrics: { port: "http", path: "metrics" } }, ["metrics.path"]],
  ]);
});

describe("checks of a workload's environment", () => {
  itFinds([
    ["refuse a variable that starts with a digit", { env: { "1A": "x" } }, ['env["1A"]']],
    ["refuse a Secret that cannot be", { env: { TOKEN: { secret: "Web", key: "token" } } }, ["env.TOKEN.secret"]],
    ["refuse a key that a Secret cannot have", { env: { TOKEN: { secret: "web", key: "a/b" } } }, ["env.TOKEN.key"]],
    [
      "leave alone what is known only later",
      { env: { A: pulumi.output("a"), B: { secret: pulumi.output("web"), key: "b" } } },
      [],
    ],
  ]);
});

describe("checks of a workload's volumes", () => {
  const tmp = { path: "/tmp" };
  itFinds([
    ["refuse a name that is no DNS label", { writablePaths: { Tmp: tmp } }, ["writablePaths.Tmp"]],
    ["refuse a relative path", { writablePaths: { tmp: { path: "tmp" } } }, ["writablePaths.tmp.path"]],
    ["refuse the root, which stays read-only", { writablePaths: { tmp: { path: "/" } } }, ["writablePaths.tmp.path"]],
    ["refuse a path that climbs", { writablePaths: { tmp: { path: "/tmp/../etc" } } }, ["writablePaths.tmp.path"]],
    [
      "refuse a size that is none",
      { writablePaths: { tmp: { ...tmp, sizeLimit: "64MB" } } },
      ["writablePaths.tmp.sizeLimit"],
    ],
    [
      "refuse as much in memory as there is",
      { writablePaths: { tmp: { ...tmp, sizeLimit: "512Mi", inMemory: true } } },
      ["writablePaths"],
    ],
    [
      "refuse a claim below the least of the namespace",
      { persistentPaths: { data: { path: "/data", size: "512Mi" } } },
      ["persistentPaths.data.size"],
    ],
    [
      "refuse a claim above the most of the namespace",
      { persistentPaths: { data: { path: "/data", size: "101Gi" } } },
      ["persistentPaths.data.size"],
    ],
    [
      "take a larger claim where the namespace does",
      {
        persistentPaths: { data: { path: "/data", size: "101Gi" } },
        limits: { persistentVolumeClaim: { max: { storage: "1Ti" } } },
      },
      [],
    ],
    [
      "refuse two volumes of a name",
      { writablePaths: { data: tmp }, persistentPaths: { data: { path: "/data", size: "1Gi" } } },
      ["persistentPaths.data"],
    ],
    ["refuse two volumes in a directory", { writablePaths: { a: tmp, b: tmp } }, ["writablePaths.b.path"]],
    ["refuse a folder of the node", { volumes: [{ name: "node", hostPath: { path: "/" } }] }, ["volumes[0]"]],
    [
      "refuse a claim of the pod, whose size nobody checks",
      { volumes: [{ name: "data", ephemeral: {} }] },
      ["volumes[0]"],
    ],
    ["refuse a volume of nothing", { volumes: [{ name: "data" }] }, ["volumes[0]"]],
    ["refuse a mount of no volume", { volumeMounts: [{ name: "tls", mountPath: "/tls" }] }, ["volumeMounts[0].name"]],
    [
      "refuse a mount of no volume in a sidecar and an init container",
      {
        sidecars: [sidecar("proxy", undefined, { volumeMounts: [{ name: "tls", mountPath: "/tls" }] })],
        initContainers: [companion("wait", undefined, { volumeMounts: [{ name: "tls", mountPath: "/tls" }] })],
      },
      ["sidecars[0].volumeMounts[0].name", "initContainers[0].volumeMounts[0].name"],
    ],
    [
      "take a volume that a sidecar fills",
      {
        volumes: [{ name: "tls", emptyDir: { medium: "Memory" } }],
        volumeMounts: [{ name: "tls", mountPath: "/tls", readOnly: true }],
        sidecars: [sidecar("proxy", undefined, { volumeMounts: [{ name: "tls", mountPath: "/tls" }] })],
      },
      [],
    ],
  ]);
});
