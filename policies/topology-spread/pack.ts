import { pack } from "../shared/pack";
import { antiAffinity } from "./anti-affinity";
import { disruptionBudget } from "./disruption-budget";
import { drainable } from "./drainable";
import { drainedNodes } from "./drained-nodes";
import { matchLabelKeys } from "./match-label-keys";
import { nodeSpread } from "./node-spread";
import { rolloutSpread } from "./rollout-spread";
import { schedulable } from "./schedulable";
import { singletons } from "./singletons";
import { unhealthyPods } from "./unhealthy-pods";
import { zoneSpread } from "./zone-spread";

export const topologySpread = pack({
  name: "topology-spread",
  displayName: "Topology spread",
  description: "Workloads survive the loss of a zone or a node, and let nodes be drained.",
  policies: [
    zoneSpread,
    rolloutSpread,
    matchLabelKeys,
    drainedNodes,
    nodeSpread,
    antiAffinity,
    disruptionBudget,
    drainable,
    unhealthyPods,
    schedulable,
    singletons,
  ],
});
