import { judges, node, threeNodes } from "../support/validate";

describe("validate: the cluster", () => {
  const versions = (kubeletVersion: string): object => ({
    status: { conditions: [{ type: "Ready", status: "True" }], nodeInfo: { kubeletVersion } },
  });
  judges("api", [
    {
      rule: "passes with its version",
      read: { nodes: threeNodes },
      status: "pass",
      evidence: /^v1\.36\.3 .* v1\.36\.3 3$/,
    },
    {
      rule: "takes a kubelet two minors behind, whatever its cloud appends",
      read: { nodes: [node("n1", "a", versions("v1.34.9-eks-1234"))] },
      status: "pass",
    },
    {
      rule: "warns of a kubelet three minors behind",
      read: { nodes: [node("n1", "a", versions("v1.33.1"))] },
      status: "warning",
      finding: /node n1: kubelet v1\.33\.1/,
    },
    {
      rule: "fails on a kubelet four minors behind",
      read: { nodes: [node("n1", "a", versions("v1.32.1"))] },
      status: "fail",
      finding: /more than 3 minors behind/,
      command: /^kubectl get node n1 -o wide$/,
    },
    {
      rule: "fails on a kubelet newer than the API server",
      read: { nodes: [node("n1", "a", versions("v1.37.0"))] },
      status: "fail",
      finding: /must not be newer/,
    },
  ]);
  const unready = { conditions: [{ type: "Ready", status: "Unknown", reason: "NodeStatusUnknown", message: "gone" }] };
  judges("nodes", [
    { rule: "passes when all nodes are ready", read: { nodes: threeNodes }, status: "pass", evidence: /^3\/3 ready$/ },
    {
      rule: "names a node that is not ready with its reason",
      read: { nodes: [...threeNodes, node("n4", "a", { status: unready })] },
      status: "fail",
      evidence: /^3\/4/,
      finding: /n4 is not ready: NodeStatusUnknown: gone/,
      command: /^kubectl describe node n4$/,
    },
    { rule: "fails on a cluster without nodes", read: { nodes: [] }, status: "fail", finding: /no node/ },
    {
      rule: "tells of cordoned nodes",
      read: { nodes: [node("n1", "a", { spec: { unschedulable: true } })] },
      status: "pass",
      evidence: /cordoned: n1/,
    },
    {
      rule: "is unknown without the right to list nodes",
      read: { nodes: "lacks the right" },
      status: "unknown",
      evidence: /lacks the right/,
    },
  ]);
  judges("zones", [
    { rule: "passes with three zones", read: { nodes: threeNodes }, status: "pass", evidence: /^a 1, b 1, c 1$/ },
    { rule: "warns of two zones", read: { nodes: threeNodes.slice(0, 2) }, status: "warning", finding: /in 2 zones/ },
    {
      rule: "fails on one zone",
      read: { nodes: threeNodes.slice(0, 1) },
      status: "fail",
      finding: /in 1 zone: none may be lost/,
    },
    {
      rule: "counts no zone whose nodes take no pods",
      read: { nodes: [node("n1", "a"), node("n2", "b", { spec: { unschedulable: true } })] },
      status: "fail",
      evidence: /^a 1$/,
    },
    {
      rule: "names nodes without a zone",
      read: { nodes: [...threeNodes, { ...node("n4", "a"), metadata: { name: "n4" } }] },
      status: "fail",
      finding: /without a zone: n4/,
    },
  ]);
});
