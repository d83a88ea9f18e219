import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { Description, Probe } from "../../../components/shared/workload/contract";
import { podTemplate } from "../../../components/shared/workload/manifests/pod";
import { companion, sidecar, web } from "../../support/descriptions";
import { partOf } from "../../support/parts";
import { valueOf } from "../../support/record";

/** What stands in the pods of the shortest description with some more. */
const podPart = (part: Partial<Description>, path: string): unknown => partOf(podTemplate({ ...web, ...part }), path);
const main = "spec.containers.0";

describe("the probes of a workload", () => {
  const ports = { http: { port: 8000 }, grpc: { port: 9000 } };
  const timing = { periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 };

  const handlers: readonly [string, Probe, object][] = [
    ["ask by HTTP", { path: "/live", port: "http" }, { httpGet: { path: "/live", port: "http" } }],
    ["ask by a connection", { tcp: "http" }, { tcpSocket: { port: "http" } }],
    ["ask by gRPC, for which the kubelet wants a number", { grpc: "grpc" }, { grpc: { port: 9000 } }],
    ["ask by a command", { command: ["/bin/check", "-q"] }, { exec: { command: ["/bin/check", "-q"] } }],
  ];
  for (const [title, readiness, expected] of handlers)
    it(title, () =>
      assert.deepEqual(podPart({ ports, probes: { readiness } }, `${main}.readinessProbe`), {
        ...expected,
        ...timing,
      }),
    );

  it("wait five minutes for a start, and take other timings", () => {
    const startup: Probe = { tcp: "http" };
    const liveness: Probe = { tcp: "http", periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 };
    const probes = { startup, liveness, readiness: startup };
    assert.deepEqual(podPart({ probes }, `${main}.startupProbe`), {
      tcpSocket: { port: "http" },
      ...timing,
      failureThreshold: 30,
    });
    assert.deepEqual(podPart({ probes }, `${main}.livenessProbe`), {
      tcpSocket: { port: "http" },
      periodSeconds: 20,
      timeoutSeconds: 5,
      failureThreshold: 6,
    });
  });
});

describe("the directories of a workload", () => {
  it("are empty ones with an end, and persistent ones, by the names of their volumes", () => {
    const part: Partial<Description> = {
      writablePaths: { tmp: { path: "/tmp" }, cache: { path: "/var/cache", sizeLimit: "1Gi" } },
      persistentPaths: { data: { path: "/data", size: "10Gi" } },
      volumes: [{ name: "settings", configMap: { name: "web" } }],
      volumeMounts: [{ name: "settings", mountPath: "/etc/web", readOnly: true }],
    };
    assert.deepEqual(podPart(part, "spec.volumes"), [
      { name: "cache", emptyDir: { sizeLimit: "1Gi" } },
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
      { name: "settings", configMap: { name: "web" } },
    ]);
    assert.deepEqual(podPart(part, `${main}.volumeMounts`), [
      { name: "cache", mountPath: "/var/cache" },
      { name: "tmp", mountPath: "/tmp" },
      { name: "data", mountPath: "/data" },
      { name: "settings", mountPath: "/etc/web", readOnly: true },
    ]);
  });

  it("may stand in memory", () =>
    assert.deepEqual(podPart({ writablePaths: { run: { path: "/run", inMemory: true } } }, "spec.volumes"), [
      { name: "run", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
    ]));

  it("count where they stand: on the node's disk with 256 MiB for logs, and not in memory", () => {
    const writablePaths = {
      cache: { path: "/var/cache", sizeLimit: "2Gi" },
      run: { path: "/run", sizeLimit: "128Mi", inMemory: true },
    };
    assert.deepEqual(podPart({ writablePaths }, `${main}.resources`), {
      requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "2304Mi" },
      limits: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "2304Mi" },
    });
  });
});

describe("the end of a pod of a workload", () => {
  const cases: readonly [string, Partial<Description>, number, unknown][] = [
    ["lets endpoints forget the pod first", { terminationSeconds: 45 }, 45, 15],
    ["leaves most of a short time to the container", { terminationSeconds: 10 }, 10, 3],
    ["waits no longer where there is more time", { terminationSeconds: 600 }, 600, 15],
    ["waits for nothing where there is no port", { ports: {} }, 45, undefined],
  ];
  for (const [title, part, grace, drain] of cases)
    it(title, () => {
      assert.equal(podPart(part, "spec.terminationGracePeriodSeconds"), grace);
      assert.equal(podPart(part, `${main}.lifecycle.preStop.sleep.seconds`), drain);
    });
});

describe("the environment of a workload", () => {
  it("keeps its order, and takes keys of Secrets without their values", async () => {
    const env = {
      ZONE: "a",
      HOST: pulumi.output("10.0.0.3"),
      TOKEN: { secret: "web", key: "token" },
      ADDRESS: "$(HOST):5432",
    };
    assert.deepEqual(await valueOf(pulumi.output(podPart({ env }, `${main}.env`))), [
      { name: "ZONE", value: "a" },
      { name: "HOST", value: "10.0.0.3" },
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "web", key: "token" } } },
      { name: "ADDRESS", value: "$(HOST):5432" },
    ]);
  });
});

describe("the pods of a workload", () => {
  it("start sidecars before init containers, and take both as they are", () => {
    const [proxy, migrate] = [sidecar("proxy"), companion("migrate")];
    assert.deepEqual(podPart({ initContainers: [migrate], sidecars: [proxy] }, "spec.initContainers"), [
      proxy,
      migrate,
    ]);
  });

  it("get a token only where it is asked for", () =>
    assert.equal(podPart({ mountServiceAccountToken: true }, "spec.automountServiceAccountToken"), true));

  it("run as the user that is asked for", () => {
    for (const key of ["runAsUser", "runAsGroup", "fsGroup"])
      assert.equal(podPart({ runAsUser: 65532 }, `spec.securityContext.${key}`), 65532);
  });

  it("run another program than the image's", () => {
    const part = { command: ["/bin/web"], args: ["serve", "--fast"] };
    assert.deepEqual(podPart(part, `${main}.command`), ["/bin/web"]);
    assert.deepEqual(podPart(part, `${main}.args`), ["serve", "--fast"]);
  });

  it("tell Prometheus what to scrape, beside other annotations", () =>
    assert.deepEqual(podPart({ metrics: { port: "http" }, podAnnotations: { team: "shop" } }, "metadata.annotations"), {
      team: "shop",
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "8000",
      "prometheus.io/path": "/metrics",
    }));

  it("bear more labels beside those by which they are selected", () =>
    assert.deepEqual(podPart({ podLabels: { "azure.workload.identity/use": "true" } }, "metadata.labels"), {
      "azure.workload.identity/use": "true",
      "app.kubernetes.io/name": "web",
      "app.kubernetes.io/instance": "web",
      "app.kubernetes.io/version": "1.4.2",
      "app.kubernetes.io/managed-by": "pulumi",
    }));
});
