import { objectPolicy } from "../shared/policy";
import { rolloutOf } from "../shared/rollouts";
import { countsOwnPods, eachHardConstraint } from "./constraints";
import { budget, compliant, skippedBy, workload, zoneSpread } from "./examples";
import { exemptible, replicatedOf, revisionLabel, untilComplete } from "./workloads";

const name = "rollout-spread";
const { matchLabelKeys: _, ...countsOldPods } = zoneSpread;
const skewed = { pod: { topologySpreadConstraints: [countsOldPods] } };
const label = JSON.stringify("pod-template-hash");

export const rolloutSpread = objectPolicy({
  name,
  description: "Pods that a rollout is about to remove do not count where the new ones are spread.",
  enforcement: "mandatory",
  why: "Mandatory, as pods that are even while the old ones run are uneven when these are gone, and stay so.",
  source:
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition",
  cure: "Add the label to matchLabelKeys of the constraint.",
  settings: exemptible,
  settled: untilComplete,
  judge(subject, program, { exempt }) {
    const label = revisionLabel[subject.groupKind];
    if (label === undefined) return undefined;
    const workload = replicatedOf(subject, program, exempt);
    // What takes old pods away before it makes new ones never counts both.
    if (workload === undefined || rolloutOf(subject, workload.replicas.max).surge === 0) return undefined;
    return eachHardConstraint(workload, (constraint, at) => {
      const { matchLabelKeys: keys } = constraint;
      if (keys?.includes(label) === true || !countsOwnPods(constraint, workload)) return [];
      const found = keys === undefined ? undefined : "does not";
      return [{ field: `${at}.matchLabelKeys`, must: `hold ${JSON.stringify(label)}`, found }];
    });
  },
  examples: {
    pass: [compliant],
    fail: [
      {
        title: "a Deployment that counts pods of the revision before",
        objects: [workload(skewed), budget()],
        faults: [`topologySpreadConstraints[0].matchLabelKeys must hold ${label}, but is missing`],
      },
    ],
    skip: [
      {
        title: "a StatefulSet, which replaces its pods one by one",
        objects: [workload({ kind: "StatefulSet", ...skewed })],
      },
      {
        title: "a Deployment that removes its pods before it makes new ones",
        objects: [workload({ ...skewed, spec: { strategy: { type: "Recreate" } } })],
      },
      {
        title: "a Deployment that never runs more pods than its replicas",
        objects: [workload({ ...skewed, spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } })],
      },
      ...skippedBy(name, [workload(skewed)]),
    ],
  },
});
