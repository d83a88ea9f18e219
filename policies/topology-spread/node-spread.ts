import { holdsAny, lookers } from "../shared/known";
import { objectPolicy } from "../shared/policy";
import type { Program } from "../shared/program";
import { setting, text } from "../shared/shape";
import { countsOwnPods, keepsApart, preferredApart, requiredApart } from "./constraints";
import { budget, compliant, nodeSpread as overNodes, ratherApart, skippedBy, workload, zoneSpread } from "./examples";
import { hostKey } from "./pod-template";
import { exemptible, replicatedOf, untilComplete, type Workload } from "./workloads";

const name = "node-spread";
const onlyOverZones = { affinity: null, topologySpreadConstraints: [zoneSpread] };
const withoutAntiAffinity = { "anti-affinity": { level: "none" } };

/** True when something keeps the pods from sharing a node, or at least prefers it. @throws Unseen */
function isSpread(workload: Workload, topologyKey: string, program: Program): boolean {
  return holdsAny([
    ...lookers(workload.spec.topologySpreadConstraints).map((look) => () => {
      const constraint = look();
      return constraint.topologyKey === topologyKey && countsOwnPods(constraint, workload);
    }),
    () => keepsApart(requiredApart(workload), topologyKey, workload, program),
    () => keepsApart(preferredApart(workload), topologyKey, workload, program),
  ]);
}

export const nodeSpread = objectPolicy({
  name,
  description: "A workload that can run two pods or more spreads them over nodes.",
  enforcement: "mandatory",
  why: "Mandatory, as without it the loss of one node may take every pod of a zone; a preference is enough.",
  source: "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#topologykey",
  cure: "Add a topology spread constraint over nodes, with ScheduleAnyway where nodes are few, or anti-affinity.",
  settings: {
    ...exemptible,
    topologyKey: setting(text, "The node label that tells nodes apart.", hostKey),
  },
  settled: untilComplete,
  judge(subject, program, { exempt, topologyKey = hostKey }) {
    const workload = replicatedOf(subject, program, exempt);
    if (workload === undefined) return undefined;
    if (isSpread(workload, topologyKey, program)) return [];
    const must = `be spread over ${JSON.stringify(topologyKey)} by a topology spread constraint or anti-affinity`;
    return [{ field: "the pods", must, found: "no such rule picks them" }];
  },
  examples: {
    pass: [
      compliant,
      {
        title: "a preference by spread",
        objects: [workload({ pod: { affinity: null, topologySpreadConstraints: [zoneSpread, overNodes] } }), budget()],
      },
      {
        title: "a preference by anti-affinity",
        objects: [
          workload({ pod: { affinity: ratherApart(hostKey), topologySpreadConstraints: [zoneSpread] } }),
          budget(),
        ],
      },
    ],
    fail: [
      {
        title: "three replicas that may share a node within a zone",
        config: withoutAntiAffinity,
        objects: [workload({ pod: onlyOverZones }), budget()],
        faults: [
          'the pods must be spread over "kubernetes.io/hostname" by a topology spread constraint or anti-affinity, but no such rule picks them',
        ],
      },
      {
        title: "anti-affinity to the pods of another namespace",
        config: withoutAntiAffinity,
        objects: [
          workload({
            pod: {
              ...onlyOverZones,
              affinity: {
                podAntiAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: [
                    { topologyKey: hostKey, labelSelector: { matchLabels: { app: "web" } }, namespaces: ["test"] },
                  ],
                },
              },
            },
          }),
          budget(),
        ],
        faults: [
          'the pods must be spread over "kubernetes.io/hostname" by a topology spread constraint or anti-affinity, but no such rule picks them',
        ],
      },
    ],
    skip: skippedBy(name, [workload({ pod: onlyOverZones })]),
  },
});
