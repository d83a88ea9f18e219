import type { V1PodDisruptionBudget } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict } from "../check";
import type { Facts } from "../facts";
import { count, nameOf, namespaceOf } from "../objects";
import { selects } from "../selectors";
import { display, type Workload, workloadsOf } from "../workloads";

/** A drain takes pods one after the other, and can take them. */
export const disruptionBudgetPractices: readonly Practice[] = [
  { id: "disruption-budgets", title: "Disruption budgets", judge: judgeBudgets },
];

function judgeBudgets(facts: Facts): Verdict {
  const budgets = facts.list("disruptionBudgets");
  const several = workloadsOf(facts).filter(({ kind, desired }) => kind !== "DaemonSet" && desired >= 2);
  const covered = several.filter((each) => budgetsOf(each, budgets).length === 1);
  return {
    evidence: `${covered.length}/${count(several.length, "workload")} of 2 and more pods covered by ${count(budgets.length, "budget")}`,
    findings: [...several.flatMap((each) => coverFindings(each, budgets)), ...budgets.flatMap(blockFindings)],
  };
}

function budgetsOf(
  { namespace, template }: Workload,
  budgets: readonly V1PodDisruptionBudget[],
): readonly V1PodDisruptionBudget[] {
  return budgets.filter(
    (each) => namespaceOf(each) === namespace && selects(each.spec?.selector, template?.metadata?.labels),
  );
}

function coverFindings(workload: Workload, budgets: readonly V1PodDisruptionBudget[]): readonly Finding[] {
  const own = budgetsOf(workload, budgets);
  const command = `kubectl get poddisruptionbudgets -n ${workload.namespace}`;
  if (own.length === 0) {
    return [
      fail(`${display(workload)}: ${workload.desired} pods and no budget: a drain may take all at once`, command),
    ];
  }
  if (own.length === 1) return [];
  const names = own.map(nameOf).join(", ");
  return [
    fail(`${display(workload)}: ${own.length} budgets (${names}): the API server then refuses every eviction`, command),
  ];
}

/** A budget that allows nothing while all its pods are healthy never will. */
function blockFindings(budget: V1PodDisruptionBudget): readonly Finding[] {
  const { currentHealthy = 0, expectedPods = 0, disruptionsAllowed = 0 } = budget.status ?? {};
  if (expectedPods === 0 || currentHealthy < expectedPods || disruptionsAllowed >= 1) return [];
  const name = `${namespaceOf(budget)}/${nameOf(budget)}`;
  return [
    fail(
      `budget ${name} allows 0 disruptions with ${currentHealthy} of ${expectedPods} pods healthy: nodes cannot be drained`,
      `kubectl describe poddisruptionbudget -n ${namespaceOf(budget)} ${nameOf(budget)}`,
    ),
  ];
}
