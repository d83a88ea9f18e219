import assert from "node:assert/strict";
import { startCluster, type TestCluster } from "../support/cluster";
import { adopted } from "../support/adopted";
import { TemporaryProject, withoutSettings } from "../support/project";

describe("a destroy that a finalizer holds up, on a real control plane", () => {
  const project = new TemporaryProject();
  const sandbox = project.sandbox();
  const stack = ["--stack", "eks"];
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    namespace: "applications",
    name: "default-deny",
  };
  let cluster: TestCluster;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    cluster = await startCluster();
    env = { KUBECONFIG: cluster.kubeconfig, OFFLINE_DELETE_TIMEOUT: "5" };
    project.write("eks", withoutSettings(adopted("eks"), "applications", "database", "secrets", "backups"));
    await sandbox.succeed(["up", ...stack, "--yes", "--skip-preview"], env);
    await cluster.api.merge(policy, { metadata: { finalizers: ["example.com/hold"] } });
  });
  after(async () => {
    sandbox.remove();
    project.remove();
    await cluster.end();
  });

  it("names the namespace, what is left in it, the finalizer and the cure", async () => {
    const { code, output } = await sandbox.pulumi(["destroy", ...stack, "--yes", "--skip-preview"], env);
    assert.notEqual(code, 0);
    assert.match(output, /Namespace applications is being deleted, but not gone after 5 s/);
    assert.match(output, /NetworkPolicy applications\/default-deny/);
    assert.match(output, /example\.com\/hold/);
    assert.match(
      output,
      /kubectl patch networkpolicy\.networking\.k8s\.io default-deny --namespace applications --type=merge/,
    );
  });

  it("ends once the finalizer is gone", async () => {
    await cluster.api.merge(policy, { metadata: { finalizers: [] } });
    await sandbox.succeed(["destroy", ...stack, "--yes", "--skip-preview"], env);
    assert.equal(await cluster.api.get({ apiVersion: "v1", kind: "Namespace", name: "applications" }), undefined);
    assert.deepEqual(sandbox.exportState("eks").resources, []);
  });
});
