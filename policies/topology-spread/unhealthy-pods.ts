import { objectPolicy } from "../shared/policy";
import { budgetKind, specOf } from "./budgets";
import { budget, compliant, unrelated, workload } from "./examples";
import { exemptible, isExempt } from "./workloads";
import { isValue } from "./words";

const name = "unhealthy-pods";
const guarding = budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "IfHealthyBudget" });

export const unhealthyPods = objectPolicy({
  name,
  description: "A PodDisruptionBudget lets go of pods that are not healthy, however few are.",
  enforcement: "advisory",
  why: "Advisory, as it matters only where an application fails during a drain, which then never ends.",
  source: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy",
  cure: 'Set unhealthyPodEvictionPolicy to "AlwaysAllow".',
  settings: exemptible,
  judge(subject, _program, { exempt = [] }) {
    if (subject.groupKind !== budgetKind || isExempt(subject, exempt)) return undefined;
    const { unhealthyPodEvictionPolicy: policy } = specOf(subject);
    if (policy === "AlwaysAllow") return [];
    return [{ field: "spec.unhealthyPodEvictionPolicy", must: 'be "AlwaysAllow"', found: isValue(policy) }];
  },
  examples: {
    pass: [compliant],
    fail: [
      {
        title: "a budget that keeps what has failed",
        objects: [workload(), guarding],
        faults: ['spec.unhealthyPodEvictionPolicy must be "AlwaysAllow", but is "IfHealthyBudget"'],
      },
      {
        title: "a budget that does so by default",
        objects: [workload(), budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: null })],
        faults: ['spec.unhealthyPodEvictionPolicy must be "AlwaysAllow", but is missing'],
      },
    ],
    skip: [{ title: "an exempt namespace", objects: [guarding], config: { [name]: { exempt: ["shop"] } } }, unrelated],
  },
});
