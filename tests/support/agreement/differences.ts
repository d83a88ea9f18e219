import * as harms from "./harms";
import type { Harm } from "./harms";
import type { Subject } from "./mutation";

/** Mutations on which Kubernetes and a pack do not agree. */
export interface Difference {
  readonly subject: Subject;
  /** The policies that refuse what Kubernetes accepts; none where it is Kubernetes that refuses. */
  readonly policies: readonly string[];
  /** Why the other side has nothing against it. */
  readonly reason: string;
  /** What the policies are for. */
  readonly harm?: Harm;
  readonly titles: readonly string[];
}

/** Every difference there is. Most are rules for survival, of which Kubernetes has no opinion. */
export const differences: readonly Difference[] = [
  {
    subject: "pod-security",
    policies: ["namespace-levels"],
    reason: "A namespace without a level takes any pod.",
    harm: harms.admitsGainOfPrivileges,
    titles: ["a namespace without the level"],
  },
  {
    subject: "pod-security",
    policies: ["exemption-ledger"],
    reason: "Kubernetes takes any level and asks nobody why.",
    harm: harms.admitsGainOfPrivileges,
    titles: ["a lower level without an exemption"],
  },
  {
    subject: "pod-security",
    policies: ["exemption-entries"],
    reason: "To Kubernetes a level has no end.",
    harm: harms.admitsGainOfPrivileges,
    titles: ["an exemption that is over"],
  },
  {
    subject: "pod-security",
    policies: ["needless-exemptions"],
    reason: "To Kubernetes a level needs no workload.",
    harm: harms.admitsGainOfPrivileges,
    titles: ["an exemption that nothing needs"],
  },
  {
    subject: "limits",
    policies: ["namespace-limits"],
    reason: "A namespace need not have a LimitRange.",
    harm: harms.refusesBareContainers,
    titles: ["no LimitRange at all"],
  },
  {
    subject: "limits",
    policies: ["container-resources", "namespace-limits", "namespace-quota"],
    reason: "A container need not have requests and limits.",
    harm: harms.bestEffort,
    titles: ["a container without resources where nothing fills them in and no quota counts them"],
  },
  {
    subject: "quotas",
    policies: ["namespace-quota"],
    reason: "A namespace need not have a quota, nor a quota every key.",
    harm: harms.takesTheCluster,
    titles: ["no quota at all", "a quota that leaves cpu open"],
  },
  {
    subject: "quotas",
    policies: ["quota-fit"],
    reason: "A rollout that may also take pods away goes on without those that it was to add.",
    harm: harms.surgeRefused,
    titles: ["cpu for the replicas of a rollout that could do without its surge"],
  },
  {
    subject: "quotas",
    policies: ["quota-fit"],
    reason: "Old revisions are kept one by one, and the quota is full only after many rollouts.",
    harm: harms.revisionRefused,
    titles: ["a quota that holds the revisions of one rollout alone"],
  },
  {
    subject: "quotas",
    policies: ["quota-fit"],
    reason: "A quota does not count itself while it is made.",
    harm: harms.overdrawn,
    titles: ["a quota that allows no quota"],
  },
  {
    subject: "spread",
    policies: ["zone-spread"],
    reason: "The scheduler puts pods where there is room.",
    harm: harms.piledUp,
    titles: [
      "no constraint over zones",
      "no constraint at all",
      "zones that need not be even",
      "a zone that may hold two pods more",
      "a constraint that selects nothing",
      "a constraint without a selector",
      "a StatefulSet without a constraint over zones",
    ],
  },
  {
    subject: "spread",
    policies: ["rollout-spread"],
    reason: "The scheduler counts every pod that a constraint selects, and moves none.",
    harm: harms.unevenAfterRollouts,
    titles: ["zones that count the old revision"],
  },
  {
    subject: "spread",
    policies: ["node-spread"],
    reason: "The scheduler prefers the emptiest node.",
    harm: harms.sharedNodes,
    titles: ["nothing that spreads over nodes", "a spread over nodes that selects nothing"],
  },
  {
    subject: "spread",
    policies: ["disruption-budget"],
    reason: "Pods need no budget.",
    harm: harms.drainTakesAll,
    titles: ["no budget", "a budget of other pods"],
  },
  {
    subject: "spread",
    policies: ["disruption-budget"],
    reason: "Two budgets may select one pod.",
    harm: harms.drainTakesNone,
    titles: ["two budgets"],
  },
  {
    subject: "spread",
    policies: ["drainable"],
    reason: "A budget may keep every pod.",
    harm: harms.drainTakesNone,
    titles: [
      "a budget of all pods",
      "a budget of all pods in percent",
      "a budget that lets none go",
      "a budget without a number",
    ],
  },
  {
    subject: "spread",
    policies: [],
    reason: "A program does not show the nodes: labels that the setting `pools` names of none are taken to be there.",
    titles: ["a further constraint over a label that no node has", "nodes with a label that no node has"],
  },
];

/** Mutations that both accept, the pack with a warning, and what it warns of. */
export const warnings: readonly { readonly title: string; readonly policy: string; readonly harm: Harm }[] = [
  { title: "zones that count drained nodes", policy: "drained-nodes", harm: harms.waitsForDrainedNodes },
];
