import { through } from "../shared/known";
import { counted, type Fault } from "../shared/messages";
import type { KubernetesObject } from "../shared/objects";
import { objectPolicy } from "../shared/policy";
import type { PodCarrier } from "../shared/pods";
import type { Program } from "../shared/program";
import { replicasOf, type Replicas } from "../shared/scaling";
import { budgetKind, disruptionsAllowed, needsScale, picks, specOf, type BudgetSpec } from "./budgets";
import { autoscaler, budget, compliant, singleton, unrelated, workload } from "./examples";
import { isValue } from "./words";
import { exemptible, isExempt, untilComplete } from "./workloads";

const name = "drainable";

/** Kinds whose pods belong to nothing that has a number of replicas. */
const withoutScale: ReadonlySet<string> = new Set(["apps/DaemonSet", "batch/CronJob", "batch/Job"]);

interface Picked {
  readonly carrier: PodCarrier;
  /** Undefined for one pod on each node. */
  readonly scale: Replicas | undefined;
}

/** What runs the pods that a budget picks. @throws Unseen when it is not clear of one whether it does */
function pickedBy(budget: KubernetesObject, program: Program): readonly Picked[] {
  return program
    .podCarriers()
    .filter((each) => through(each.object, "spec.selector", () => picks(budget, each)))
    .map((carrier) => {
      const scale = through(carrier.object, "spec.selector", () => replicasOf(carrier, program));
      return { carrier, scale: scale === "one per node" ? undefined : scale };
    })
    .filter(({ scale }) => scale?.max !== 0);
}

function faultsOf(spec: BudgetSpec, picked: readonly Picked[]): readonly Fault[] {
  const unscaled = picked.filter(({ carrier }) => withoutScale.has(carrier.object.groupKind));
  if (needsScale(spec) && unscaled.length > 0) {
    return unscaled.map(({ carrier }) => ({
      field: "spec.selector",
      mustNot: "pick pods of what has no replicas, under maxUnavailable or a percentage",
      found: `picks those of ${carrier.object.title}`,
    }));
  }
  // Pods of a DaemonSet count, and nobody knows how many there are.
  if (spec.minAvailable !== undefined && picked.some(({ scale }) => scale === undefined)) return [];
  const alone = picked.filter(({ carrier }) => carrier.object.kind === "Pod").length;
  const least = picked.reduce((sum, { scale }) => sum + (scale?.min ?? 0), -alone);
  const scale = least === 0 && alone === 0 ? 1 : least;
  if (disruptionsAllowed(spec, { pods: scale + alone, scale }) > 0) return [];
  const [field, value] = limitOf(spec);
  const must = `let a pod go while ${counted(scale + alone, "runs", "run")}`;
  return [{ field, must, found: isValue(value) }];
}

function limitOf({ minAvailable, maxUnavailable }: BudgetSpec): readonly [string, number | string | undefined] {
  return minAvailable === undefined ? ["spec.maxUnavailable", maxUnavailable] : ["spec.minAvailable", minAvailable];
}

const report = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "report", namespace: "shop" },
  spec: {
    schedule: "0 6 * * *",
    jobTemplate: {
      spec: {
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "report", image: "example/report:1" }], restartPolicy: "Never" },
        },
      },
    },
  },
};

export const drainable = objectPolicy({
  name,
  description:
    "A PodDisruptionBudget lets a pod go whenever all are healthy, down to the fewest that its workloads run.",
  enforcement: "mandatory",
  why: "Mandatory, as a budget that allows nothing blocks every drain, and with it upgrades of nodes.",
  source: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages",
  cure: "Set maxUnavailable 1, run more pods, or leave the budget away where one pod is all there is.",
  settings: exemptible,
  settled: untilComplete,
  judge(subject, program, { exempt = [] }) {
    if (subject.groupKind !== budgetKind || isExempt(subject, exempt)) return undefined;
    const picked = pickedBy(subject, program);
    return picked.length === 0 ? undefined : faultsOf(specOf(subject), picked);
  },
  examples: {
    pass: [
      compliant,
      { title: "a number less than the replicas", objects: [workload(), budget({ minAvailable: 2 })] },
      {
        title: "a percentage that rounds to less than the replicas",
        objects: [workload(), budget({ minAvailable: "50%" })],
      },
      { title: "a single replica that may go", objects: [workload({ replicas: 1, annotations: singleton }), budget()] },
    ],
    fail: [
      {
        title: "as many as there are",
        objects: [workload(), budget({ minAvailable: 3 })],
        faults: ["spec.minAvailable must let a pod go while 3 run, but is 3"],
      },
      {
        title: "a percentage that rounds up to all",
        objects: [workload(), budget({ minAvailable: "67%" })],
        faults: ['spec.minAvailable must let a pod go while 3 run, but is "67%"'],
      },
      {
        title: "none that may be missing",
        objects: [workload(), budget({ maxUnavailable: "0%" })],
        faults: ['spec.maxUnavailable must let a pod go while 3 run, but is "0%"'],
      },
      {
        title: "no limit, which allows nothing",
        objects: [workload(), budget({})],
        faults: ["spec.maxUnavailable must let a pod go while 3 run, but is missing"],
      },
      {
        title: "one that must stay of a workload that an autoscaler shrinks to one",
        objects: [workload({ replicas: null }), autoscaler(1, 6), budget({ minAvailable: 1 })],
        faults: ["spec.minAvailable must let a pod go while 1 runs, but is 1"],
      },
      {
        title: "pods of a CronJob, for which no percentage can be taken",
        objects: [workload(), report, budget()],
        faults: [
          "spec.selector must not pick pods of what has no replicas, under maxUnavailable or a percentage, but picks those of CronJob shop/report",
        ],
      },
    ],
    skip: [
      { title: "a budget that picks nothing of this program", objects: [budget()] },
      {
        title: "an exempt namespace",
        objects: [workload(), budget({ minAvailable: 3 })],
        config: { [name]: { exempt: ["shop"] } },
      },
      unrelated,
    ],
  },
});
