import assert from "node:assert/strict";
import { lacking } from "../../operations/drill/ready";
import { ignoredObjects, sortOut } from "../../operations/drill/record/ignored";
import { computedKinds, inVersionsOf, recordedKinds } from "../../operations/drill/record/live";
import type { ServedKind } from "../../operations/drill/cluster/kinds";
import { idOf, type KubernetesObject } from "../../operations/drill/objects";
import { controlledBy, object } from "../support/drill";

describe("drill: what is recorded", () => {
  const selecting = object("Service", "web", { spec: { selector: { app: "web" } } });
  const account = object("ServiceAccount", "web");
  const token = { type: "kubernetes.io/service-account-token" };
  const managed = { labels: { "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io" } };
  const rows: readonly (readonly [string, KubernetesObject, boolean])[] = [
    ["a Lease", object("Lease", "leader"), false],
    ["a pod of a ReplicaSet", object("Pod", "web-1", {}, controlledBy("ReplicaSet", "web")), false],
    ["a pod of its own", object("Pod", "alone"), true],
    [
      "a pod that belongs to something without being controlled",
      object("Pod", "a", {}, { ownerReferences: [{ kind: "X", name: "x" }] }),
      true,
    ],
    ["a ConfigMap of a controller", object("ConfigMap", "made", {}, controlledBy("Operator", "x")), true],
    ["a Job of a CronJob", object("Job", "nightly-1", {}, controlledBy("CronJob", "nightly")), false],
    ["a Job that is finished", object("Job", "j", { status: { completionTime: "2026-11-24T12:00:00Z" } }), false],
    ["a Job that runs", object("Job", "j", { status: { active: 1 } }), true],
    ["a pod that failed", object("Pod", "p", { status: { phase: "Failed" } }), false],
    ["endpoints of a Service with a selector", object("Endpoints", "web"), false],
    ["endpoints that a person made", object("Endpoints", "outside"), true],
    ["slices of the cluster", object("EndpointSlice", "web-x", {}, managed), false],
    ["slices that a person made", object("EndpointSlice", "outside"), true],
    ["the cluster's certificate", object("ConfigMap", "kube-root-ca.crt"), false],
    ["a token that the cluster made", object("Secret", "web-token-abcde", token), false],
    ["a token that a person asked for", object("Secret", "robot", token), true],
    ["a Secret of that name", object("Secret", "web-token-abcde", { type: "Opaque" }), true],
    [
      "what is excluded by its label",
      object("ConfigMap", "cache", {}, { labels: { "velero.io/exclude-from-backup": "true" } }),
      false,
    ],
    [
      "what that label does not exclude",
      object("ConfigMap", "cache", {}, { labels: { "velero.io/exclude-from-backup": "false" } }),
      true,
    ],
    ["what is being deleted", object("ConfigMap", "old", {}, { deletionTimestamp: "2026-11-24T12:00:00Z" }), false],
    [
      "a snapshot of Velero",
      object("VolumeSnapshot", "velero-x", {}, { labels: { "velero.io/backup-name": "b" } }),
      false,
    ],
    [
      "a snapshot of a person's",
      object("VolumeSnapshot", "before-upgrade", {}, { labels: { "velero.io/restore-name": "r" } }),
      true,
    ],
    ["a default service account", object("ServiceAccount", "default"), true],
  ];
  for (const [what, of, kept] of rows) {
    it(`${kept ? "records" : "passes over"} ${what}`, () => {
      assert.equal(sortOut([selecting, account, of]).kept.includes(of), kept);
    });
  }

  it("has a reason for everything that it passes over", () => {
    for (const { what, reason } of ignoredObjects) assert.ok(what.length > 4 && reason.length > 10, what);
  });

  const kind = (more: Partial<ServedKind>): ServedKind => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    plural: "configmaps",
    group: "",
    versions: ["v1"],
    namespaced: true,
    verbs: ["create", "delete", "get", "list"],
    ...more,
  });

  it("asks for every namespaced kind that can be listed and made", () => {
    const kinds = [
      kind({}),
      kind({ plural: "events" }),
      kind({ plural: "leases" }),
      kind({ plural: "backups", group: "velero.io" }),
      kind({ plural: "nodes", namespaced: false }),
      kind({ plural: "bindings", verbs: ["create"] }),
      kind({ kind: "PodMetrics", plural: "pods", group: "metrics.k8s.io", verbs: ["get", "list"] }),
    ];
    assert.deepEqual(
      recordedKinds(kinds).map(({ plural }) => plural),
      ["configmaps"],
    );
    assert.deepEqual(computedKinds(kinds), ["PodMetrics.metrics.k8s.io"]);
  });

  it("reads in the version that was recorded, where it is served", () => {
    const scaler = kind({
      kind: "HorizontalPodAutoscaler",
      apiVersion: "autoscaling/v2",
      group: "autoscaling",
      versions: ["autoscaling/v2", "autoscaling/v1"],
    });
    const of = (apiVersion: string): KubernetesObject => ({ ...object("HorizontalPodAutoscaler", "web"), apiVersion });
    const versions = ["autoscaling/v1", "autoscaling/v2", "autoscaling/v9"].map(
      (each) => inVersionsOf([scaler], [of(each)])[0]?.apiVersion,
    );
    assert.deepEqual(versions, ["autoscaling/v1", "autoscaling/v2", "autoscaling/v2"]);
  });

  it("names an object alike in every version, and apart from another group's", () => {
    const of = (apiVersion: string): string => idOf({ ...object("Gateway", "g"), apiVersion });
    assert.equal(of("networking.istio.io/v1"), of("networking.istio.io/v1beta1"));
    assert.notEqual(of("networking.istio.io/v1"), of("gateway.networking.k8s.io/v1"));
  });
});

