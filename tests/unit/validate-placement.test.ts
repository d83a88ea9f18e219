import { deployed, judges, node, threeNodes } from "../support/validate";

describe("validate: the spread of workloads", () => {
  const six = [...threeNodes, node("n4", "a"), node("n5", "b"), node("n6", "c")];
  const pinned = { template: { metadata: {}, spec: { nodeSelector: { disk: "fast" } } } };
  const tainted = node("n3", "c", { spec: { taints: [{ key: "gpu", effect: "NoSchedule" }] } });
  judges("spread", [
    {
      rule: "passes with one pod in each zone",
      read: { ...deployed(["n1", "n2", "n3"]), nodes: threeNodes },
      status: "pass",
      evidence: /^1\/1 workload/,
    },
    {
      rule: "passes with two pods in three zones",
      read: { ...deployed(["n1", "n2"]), nodes: threeNodes },
      status: "pass",
    },
    {
      rule: "fails on a skew of two, and says the numbers",
      read: { ...deployed(["n1", "n4"]), nodes: six },
      status: "fail",
      finding: /pods per zone a 2, b 0, c 0: skew 2/,
      command: /^kubectl get pods -n shop -l app=web -o wide$/,
    },
    {
      rule: "fails on two pods on one node while others are free",
      read: { ...deployed(["n1", "n1", "n2", "n3"]), nodes: six },
      status: "fail",
      finding: /2 pods on n1, while 6 nodes would take them/,
    },
    {
      rule: "takes two pods on a node when there are no more nodes",
      read: { ...deployed(["n1", "n1", "n2", "n3"]), nodes: threeNodes },
      status: "pass",
    },
    {
      rule: "counts no zone that a node selector leaves out",
      read: {
        ...deployed(["n1", "n1"], {}, pinned),
        nodes: [
          node("n1", "a", { metadata: { name: "n1", labels: { disk: "fast", "topology.kubernetes.io/zone": "a" } } }),
          node("n2", "b"),
        ],
      },
      status: "pass",
    },
    {
      rule: "counts no zone whose taint keeps its pods out",
      read: { ...deployed(["n1", "n2", "n1", "n2"]), nodes: [node("n1", "a"), node("n2", "b"), tainted] },
      status: "pass",
    },
    { rule: "leaves single pods alone", read: { ...deployed(["n1"]), nodes: six }, status: "pass", evidence: /^0\/0/ },
  ]);
});

describe("validate: disruption budgets", () => {
  const budget = (name: string, allowed: number, healthy = 2): object => ({
    metadata: { name, namespace: "shop" },
    spec: { selector: { matchLabels: { app: "web" } } },
    status: { currentHealthy: healthy, expectedPods: 2, disruptionsAllowed: allowed },
  });
  const two = deployed(["n1", "n2"]);
  judges("disruption-budgets", [
    {
      rule: "pass when one covers the workload",
      read: { ...two, disruptionBudgets: [budget("web", 1)] },
      status: "pass",
      evidence: /^1\/1 workload/,
    },
    {
      rule: "are missed where there are two pods",
      read: two,
      status: "fail",
      finding: /2 pods and no budget/,
      command: /^kubectl get poddisruptionbudgets -n shop$/,
    },
    {
      rule: "of another namespace cover nothing",
      read: { ...two, disruptionBudgets: [{ ...budget("web", 1), metadata: { name: "web", namespace: "other" } }] },
      status: "fail",
      finding: /no budget/,
    },
    { rule: "are not missed where there is one pod", read: deployed(["n1"]), status: "pass" },
    {
      rule: "that allow nothing while all is healthy block drains",
      read: { ...two, disruptionBudgets: [budget("web", 0)] },
      status: "fail",
      finding: /shop\/web allows 0 disruptions with 2 of 2 pods healthy/,
      command: /^kubectl describe poddisruptionbudget -n shop web$/,
    },
    {
      rule: "may allow nothing while a pod is missing",
      read: { ...two, disruptionBudgets: [budget("web", 0, 1)] },
      status: "pass",
    },
    {
      rule: "must not be two of one workload",
      read: { ...two, disruptionBudgets: [budget("a", 1), budget("b", 1)] },
      status: "fail",
      finding: /2 budgets \(a, b\)/,
    },
  ]);
});
