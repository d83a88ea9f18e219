import type { V1Node } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { conditionOf, count, saying, tally } from "../objects";
import type { Conditioned, VerticalAutoscaler } from "../read/custom-objects";

/** Nodes come from pools that can make them; pods are told what they need. */
export const autoscalingPractices: readonly Practice[] = [
  { id: "node-pools", title: "Node pools", product: "karpenter", judge: judgePools },
  { id: "vertical-autoscaling", title: "Vertical autoscaling", product: "vpa", judge: judgeVertical },
];

/** Labels by which nodes name their pool, and how they are paid for. */
const poolLabels = [
  "karpenter.sh/nodepool",
  "eks.amazonaws.com/nodegroup",
  "cloud.google.com/gke-nodepool",
  "kubernetes.azure.com/agentpool",
];

const capacityOf = ({ metadata }: V1Node): string => {
  const labels = metadata?.labels ?? {};
  const spot = [
    labels["karpenter.sh/capacity-type"],
    labels["eks.amazonaws.com/capacityType"]?.toLowerCase(),
    labels["kubernetes.azure.com/scalesetpriority"],
    labels["cloud.google.com/gke-spot"] === "true" ? "spot" : undefined,
  ].includes("spot");
  return spot ? "spot" : "on-demand";
};

function judgePools(facts: Facts): Verdict {
  const nodes = facts.list("nodes");
  const parts = [
    ["nodepools.karpenter.sh", facts.list("nodePools")],
    ["ec2nodeclasses.karpenter.k8s.aws", facts.list("ec2NodeClasses")],
    ["aksnodeclasses.karpenter.azure.com", facts.list("aksNodeClasses")],
  ] as const;
  const pooled = nodes.flatMap((node) =>
    poolLabels.flatMap((label) => node.metadata?.labels?.[label] ?? []).slice(0, 1),
  );
  const declared = parts[0][1].length;
  if (pooled.length + declared === 0) return { notInstalled: "no node names a pool, and there is no NodePool" };
  const rest = nodes.length - pooled.length;
  return {
    evidence: [
      ...(declared > 0 ? [count(declared, "NodePool")] : []),
      `nodes: ${tally(pooled) || "none of a pool"}${rest > 0 ? ` (${rest} of none)` : ""}`,
      tally(nodes.map(capacityOf)),
    ].join("; "),
    findings: parts.flatMap(([resource, objects]) => objects.flatMap((each) => readyFindings(resource, each))),
  };
}

/** An object that is not ready by its own word; `resource` as kubectl takes it. */
export function readyFindings(resource: string, { metadata, status }: Conditioned): readonly Finding[] {
  const condition = conditionOf(status?.conditions, "Ready");
  if (condition?.status === "True") return [];
  const place = metadata.namespace === undefined ? "" : ` -n ${metadata.namespace}`;
  const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  return [
    fail(
      `${resource.split(".")[0]} ${name} is not ready: ${saying(condition, "its controller has not looked at it")}`,
      `kubectl describe ${resource}${place} ${metadata.name}`,
    ),
  ];
}

function judgeVertical(facts: Facts): Verdict {
  if (!facts.serves("verticalAutoscalers")) return { notInstalled: "no VerticalPodAutoscaler is known" };
  const all = facts.list("verticalAutoscalers");
  if (all.length === 0) return { notInstalled: "no VerticalPodAutoscaler in the checked namespaces" };
  return {
    evidence: all.map(recommendationOf).join("; "),
    findings: all.flatMap((each) => verticalFindings(each, facts)),
  };
}

function recommendationOf({ metadata, spec, status }: VerticalAutoscaler): string {
  const containers = status?.recommendation?.containerRecommendations ?? [];
  const targets = containers.map(({ containerName, target }) => {
    const amounts = Object.entries(target ?? {}).map(([resource, amount]) => `${resource} ${amount}`);
    return `${containerName ?? "?"} ${amounts.join(" ")}`;
  });
  return `${metadata.name} (${spec.updatePolicy?.updateMode ?? "Recreate"}): ${targets.join(", ") || "no recommendation"}`;
}

/** Time until the first recommendation, in milliseconds. */
const patience = 30 * 60_000;

function verticalFindings({ metadata, spec, status }: VerticalAutoscaler, facts: Facts): readonly Finding[] {
  const name = `${metadata.namespace ?? ""}/${metadata.name}`;
  const command = `kubectl describe verticalpodautoscalers.autoscaling.k8s.io -n ${metadata.namespace ?? ""} ${metadata.name}`;
  const conditions = status?.conditions;
  const obstacle = ["NoPodsMatched", "ConfigUnsupported"]
    .map((type) => conditionOf(conditions, type))
    .find((condition) => condition?.status === "True");
  if (obstacle !== undefined) {
    return [fail(`${name}: ${obstacle.type}: ${saying(obstacle, "")}`, command)];
  }
  if (conditionOf(conditions, "RecommendationProvided")?.status === "True") return [];
  const target = `${spec.targetRef?.kind ?? "?"} ${spec.targetRef?.name ?? "?"}`;
  const state = `${name} has no recommendation for ${target}`;
  return [facts.since(metadata.creationTimestamp) > patience ? fail(state, command) : warning(`${state} yet`, command)];
}
