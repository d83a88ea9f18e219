import assert from "node:assert/strict";
import { itSums, least, object, pod, workloadOf } from "./sums";

describe("a quota of what pods take", () => {
  itSums([
    ["a request that is only a limit counts", "requests.cpu", [pod("web")], "1 (Pod web: 1)"],
    ["cpu is requests.cpu", "cpu", [pod("web")], "1 (Pod web: 1)"],
    [
      "pods are told one by one, the largest first",
      "limits.cpu",
      [pod("a"), pod("b", {}, "2")],
      "3 (Pod b: 2; Pod a: 1)",
    ],
    ["what is alike is told by name", "requests.cpu", [pod("b"), pod("a")], "2 (Pod a: 1; Pod b: 1)"],
    [
      "each pod of a rollout takes the same",
      "requests.cpu",
      [workloadOf("Deployment", { replicas: 2 })],
      "3 (Deployment web: (2 + 1) x 1)",
    ],
    ["objects are told by their number", "pods", [pod("a"), pod("b")], "2 (2 x Pod)"],
    [
      "what other namespaces hold does not count",
      "pods",
      [{ ...pod("a"), metadata: { name: "a", namespace: "b" } }],
      "0",
    ],
    ["a template by itself makes no pod", "pods", [{ ...object("v1", "PodTemplate", "a"), template: pod("a") }], "0"],
    [
      "devices count",
      "requests.nvidia.com/gpu",
      [pod("a", { containers: [{ resources: { limits: { "nvidia.com/gpu": 2 } } }] })],
      "2 (Pod a: 2)",
    ],
    [
      "overhead of the runtime counts",
      "limits.cpu",
      [
        pod("a", { runtimeClassName: "boxed" }),
        {
          apiVersion: "node.k8s.io/v1",
          kind: "RuntimeClass",
          metadata: { name: "boxed" },
          overhead: { podFixed: { cpu: "250m" } },
        },
      ],
      "1250m (Pod a: 1250m)",
    ],
    [
      "what a pod sets as a whole counts instead",
      "requests.cpu",
      [pod("a", { resources: { requests: { cpu: "3" } } })],
      "3 (Pod a: 3)",
    ],
    [
      "a rollout adds what maxSurge says, rounded up",
      "pods",
      [workloadOf("Deployment", { replicas: 5, strategy: { rollingUpdate: { maxSurge: "30%" } } })],
      "7 (Deployment web: 5 + 2)",
    ],
    [
      "a rollout adds no more than there are replicas",
      "pods",
      [workloadOf("Deployment", { replicas: 1, strategy: { rollingUpdate: { maxSurge: 3 } } })],
      "2 (Deployment web: 1 + 1)",
    ],
    [
      "a DaemonSet may surge, too",
      "pods",
      [workloadOf("DaemonSet", { updateStrategy: { rollingUpdate: { maxSurge: "10%" } } })],
      "4 (DaemonSet web: 3 + 1)",
    ],
    [
      "a DaemonSet whose pods are replaced by hand does not surge",
      "pods",
      [workloadOf("DaemonSet", { updateStrategy: { type: "OnDelete", rollingUpdate: { maxSurge: 1 } } })],
      "3 (DaemonSet web: 3)",
    ],
    [
      "both colors of a Rollout count",
      "pods",
      [workloadOf("Rollout", { replicas: 2, strategy: { blueGreen: {} } }, "argoproj.io/v1alpha1")],
      "4 (Rollout web: 2 + 2)",
    ],
    [
      "a canary counts as its surge",
      "pods",
      [workloadOf("Rollout", { replicas: 4, strategy: { canary: {} } }, "argoproj.io/v1alpha1")],
      "5 (Rollout web: 4 + 1)",
    ],
  ]);

  it("runs of a CronJob that overlap count as configured, where it lets them", () => {
    const cron = (concurrencyPolicy?: string) =>
      object("batch/v1", "CronJob", "a", {
        concurrencyPolicy,
        jobTemplate: { spec: { parallelism: 2, template: {} } },
      });
    assert.equal(least("pods", [cron()], {}, { overlap: 3 }), "6 (CronJob a: 6)");
    assert.equal(least("pods", [cron("Allow")], {}, { overlap: 3 }), "6 (CronJob a: 6)");
    assert.equal(least("pods", [cron("Forbid")], {}, { overlap: 3 }), "2 (CronJob a: 2)");
    assert.equal(least("pods", [cron("Replace")], {}, { overlap: 3 }), "2 (CronJob a: 2)");
  });
});
