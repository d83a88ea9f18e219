import { holdAll, holdsAny, lookers } from "../shared/known";
import type { Fault } from "../shared/messages";
import { objectPolicy } from "../shared/policy";
import { isEmpty } from "../shared/selectors";
import { integer, setting, text } from "../shared/shape";
import { countsOwnPods, isHard } from "./constraints";
import { autoscaler, budget, compliant, nodeSpread, skippedBy, workload, zoneSpread as overZones } from "./examples";
import { zoneKey, type SpreadConstraint } from "./pod-template";
import { isValue } from "./words";
import { exemptible, replicatedOf, untilComplete, type Workload } from "./workloads";

const name = "zone-spread";
const unspread = workload({ pod: { topologySpreadConstraints: [nodeSpread] } });

/** What is wrong with a constraint, if anything. @throws Unseen */
type Demand = (constraint: SpreadConstraint) => (Fault & { readonly field: string }) | undefined;

function demandsOn(workload: Workload, most: number): readonly Demand[] {
  return [
    (constraint) => {
      if (countsOwnPods(constraint, workload)) return undefined;
      const { labelSelector: selector } = constraint;
      const found = selector === undefined ? undefined : isEmpty(selector) ? "is empty" : "picks none of them";
      return { field: "labelSelector", must: "pick the pods of the workload", found };
    },
    ({ maxSkew }) => {
      if (maxSkew !== undefined && maxSkew <= most) return undefined;
      return { field: "maxSkew", must: `be at most ${most}`, found: isValue(maxSkew) };
    },
    (constraint) => {
      if (isHard(constraint)) return undefined;
      return { field: "whenUnsatisfiable", must: 'be "DoNotSchedule"', found: isValue(constraint.whenUnsatisfiable) };
    },
  ];
}

function meets(constraint: SpreadConstraint, topologyKey: string, demands: readonly Demand[]): boolean {
  return holdAll([
    () => constraint.topologyKey === topologyKey,
    ...demands.map((demand) => () => demand(constraint) === undefined),
  ]);
}

/** The faults of the constraint that comes closest, of which every workload has at most two. @throws Unseen */
function faultsOf({ object, spec }: Workload, topologyKey: string, demands: readonly Demand[]): readonly Fault[] {
  const { topologySpreadConstraints: all = [] } = spec;
  const isOver = (each: SpreadConstraint) => each.topologyKey === topologyKey;
  if (!holdsAny(all.map((each) => () => isOver(each)))) {
    const found = spec.topologySpreadConstraints === undefined ? undefined : "holds none";
    return [{ field: "topologySpreadConstraints", must: `hold one for ${JSON.stringify(topologyKey)}`, found }];
  }
  const over = all.filter((each) => object.attempt(() => isOver(each)));
  const best = over.find((each) => object.attempt(() => isHard(each))) ?? over[0];
  if (best === undefined) return [];
  const at = `topologySpreadConstraints[${all.indexOf(best)}]`;
  const faults = demands.flatMap((demand) => object.attempt(() => demand(best)) ?? []);
  return faults.map((fault) => ({ ...fault, field: `${at}.${fault.field}` }));
}

export const zoneSpread = objectPolicy({
  name,
  description: "A workload that can run two pods or more spreads them over zones, and rather waits than piles them up.",
  enforcement: "mandatory",
  why: "Mandatory, as without it the loss of one zone may take every pod.",
  source: "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
  cure: "Add a topology spread constraint over zones with DoNotSchedule and the labels of the pods as its selector.",
  settings: {
    ...exemptible,
    topologyKey: setting(text, "The node label over whose values pods are spread.", zoneKey),
    maxSkew: setting(integer, "How many pods more than the emptiest zone a zone may hold.", 1),
  },
  settled: untilComplete,
  judge(subject, program, { exempt, topologyKey = zoneKey, maxSkew = 1 }) {
    const workload = replicatedOf(subject, program, exempt);
    if (workload === undefined) return undefined;
    const demands = demandsOn(workload, maxSkew);
    const constraints = lookers(workload.spec.topologySpreadConstraints);
    const spread = holdsAny(constraints.map((look) => () => meets(look(), topologyKey, demands)));
    return spread ? [] : faultsOf(workload, topologyKey, demands);
  },
  examples: {
    pass: [
      compliant,
      {
        title: "an empty selector beside the label of the revision",
        objects: [workload({ pod: { topologySpreadConstraints: [{ ...overZones, labelSelector: {} }] } }), budget()],
      },
      {
        title: "a wider skew where it is configured",
        config: { [name]: { maxSkew: 2 } },
        objects: [workload({ pod: { topologySpreadConstraints: [{ ...overZones, maxSkew: 2 }] } }), budget()],
      },
    ],
    fail: [
      {
        title: "three replicas that may all stand in one zone",
        objects: [unspread, budget()],
        faults: ['topologySpreadConstraints must hold one for "topology.kubernetes.io/zone", but holds none'],
      },
      {
        title: "a single replica that an autoscaler can multiply",
        objects: [workload({ replicas: null, pod: { topologySpreadConstraints: null } }), budget(), autoscaler(1, 5)],
        faults: ['topologySpreadConstraints must hold one for "topology.kubernetes.io/zone", but is missing'],
      },
      {
        title: "a constraint that gives way, allows a skew of 2 and counts nothing",
        objects: [
          workload({
            pod: {
              topologySpreadConstraints: [{ topologyKey: zoneKey, maxSkew: 2, whenUnsatisfiable: "ScheduleAnyway" }],
            },
          }),
          budget(),
        ],
        faults: [
          "topologySpreadConstraints[0].labelSelector must pick the pods of the workload, but is missing",
          "topologySpreadConstraints[0].maxSkew must be at most 1, but is 2",
          'topologySpreadConstraints[0].whenUnsatisfiable must be "DoNotSchedule", but is "ScheduleAnyway"',
        ],
      },
      {
        title: "a constraint that counts the pods of another workload",
        objects: [
          workload({
            pod: { topologySpreadConstraints: [{ ...overZones, labelSelector: { matchLabels: { app: "wbe" } } }] },
          }),
          budget(),
        ],
        faults: [
          "topologySpreadConstraints[0].labelSelector must pick the pods of the workload, but picks none of them",
        ],
      },
      {
        title: "an empty selector, which the scheduler passes over",
        objects: [
          workload({ pod: { topologySpreadConstraints: [{ ...overZones, labelSelector: {}, matchLabelKeys: null }] } }),
          budget(),
        ],
        faults: ["topologySpreadConstraints[0].labelSelector must pick the pods of the workload, but is empty"],
      },
    ],
    skip: skippedBy(name, [unspread]),
  },
});
