import { judges, pod } from "../support/validate";

describe("validate: network policies", () => {
  const policy = (name: string, spec: object): object => ({
    metadata: { name, namespace: "shop" },
    spec: { podSelector: {}, ...spec },
  });
  const deny = policy("default-deny", { policyTypes: ["Ingress", "Egress"] });
  const ports = (...protocols: readonly string[]): object => ({
    ports: protocols.map((protocol) => ({ port: 53, protocol })),
  });
  const dns = policy("allow-dns", { policyTypes: ["Egress"], egress: [ports("UDP", "TCP")] });
  const own = policy("web", {
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Egress"],
    egress: [ports("UDP", "TCP")],
  });
  judges("network-policies", [
    {
      rule: "pass with default deny and DNS",
      read: { networkPolicies: [deny, dns] },
      status: "pass",
      evidence: /^2 policies in 1 namespace$/,
    },
    {
      rule: "may deny by two policies",
      read: {
        networkPolicies: [
          policy("in", { policyTypes: ["Ingress"] }),
          policy("out", { policyTypes: ["Egress"], egress: [] }),
          dns,
        ],
      },
      status: "pass",
    },
    {
      rule: "are missed where there are none",
      read: { networkPolicies: [] },
      status: "fail",
      finding: /no default deny for ingress and egress among 0 policies/,
      command: /^kubectl get networkpolicies -n shop -o wide$/,
    },
    {
      rule: "do not deny egress by denying ingress",
      read: { networkPolicies: [policy("in", { policyTypes: ["Ingress"] }), dns] },
      status: "fail",
      finding: /no default deny for egress among/,
    },
    {
      rule: "do not deny by default what they allow",
      read: { networkPolicies: [policy("open", { policyTypes: ["Ingress", "Egress"], ingress: [{}] }), dns] },
      status: "fail",
      finding: /for ingress and egress|for ingress among/,
    },
    {
      rule: "do not deny by default for some pods alone",
      read: {
        networkPolicies: [
          policy("web", { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress", "Egress"] }),
          dns,
        ],
      },
      status: "fail",
      finding: /no default deny/,
    },
    {
      rule: "of another namespace do not count",
      read: { networkPolicies: [{ ...deny, metadata: { name: "default-deny", namespace: "other" } }, dns] },
      status: "fail",
      finding: /no default deny/,
    },
    {
      rule: "must let names be resolved",
      read: { networkPolicies: [deny] },
      status: "fail",
      finding: /no DNS \(UDP 53\) for any pod/,
      command: /^kubectl describe networkpolicies -n shop$/,
    },
    {
      rule: "should let names be resolved over TCP",
      read: { networkPolicies: [deny, policy("dns", { policyTypes: ["Egress"], egress: [ports("UDP")] })] },
      status: "warning",
      finding: /no DNS over TCP/,
    },
    { rule: "may allow DNS pod by pod", read: { networkPolicies: [deny, own], pods: [pod()] }, status: "pass" },
    {
      rule: "name the pods that cannot resolve names",
      read: {
        networkPolicies: [deny, own],
        pods: [pod(), pod({ name: "job-1", metadata: { labels: { app: "job" } } })],
      },
      status: "fail",
      finding: /no DNS \(UDP 53\) for job-1/,
    },
    {
      rule: "take a rule without ports for all ports",
      read: { networkPolicies: [deny, policy("all", { policyTypes: ["Egress"], egress: [{ to: [] }] })] },
      status: "pass",
    },
    {
      rule: "take a range of ports that holds 53",
      read: {
        networkPolicies: [
          deny,
          policy("range", {
            policyTypes: ["Egress"],
            egress: [{ ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 1, endPort: 100 })) }],
          }),
        ],
      },
      status: "pass",
    },
  ]);
});
