import { known } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import { objectPolicy } from "../shared/policy";
import type { Program } from "../shared/program";
import { replicasOf, type Replicas } from "../shared/scaling";
import { list, map, object, setting, text } from "../shared/shape";
import { autoscaler, budget, compliant, daemon, singleton, unrelated, workload } from "./examples";
import { exemptible, isExempt, untilComplete } from "./workloads";

const name = "singletons";
const annotation = "kubernetes-best-practices/singleton";
const annotations = map(text);
const entry = object({
  workload: setting(text, "Namespace and name, such as `shop/web`."),
  reason: setting(text, "Why one pod is all there is meant to be."),
});

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "shop" },
  spec: { containers: [{ name: "web", image: "example/web:1" }] },
};

/** Kinds that end, or that run on every node. */
const others: ReadonlySet<string> = new Set(["PodTemplate", "apps/DaemonSet", "batch/CronJob", "batch/Job"]);

/** How many pods a thing runs that is meant to go on. @throws Unseen */
function replicasIn(subject: KubernetesObject, program: Program): Replicas | undefined {
  const carrier = program.podCarrier(subject);
  if (carrier === undefined || others.has(subject.groupKind)) return undefined;
  const scale = replicasOf(carrier, program);
  return scale === "one per node" || scale.max === 0 ? undefined : scale;
}

export const singletons = objectPolicy({
  name,
  description: "A workload that only ever runs one pod says why; no other says so.",
  enforcement: "advisory",
  why: "Advisory, as some software runs once or not at all; a reason shows that somebody has thought about it.",
  source: "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#dealing-with-disruptions",
  cure: `Run two replicas or more, or give the reason in the annotation ${annotation} or the setting "named".`,
  settings: {
    ...exemptible,
    named: setting(list(entry), "Workloads that are meant to run one pod, for those that cannot be annotated.", []),
  },
  settled: untilComplete,
  judge(subject, program, { exempt = [], named = [] }) {
    const replicas = replicasIn(subject, program);
    if (replicas === undefined || isExempt(subject, exempt)) return undefined;
    const annotated = known(subject, annotations, "metadata", "annotations")?.[annotation];
    const title = `${subject.namespace ?? ""}/${subject.name}`;
    const reason = annotated ?? named.find((each) => each.workload === title)?.reason ?? "";
    const isNamed = reason.trim() !== "";
    if (replicas.max > 1) {
      return isNamed ? [{ mustNot: "be named a singleton", found: `runs up to ${replicas.max} pods` }] : [];
    }
    const must = "run two pods or more, or be named a singleton with a reason";
    return isNamed ? [] : [{ must, found: "runs one and gives none" }];
  },
  examples: {
    pass: [
      compliant,
      {
        title: "a single replica that the configuration names",
        config: { [name]: { named: [{ workload: "shop/web", reason: "keeps its state in memory" }] } },
        objects: [workload({ replicas: 1 }), budget()],
      },
      {
        title: "a single replica with a reason",
        objects: [workload({ replicas: 1, annotations: singleton }), budget()],
      },
    ],
    fail: [
      {
        title: "a single replica without a word",
        objects: [workload({ replicas: 1 }), budget()],
        faults: ["must run two pods or more, or be named a singleton with a reason, but runs one and gives none"],
      },
      {
        title: "an empty reason",
        objects: [workload({ replicas: 1, annotations: { [annotation]: " " } }), budget()],
        faults: ["must run two pods or more, or be named a singleton with a reason, but runs one and gives none"],
      },
      {
        title: "a Pod that nothing makes again",
        objects: [pod],
        faults: ["must run two pods or more, or be named a singleton with a reason, but runs one and gives none"],
      },
      {
        title: "a reason beside an autoscaler",
        objects: [workload({ replicas: null, annotations: singleton }), budget(), autoscaler(2, 5)],
        faults: ["must not be named a singleton, but runs up to 5 pods"],
      },
    ],
    skip: [
      { title: "a DaemonSet", objects: [daemon] },
      { title: "a workload scaled to zero", objects: [workload({ replicas: 0 })] },
      { title: "an exempt namespace", objects: [workload({ replicas: 1 })], config: { [name]: { exempt: ["shop"] } } },
      unrelated,
    ],
  },
});