describe("drill: readiness", () => {
  const generation = { generation: 2 };
  const deployment = (status: object, spec: object = { replicas: 2 }): KubernetesObject =>
    object("Deployment", "web", { spec, status }, generation);
  const claim = (phase: string | undefined, storageClassName: string): KubernetesObject =>
    object("PersistentVolumeClaim", "data", { spec: { storageClassName }, status: { phase } });
  const user = object("Pod", "db", {
    spec: { volumes: [{ persistentVolumeClaim: { claimName: "data" } }] },
    status: { phase: "Pending" },
  });
  const rows: readonly (readonly [string, KubernetesObject, string | undefined])[] = [
    ["all pods of a Deployment", deployment({ observedGeneration: 2, availableReplicas: 2 }), undefined],
    ["a pod too few", deployment({ observedGeneration: 2, availableReplicas: 1 }), "1 of 2 pods ready"],
    [
      "a status of before",
      deployment({ observedGeneration: 1, availableReplicas: 2 }),
      "no controller has looked at it yet",
    ],
    ["no replicas asked for", deployment({ observedGeneration: 2 }, { replicas: 0 }), undefined],
    ["one pod where no number is given", deployment({ observedGeneration: 2 }, {}), "0 of 1 pods ready"],
    [
      "a DaemonSet",
      object(
        "DaemonSet",
        "d",
        { status: { observedGeneration: 2, numberReady: 1, desiredNumberScheduled: 3 } },
        generation,
      ),
      "1 of 3 pods ready",
    ],
    [
      "a Job that is complete",
      object("Job", "j", { status: { conditions: [{ type: "Complete", status: "True" }] } }),
      undefined,
    ],
    ["a Job whose pod runs", object("Job", "j", { status: { ready: 1 } }), undefined],
    ["a Job without a pod", object("Job", "j"), "0 of 1 pods run"],
    [
      "a Job that failed",
      object("Job", "j", { status: { conditions: [{ type: "Failed", status: "True" }] } }),
      "failed",
    ],
    ["a Job that is suspended", object("Job", "j", { spec: { suspend: true } }), undefined],
    ["a bound claim", claim("Bound", "fast"), undefined],
    ["a pending claim", claim("Pending", "fast"), "Pending, not bound"],
    ["a claim that nobody has seen", claim(undefined, "fast"), "not yet seen, not bound"],
    ["a claim that waits for its first pod", claim("Pending", "late"), undefined],
    ["a pod that is not ready", object("Pod", "p", { status: { phase: "Running" } }), "Running, not ready"],
    ["what need not become ready", object("ConfigMap", "c"), undefined],
  ];
  for (const [what, of, why] of rows) {
    it(`${why === undefined ? "holds for" : "is not reached by"} ${what}`, () => {
      const found = lacking([of], [of], new Set(["late"]));
      assert.deepEqual(found, why === undefined ? [] : [{ object: idOf(of), why }]);
    });
  }

  it("waits for a claim whose first pod is there", () => {
    const late = claim("Pending", "late");
    assert.equal(lacking([late], [late, user], new Set(["late"])).length, 1);
  });
});
