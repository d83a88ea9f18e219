import { before, deployed, judges } from "../support/validate";

describe("validate: workloads", () => {
  const refusal = (status: string): object => ({
    conditions: [{ type: "ReplicaFailure", status, reason: "FailedCreate", message: "exceeded quota: quota" }],
  });
  const refused = deployed([], {}, { replicas: 3 });
  const [set] = refused.replicaSets as object[];
  const statefulSet = {
    metadata: { name: "db", namespace: "shop", uid: "db" },
    spec: { replicas: 1 },
    status: { readyReplicas: 0 },
  };
  const event = (message: string, hours: number): object => ({
    involvedObject: { kind: "StatefulSet", uid: "db" },
    message,
    lastTimestamp: before(hours),
  });
  judges("workloads", [
    {
      rule: "pass at their replicas",
      read: deployed(["n1", "n2"]),
      status: "pass",
      evidence: /^1\/1 at their replicas \(Deployment 1\)$/,
    },
    { rule: "pass that are scaled to zero", read: deployed([]), status: "pass" },
    {
      rule: "without pods are found with the API server's refusal",
      read: { ...refused, replicaSets: [{ ...set, spec: { replicas: 3 }, status: refusal("True") }] },
      status: "fail",
      finding: /Deployment shop\/web: 0 of 3 pods ready; refused: exceeded quota: quota/,
      command: /^kubectl describe replicaset -n shop web-5d$/,
    },
    {
      rule: "are not said to be refused when an old ReplicaSet was",
      read: { ...refused, replicaSets: [{ ...set, spec: { replicas: 0 }, status: refusal("True") }] },
      status: "fail",
      finding: /0 of 3 pods ready$/,
      command: /^kubectl describe deployment -n shop web$/,
    },
    {
      rule: "that are StatefulSets show the newest refusal of the events",
      read: { statefulSets: [statefulSet], refusals: [event("old", 2), event("must be at least 100m", 1)] },
      status: "fail",
      finding: /StatefulSet shop\/db: 0 of 1 pods ready; refused: must be at least 100m/,
    },
    {
      rule: "that are StatefulSets and ready again show no old refusal",
      read: { statefulSets: [{ ...statefulSet, status: { readyReplicas: 1 } }], refusals: [event("old", 2)] },
      status: "pass",
    },
    {
      rule: "whose rollout is not done are found",
      read: deployed(["n1", "n2"], { updatedReplicas: 1 }),
      status: "fail",
      finding: /2 of 2 pods ready, but 1 of the newest revision/,
    },
    {
      rule: "that no controller has seen are found",
      read: deployed(["n1"], { observedGeneration: 0 }),
      status: "fail",
      finding: /has not seen its newest form/,
    },
    {
      rule: "that are DaemonSets count the nodes that they are for",
      read: {
        daemonSets: [
          {
            metadata: { name: "agent", namespace: "shop", uid: "agent" },
            status: { desiredNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 3 },
          },
        ],
      },
      status: "fail",
      finding: /DaemonSet shop\/agent: 2 of 3/,
    },
    {
      rule: "are unknown without the right to list events",
      read: { refusals: "lacks the right to list events" },
      status: "unknown",
    },
  ]);

  const job = (name: string, type: string | undefined, more: object = {}): object => ({
    metadata: { name, namespace: "shop", uid: name, creationTimestamp: before(1), ...more },
    status: type === undefined ? { active: 1, failed: 2 } : { conditions: [{ type, status: "True", reason: "Why" }] },
  });
  const nightly = { ownerReferences: [{ uid: "cron", kind: "CronJob", name: "nightly", controller: true }] };
  judges("jobs", [
    { rule: "pass when complete", read: { jobs: [job("a", "Complete")] }, status: "pass", evidence: /^1\/1 complete$/ },
    {
      rule: "that failed are named",
      read: { jobs: [job("a", "Failed")] },
      status: "fail",
      finding: /Job shop\/a failed: Why/,
      command: /^kubectl logs -n shop job\/a/,
    },
    {
      rule: "that try again are warnings",
      read: { jobs: [job("a", undefined)] },
      status: "warning",
      finding: /2 tries failed/,
    },
    {
      rule: "whose pod is refused are found",
      read: {
        jobs: [{ ...job("a", "Suspended"), status: {} }],
        refusals: [
          { involvedObject: { kind: "Job", uid: "a" }, message: "violates PodSecurity", lastTimestamp: before(1) },
        ],
      },
      status: "fail",
      finding: /its pod is refused: violates PodSecurity/,
    },
    {
      rule: "of a CronJob are judged by the newest",
      read: {
        jobs: [job("old", "Failed", { ...nightly, creationTimestamp: before(25) }), job("new", "Complete", nightly)],
      },
      status: "pass",
    },
  ]);
});
