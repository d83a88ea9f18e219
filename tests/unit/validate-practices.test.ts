import { before, judges, node, type Read } from "../support/validate";

describe("validate: logs", () => {
  const loki = [{ metadata: { name: "loki", namespace: "logs" }, spec: { replicas: 3 }, status: { readyReplicas: 3 } }];
  const config = (text: string): Read => ({
    lokiStatefulSets: loki,
    lokiConfigs: [{ metadata: { name: "loki", namespace: "logs" }, data: { "config.yaml": text } }],
  });
  const kept = (period: string, enabled = true): Read =>
    config(`limits_config: {retention_period: ${period}}\ncompactor: {retention_enabled: ${enabled}}`);
  judges("logs", [
    {
      rule: "pass when kept for 30 days and then deleted",
      read: kept("720h"),
      status: "pass",
      evidence: /^1\/1 part ready; logs kept 720h$/,
    },
    { rule: "pass when kept longer", read: kept("1y"), status: "pass" },
    { rule: "take days", read: kept("30d"), status: "pass" },
    { rule: "are not installed without Loki", read: {}, status: "not installed" },
    {
      rule: "fail when kept for less",
      read: kept("168h"),
      status: "fail",
      finding: /kept 168h, less than 720h/,
      command: /^kubectl get configmap -n logs loki -o yaml$/,
    },
    {
      rule: "fail when none is ever deleted",
      read: kept("720h", false),
      status: "fail",
      finding: /no log is ever deleted/,
    },
    {
      rule: "fail without a period",
      read: config("limits_config: {}\ncompactor: {retention_enabled: true}"),
      status: "fail",
      finding: /kept for ever/,
    },
    {
      rule: "are unknown when the configuration is elsewhere",
      read: { lokiStatefulSets: loki, lokiConfigs: [] },
      status: "unknown",
      finding: /cannot be seen/,
    },
    {
      rule: "fail when a part is not ready",
      read: { ...kept("720h"), lokiStatefulSets: [{ ...loki[0], status: { readyReplicas: 1 } }] },
      status: "fail",
      finding: /loki of Loki is not ready/,
    },
  ]);
});

describe("validate: autoscaling", () => {
  const vertical = (conditions: readonly object[], hours = 10): object => ({
    metadata: { name: "db", namespace: "shop", creationTimestamp: before(hours).toISOString() },
    spec: { targetRef: { kind: "StatefulSet", name: "db" } },
    status: {
      conditions,
      recommendation: { containerRecommendations: [{ containerName: "db", target: { cpu: "250m", memory: "1Gi" } }] },
    },
  });
  judges("vertical-autoscaling", [
    {
      rule: "passes with a recommendation, and says it",
      read: { verticalAutoscalers: [vertical([{ type: "RecommendationProvided", status: "True" }])] },
      status: "pass",
      evidence: /^db \(Recreate\): db cpu 250m memory 1Gi$/,
    },
    { rule: "is not installed where the kind is not known", read: {}, status: "not installed" },
    { rule: "is not installed where nobody uses it", read: { verticalAutoscalers: [] }, status: "not installed" },
    {
      rule: "fails without a recommendation",
      read: { verticalAutoscalers: [vertical([])] },
      status: "fail",
      finding: /shop\/db has no recommendation for StatefulSet db$/,
      command: /^kubectl describe verticalpodautoscalers\.autoscaling\.k8s\.io -n shop db$/,
    },
    {
      rule: "waits half an hour for it",
      read: { verticalAutoscalers: [vertical([], 0.2)] },
      status: "warning",
      finding: /yet$/,
    },
    {
      rule: "fails when it matches no pod",
      read: { verticalAutoscalers: [vertical([{ type: "NoPodsMatched", status: "True", message: "no pods" }])] },
      status: "fail",
      finding: /NoPodsMatched: no pods/,
    },
  ]);

  const of = (name: string, labels: object): object => node(name, "a", { metadata: { name, labels } });
  const pool = (status: string): object => ({
    metadata: { name: "default" },
    status: { conditions: [{ type: "Ready", status, reason: "NodeClassNotReady" }] },
  });
  judges("node-pools", [
    {
      rule: "count nodes by pool and by how they are paid",
      read: {
        nodePools: [pool("True")],
        nodes: [
          of("a", { "karpenter.sh/nodepool": "default", "karpenter.sh/capacity-type": "spot" }),
          of("b", { "eks.amazonaws.com/nodegroup": "system", "eks.amazonaws.com/capacityType": "ON_DEMAND" }),
          of("c", { "cloud.google.com/gke-nodepool": "nap-1", "cloud.google.com/gke-spot": "true" }),
          of("d", { "kubernetes.azure.com/agentpool": "system", "kubernetes.azure.com/scalesetpriority": "spot" }),
          of("e", {}),
        ],
      },
      status: "pass",
      evidence: /^1 NodePool; nodes: default 1, nap-1 1, system 2 \(1 of none\); on-demand 2, spot 3$/,
    },
    { rule: "are not installed where no node names one", read: { nodes: [of("a", {})] }, status: "not installed" },
    {
      rule: "fail when a NodePool is not ready",
      read: { nodePools: [pool("False")] },
      status: "fail",
      finding: /nodepools default is not ready: NodeClassNotReady/,
      command: /^kubectl describe nodepools\.karpenter\.sh default$/,
    },
    {
      rule: "fail when a class of nodes is not ready",
      read: { nodePools: [pool("True")], ec2NodeClasses: [pool("Unknown")] },
      status: "fail",
      finding: /ec2nodeclasses default/,
    },
  ]);
});

