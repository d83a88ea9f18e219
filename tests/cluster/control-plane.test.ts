import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { statusOf, up } from "../../offline/cluster/lifecycle";
import { defaultNodes } from "../../offline/cluster/nodes";
import { parts } from "../../offline/cluster/parts";
import { processesOf } from "../../offline/cluster/processes";
import { CannotContinue, pinned } from "../../offline/engine/tool";
import { kubeApiServer } from "../../offline/engine/tools";
import { Api } from "../../offline/kubernetes/api";
import { ApiError } from "../../offline/kubernetes/connection";
import { eventually, startCluster, type TestCluster } from "../support/cluster";
import { root } from "../support/offline";

const partNames = parts.map(({ tool }) => tool.name);
const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.reason === "Forbidden";

function kill(cluster: TestCluster, part: string): void {
  const { pid } = statusOf(cluster.folder)?.parts.find(({ name }) => name === part) ?? {};
  assert.ok(pid !== undefined);
  process.kill(pid, "SIGKILL");
}

describe("a local control plane", () => {
  let first: TestCluster;
  let second: TestCluster;

  before(async () => {
    // Both at once: one as the kernel allows it, one without a network namespace.
    [first, second] = await Promise.all([startCluster(), startCluster({ isolated: false })]);
  });
  after(async () => {
    await Promise.all([first.end(), second.end()]);
  });

  it("runs every part", () => {
    for (const { status } of [first, second]) {
      const names = status.parts.map(({ name }) => name).filter((name) => name !== "namespace");
      assert.deepEqual(names, partNames);
    }
  });

  it("says the version that the project pins", async () => {
    const { gitVersion } = JSON.parse(await first.api.text("/version"));
    assert.equal(gitVersion, pinned(kubeApiServer, root));
  });

  it("has its nodes spread over the zones", async () => {
    const zones = (await first.api.list("v1", "Node")).map(
      ({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"],
    );
    assert.deepEqual(
      zones.sort(),
      defaultNodes.zones.flatMap((zone) => [zone, zone, zone]),
    );
  });

  it("stands beside another and shares nothing with it", async () => {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "only-here" } };
    await first.api.apply(namespace, { manager: "test" });
    assert.equal(await second.api.get({ apiVersion: "v1", kind: "Namespace", name: "only-here" }), undefined);
  });

  it("runs pods, ends Jobs well and deletes what is to be deleted", async () => {
    const { api } = second;
    const container = { name: "main", image: "example/image:1" };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "pod", namespace: "default" } };
    const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "job", namespace: "default" } };
    await api.apply({ ...pod, spec: { containers: [container] } }, { manager: "test" });
    const template = { spec: { restartPolicy: "Never", containers: [container] } };
    await api.apply({ ...job, spec: { template } }, { manager: "test" });
    const phase = async (): Promise<unknown> => Object(await api.get({ ...pod, name: "pod" }))["status"]?.phase;
    await eventually("the pod runs", async () => (await phase()) === "Running");
    await eventually("the Job is complete", async () => {
      const found = await api.get({ apiVersion: "batch/v1", kind: "Job", name: "job" });
      return Object(found)["status"]?.succeeded === 1;
    });
    await api.delete({ apiVersion: "v1", kind: "Pod", name: "pod" });
    await eventually("the pod is gone", async () => (await phase()) === undefined);
  });

  it("gives a claim a volume in the zone of its pod, and takes it back", async () => {
    const { api } = second;
    const metadata = { name: "data", namespace: "default" };
    const resources = { requests: { storage: "1Gi" } };
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata };
    await api.apply({ ...claim, spec: { accessModes: ["ReadWriteOnce"], resources } }, { manager: "test" });
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    const containers = [{ name: "main", image: "example/image:1" }];
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "user", namespace: "default" } };
    await api.apply({ ...pod, spec: { containers, volumes } }, { manager: "test" });
    await eventually(
      "the pod runs",
      async () => Object(await api.get({ ...pod, ...pod.metadata }))["status"]?.phase === "Running",
    );
    const [volume] = await api.list("v1", "PersistentVolume");
    assert.match(
      JSON.stringify(volume),
      /"key":"topology.kubernetes.io\/zone","operator":"In","values":\["zone-[abc]"\]/,
    );
    await api.delete({ ...pod, ...pod.metadata });
    await api.delete({ ...claim, ...metadata });
    await eventually("the volume is gone", async () => (await api.list("v1", "PersistentVolume")).length === 0);
  });

  it("gives a Service of type LoadBalancer an address that nobody has", async () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "front", namespace: "default" } };
    const spec = { type: "LoadBalancer", selector: { app: "none" }, ports: [{ port: 443 }] };
    await second.api.apply({ ...service, spec }, { manager: "test" });
    await eventually("it has one", async () => {
      const found = Object(await second.api.get({ ...service, ...service.metadata }));
      return found["status"]?.loadBalancer?.ingress?.[0]?.ip === "192.0.2.1";
    });
  });

  it("is not asked for claims while nothing changes", async () => {
    const asked = async (): Promise<number> => {
      const lists = /^apiserver_request_total\{.*resource="persistentvolumeclaims".*verb="LIST".*\} (\S+)$/gm;
      const counts = [...(await second.api.text("/metrics")).matchAll(lists)].map(([, count]) => Number(count));
      assert.notEqual(counts.length, 0);
      return counts.reduce((sum, count) => sum + count);
    };
    // What the tests before have changed may still be looked at.
    await pause(1000);
    const before = await asked();
    await pause(2000);
    assert.equal(await asked(), before);
  });

  it("admits nobody without a token", async () => {
    const code = await new Promise((resolve, reject) => {
      get(`${first.status.server}/api/v1/namespaces`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once("error", reject);
    });
    assert.equal(code, 403);
  });

  it("lets a viewer read, but no secrets, and change nothing", async () => {
    const viewer = Api.open(first.kubeconfig, "viewer");
    assert.notEqual((await viewer.list("v1", "Pod", "default")).length, undefined);
    await assert.rejects(viewer.list("v1", "Secret", "default"), isForbidden);
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "none", namespace: "default" } };
    await assert.rejects(viewer.apply(configMap, { manager: "test" }), isForbidden);
    viewer.connection.close();
  });

  it("lets an editor change what is in namespaces, but no rights", async () => {
    const editor = Api.open(first.kubeconfig, "editor");
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "some", namespace: "default" } };
    await editor.apply(configMap, { manager: "test" });
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "some" } };
    await assert.rejects(editor.apply({ ...role, rules: [] }, { manager: "test" }), isForbidden);
    editor.connection.close();
  });

  it("writes its secrets where only its user reads them", () => {
    for (const folder of [first.folder, join(first.folder, "pki")]) {
      const { stdout } = spawnSync("find", [folder, "-type", "f", "-perm", "/077", "-name", "*[!g]"], {
        encoding: "utf8",
      });
      const readable = stdout.split("\n").filter((path) => /kubeconfig|\.key|tokens/.test(path));
      assert.deepEqual(readable, []);
    }
  });

  it("is reached from nowhere but this machine", function () {
    if (process.platform !== "linux") this.skip();
    for (const { status, folder } of [first, second]) {
      const addresses = processesOf(status.supervisor, folder).flatMap(listening);
      assert.notEqual(addresses.length, 0);
      assert.deepEqual(
        addresses.filter((address) => address !== loopback),
        [],
      );
    }
  });
});

