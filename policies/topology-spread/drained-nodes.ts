import { objectPolicy } from "../shared/policy";
import { countsOwnPods, eachHardConstraint } from "./constraints";
import { budget, compliant, skippedBy, workload, zoneSpread } from "./examples";
import { exemptible, replicatedOf, untilComplete } from "./workloads";
import { isValue } from "./words";

const name = "drained-nodes";
const { nodeTaintsPolicy: _, ...countsDrained } = zoneSpread;
const held = workload({ pod: { topologySpreadConstraints: [countsDrained] } });

export const drainedNodes = objectPolicy({
  name,
  description: "A zone or a node that is drained does not count as an empty one where pods are spread.",
  enforcement: "advisory",
  why: "Advisory, as pods wait only until the nodes are gone or back; Honor lets them go elsewhere, uneven for a while.",
  source:
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition",
  cure: 'Set nodeTaintsPolicy to "Honor".',
  settings: exemptible,
  settled: untilComplete,
  judge(subject, program, { exempt }) {
    const workload = replicatedOf(subject, program, exempt);
    if (workload === undefined) return undefined;
    return eachHardConstraint(workload, (constraint, at) => {
      const { nodeTaintsPolicy: policy } = constraint;
      if (policy === "Honor" || !countsOwnPods(constraint, workload)) return [];
      return [{ field: `${at}.nodeTaintsPolicy`, must: 'be "Honor"', found: isValue(policy) }];
    });
  },
  examples: {
    pass: [compliant],
    fail: [
      {
        title: "a constraint that counts cordoned nodes",
        objects: [held, budget()],
        faults: ['topologySpreadConstraints[0].nodeTaintsPolicy must be "Honor", but is missing'],
      },
      {
        title: "a constraint that says so",
        objects: [
          workload({ pod: { topologySpreadConstraints: [{ ...zoneSpread, nodeTaintsPolicy: "Ignore" }] } }),
          budget(),
        ],
        faults: ['topologySpreadConstraints[0].nodeTaintsPolicy must be "Honor", but is "Ignore"'],
      },
    ],
    skip: skippedBy(name, [held]),
  },
});
