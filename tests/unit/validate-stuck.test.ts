import assert from "node:assert/strict";
import { before, checkOf, judges, node, pod, snapshotOf } from "../support/validate";

describe("validate: what is stuck", () => {
  const leaving = (conditions: readonly object[]): object => ({
    metadata: { name: "old", deletionTimestamp: before(3) },
    status: { phase: "Terminating", conditions },
  });
  const remaining = { type: "NamespaceFinalizersRemaining", status: "True", message: "example.com/keep in 1 resource" };
  judges("stuck-namespaces", [
    {
      rule: "is nothing in a cluster at rest",
      read: { namespaces: [{ metadata: { name: "shop" } }] },
      status: "pass",
      evidence: /^none$/,
    },
    {
      rule: "is a namespace that a finalizer keeps",
      read: { namespaces: [leaving([remaining])] },
      status: "fail",
      finding: /old is being deleted for 3 h: example\.com\/keep in 1 resource/,
      command: /^kubectl get namespace old -o jsonpath=/,
    },
    {
      rule: "is not yet a namespace that nothing keeps",
      read: { namespaces: [leaving([{ ...remaining, status: "False" }])] },
      status: "warning",
    },
  ]);

  it("is looked for in the named namespaces alone, when there are any", () => {
    const scope = { namespaces: ["shop"], named: ["shop"] };
    const check = checkOf("stuck-namespaces", snapshotOf({ namespaces: [leaving([remaining])] }, { scope }));
    assert.equal(check.status, "pass");
  });

  const claim = (phase: string, storageClassName?: string): object => ({
    metadata: { name: "data", namespace: "shop" },
    spec: { storageClassName, resources: { requests: { storage: "5Gi" } } },
    status: { phase },
  });
  const user = pod({
    on: "n1",
    spec: { containers: [], volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] },
  });
  const lazy = { metadata: { name: "lazy" }, volumeBindingMode: "WaitForFirstConsumer" };
  judges("volume-claims", [
    { rule: "pass when bound", read: { claims: [claim("Bound")] }, status: "pass", evidence: /^1\/1 claim bound$/ },
    {
      rule: "that are pending are named with their size",
      read: { claims: [claim("Pending")] },
      status: "fail",
      finding: /shop\/data \(5Gi\) is Pending$/,
      command: /^kubectl describe pvc -n shop data$/,
    },
    {
      rule: "name a class that does not exist",
      read: { claims: [claim("Pending", "fast")], storageClasses: [lazy] },
      status: "fail",
      finding: /there is no StorageClass fast/,
    },
    {
      rule: "that wait for their first pod are warnings",
      read: { claims: [claim("Pending", "lazy")], storageClasses: [lazy], nodes: [node("n1", "a")] },
      status: "warning",
      finding: /waits for a pod/,
    },
    {
      rule: "that a pod waits for are failures",
      read: { claims: [claim("Pending", "lazy")], storageClasses: [lazy], pods: [user] },
      status: "fail",
      finding: /pod web-1 waits for it/,
    },
    {
      rule: "that lost their volume are failures",
      read: { claims: [claim("Lost")] },
      status: "fail",
      finding: /is Lost/,
    },
  ]);
});