describe("the end of a local control plane", () => {
  it("leaves no process and no file", async () => {
    const cluster = await startCluster();
    await cluster.end();
    assert.deepEqual(processesOf(cluster.status.supervisor, cluster.folder), []);
    assert.ok(!existsSync(dirname(cluster.folder)));
  });

  it("leaves nothing even when its supervisor was killed", async () => {
    const cluster = await startCluster();
    process.kill(cluster.status.supervisor, "SIGKILL");
    assert.match(statusOf(cluster.folder)?.fault ?? "", /supervisor was killed/);
    await cluster.end();
    assert.deepEqual(processesOf(cluster.status.supervisor, cluster.folder), []);
  });

  it("comes with the end of the process that it was made for", async () => {
    const owner = spawn("sleep", ["600"]);
    const cluster = await startCluster({ until: Number(owner.pid) });
    owner.kill("SIGKILL");
    await eventually("its processes are gone", async () =>
      Promise.resolve(processesOf(cluster.status.supervisor, cluster.folder).length === 0),
    );
    assert.ok(!existsSync(cluster.folder));
    await cluster.end();
  });
});

describe("a part of a local control plane that ends by itself", () => {
  it("is named, with how it ended and the end of its log", async () => {
    const cluster = await startCluster();
    kill(cluster, "kube-scheduler");
    const status = await eventually("it is noticed", async () => {
      const found = statusOf(cluster.folder);
      return Promise.resolve(found?.state === "failed" && found);
    });
    assert.match(
      status.fault ?? "",
      /^kube-scheduler was killed by SIGKILL after [\d.]+ s\. The end of its log:\n {2}\S/,
    );
    await cluster.end();
  });

  it("ends a start, which leaves nothing", async () => {
    const parent = mkdtempSync(join(tmpdir(), "kbp-cluster-"));
    const folder = join(parent, "cluster");
    const definitions = [join(parent, "nowhere")];
    await assert.rejects(
      up({ root, folder, ...defaultNodes, definitions, report: () => undefined }),
      (error) => error instanceof CannotContinue && /did not start.*nowhere/s.test(error.message),
    );
    assert.ok(!existsSync(folder));
    rmSync(parent, { recursive: true });
  });
});

const loopback = "0100007F";

/** Local addresses, as the kernel writes them, on which a process listens in this network namespace. */
function listening(pid: number): string[] {
  const files = `/proc/${pid}/fd`;
  const targets = readdirSync(files).map((file) => {
    try {
      return readlinkSync(join(files, file));
    } catch {
      return "";
    }
  });
  const inodes = new Set(targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]));
  // Not of the process's own namespace: what it opens there nobody reaches.
  const sockets = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8").split("\n").slice(1),
  );
  return sockets.flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === "0A" && inodes.has(inode) ? [local.split(":")[0] ?? ""] : [];
  });
}
