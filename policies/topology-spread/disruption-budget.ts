import { through } from "../shared/known";
import { quoted } from "../shared/messages";
import { objectPolicy } from "../shared/policy";
import { budgetKind, picks } from "./budgets";
import { autoscaler, budget, compliant, skippedBy, workload } from "./examples";
import { exemptible, replicatedOf, untilComplete } from "./workloads";

const name = "disruption-budget";

export const disruptionBudget = objectPolicy({
  name,
  description: "One PodDisruptionBudget, and no more than one, picks the pods of a workload that can run two or more.",
  enforcement: "mandatory",
  why: "Mandatory, as without one a drain may take every pod at once, and with two the eviction API refuses them all.",
  source: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  cure: "Keep one PodDisruptionBudget in the namespace of the workload that selects its pods, with maxUnavailable 1.",
  settings: exemptible,
  settled: untilComplete,
  judge(subject, program, { exempt }) {
    const carrier = program.podCarrier(subject);
    if (carrier === undefined || replicatedOf(subject, program, exempt) === undefined) return undefined;
    const budgets = program.ofKind(budgetKind).map((each) => ({
      name: each.name,
      // Undefined when nobody can say.
      picks: subject.attempt(() => through(each, "its budget", () => picks(each, carrier))),
    }));
    const sure = budgets
      .filter((each) => each.picks === true)
      .map((each) => each.name)
      .sort();
    const must = "be picked by exactly one PodDisruptionBudget";
    if (sure.length > 1) return [{ field: "the pods", must, found: `are picked by ${quoted(sure)}` }];
    if (sure.length === 1) return [];
    return budgets.some((each) => each.picks === undefined)
      ? undefined
      : [{ field: "the pods", must, found: "are picked by none" }];
  },
  examples: {
    pass: [compliant],
    fail: [
      {
        title: "three replicas without a budget",
        objects: [workload()],
        faults: ["the pods must be picked by exactly one PodDisruptionBudget, but are picked by none"],
      },
      {
        title: "a budget that selects other pods",
        objects: [
          workload({ replicas: null }),
          autoscaler(2, 3),
          budget({ selector: { matchLabels: { app: "wbe" } } }),
        ],
        faults: ["the pods must be picked by exactly one PodDisruptionBudget, but are picked by none"],
      },
      {
        title: "two budgets for the same pods",
        objects: [workload(), budget(), budget({ minAvailable: 1, selector: {} }, "all")],
        faults: ['the pods must be picked by exactly one PodDisruptionBudget, but are picked by "all" and "web"'],
      },
    ],
    skip: skippedBy(name, [workload()]),
  },
});