describe("validate: costs", () => {
  const slice = (endpoints: readonly object[] | null): object => ({
    metadata: { name: "opencost-x", namespace: "costs", labels: { "kubernetes.io/service-name": "opencost" } },
    endpoints,
  });
  judges("costs", [
    {
      rule: "pass with a ready pod",
      read: { costEndpoints: [slice([{ conditions: { ready: true } }])] },
      status: "pass",
      evidence: /^costs\/opencost: 1 ready$/,
    },
    { rule: "are not installed without a Service", read: { costEndpoints: [] }, status: "not installed" },
    {
      rule: "fail when no pod is ready",
      read: { costEndpoints: [slice([{ conditions: { ready: false } }])] },
      status: "fail",
      finding: /costs\/opencost has no ready pod/,
      command: /^kubectl get endpointslices -n costs -l kubernetes\.io\/service-name=opencost$/,
    },
    {
      rule: "fail when there is no pod",
      read: { costEndpoints: [slice(null)] },
      status: "fail",
      finding: /no ready pod/,
    },
  ]);
});

describe("validate: external secrets", () => {
  const object = (status: string, namespace?: string): object => ({
    metadata: { name: "cloud", namespace },
    status: { conditions: [{ type: "Ready", status, reason: "SecretSyncedError", message: "denied" }] },
  });
  judges("external-secrets", [
    {
      rule: "pass in sync",
      read: { externalSecrets: [object("True", "shop")], clusterSecretStores: [object("True")] },
      status: "pass",
      evidence: /^1\/1 secret in sync from 1 store$/,
    },
    {
      rule: "are not installed where the kind is not known",
      read: {},
      status: "not installed",
      evidence: /^no External/,
    },
    {
      rule: "are not installed where nobody uses them",
      read: { externalSecrets: [], clusterSecretStores: [] },
      status: "not installed",
      evidence: /nobody/,
    },
    {
      rule: "fail out of sync",
      read: { externalSecrets: [object("False", "shop")] },
      status: "fail",
      finding: /shop\/cloud is not ready: SecretSyncedError: denied/,
      command: /^kubectl describe externalsecrets\.external-secrets\.io -n shop cloud$/,
    },
    {
      rule: "fail with a store that cannot be read",
      read: { externalSecrets: [object("True", "shop")], clusterSecretStores: [object("False")] },
      status: "fail",
      finding: /clustersecretstores cloud/,
    },
    {
      rule: "fail when no controller looks at them",
      read: { externalSecrets: [{ metadata: { name: "cloud", namespace: "shop" } }] },
      status: "fail",
      finding: /its controller has not looked at it/,
    },
  ]);
});
