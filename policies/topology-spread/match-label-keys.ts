import { objectPolicy } from "../shared/policy";
import { eachConstraint } from "./constraints";
import { budget, compliant, daemon, unrelated, workload, zoneSpread } from "./examples";
import { exemptible, workloadOf } from "./workloads";

const name = "match-label-keys";
const idle = workload({ kind: "StatefulSet" });

export const matchLabelKeys = objectPolicy({
  name,
  description: "Every key in matchLabelKeys of a spread constraint is a label of the pods.",
  enforcement: "advisory",
  why: "Advisory, as Kubernetes passes over a key that pods lack: it does no harm, and does not do what it is there for.",
  source:
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition",
  cure: "Take the key out, or mend it; only pods of a Deployment carry pod-template-hash.",
  settings: exemptible,
  judge(subject, program, { exempt }) {
    const workload = workloadOf(subject, program, exempt);
    if (workload === undefined) return undefined;
    return eachConstraint(workload, ({ matchLabelKeys: keys = [] }, at) =>
      keys
        .filter((key) => !Object.hasOwn(workload.labels, key))
        .map((key) => ({
          field: `${at}.matchLabelKeys`,
          mustNot: `hold ${JSON.stringify(key)}`,
          found: "no pod of the workload has that label",
        })),
    );
  },
  examples: {
    pass: [
      compliant,
      {
        title: "a label of the template",
        objects: [
          workload({
            pod: { topologySpreadConstraints: [{ ...zoneSpread, matchLabelKeys: ["pod-template-hash", "app"] }] },
          }),
          budget(),
        ],
      },
    ],
    fail: [
      {
        title: "a StatefulSet, whose pods have no hash of the template",
        objects: [idle, budget()],
        faults: [
          'topologySpreadConstraints[0].matchLabelKeys must not hold "pod-template-hash", but no pod of the workload has that label',
        ],
      },
    ],
    skip: [
      { title: "a DaemonSet", objects: [daemon] },
      { title: "an exempt namespace", objects: [idle], config: { [name]: { exempt: ["shop"] } } },
      unrelated,
    ],
  },
});
