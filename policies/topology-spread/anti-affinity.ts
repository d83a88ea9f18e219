import { objectPolicy } from "../shared/policy";
import { oneOf, setting, text } from "../shared/shape";
import { keepsApart, preferredApart, requiredApart } from "./constraints";
import { budget, compliant, nodeSpread, ratherApart, skippedBy, workload, zoneSpread } from "./examples";
import { hostKey, zoneKey } from "./pod-template";
import { exemptible, replicatedOf, untilComplete } from "./workloads";

const name = "anti-affinity";
const spreads = [zoneSpread, nodeSpread];

export const antiAffinity = objectPolicy({
  name,
  description: "Pods of a workload that can run two or more keep away from each other's nodes.",
  enforcement: "advisory",
  why: "Advisory, as it takes a node for every pod; node-spread asks for the least.",
  source:
    "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
  cure: 'Add the term with the labels of the pods as its selector, or set "level" to what these workloads need.',
  settings: {
    ...exemptible,
    level: setting(
      oneOf("required", "preferred", "none"),
      "What is asked for; required is more than preferred.",
      "required",
    ),
    topologyKey: setting(text, "The node label of which two pods must not share a value.", hostKey),
  },
  settled: untilComplete,
  judge(subject, program, { exempt, level = "required", topologyKey = hostKey }) {
    if (level === "none") return undefined;
    const workload = replicatedOf(subject, program, exempt);
    if (workload === undefined) return undefined;
    const terms = [...requiredApart(workload), ...(level === "preferred" ? preferredApart(workload) : [])];
    if (keepsApart(terms, topologyKey, workload, program)) return [];
    const field = `affinity.podAntiAffinity.${level}DuringSchedulingIgnoredDuringExecution`;
    const must = `hold a term for ${JSON.stringify(topologyKey)} that picks the pods of the workload`;
    return [{ field, must, found: terms.length === 0 ? undefined : "holds none" }];
  },
  examples: {
    pass: [
      compliant,
      {
        title: "a preference where that is enough",
        config: { [name]: { level: "preferred" } },
        objects: [workload({ pod: { affinity: ratherApart(hostKey) } }), budget()],
      },
    ],
    fail: [
      {
        title: "no anti-affinity",
        objects: [workload({ pod: { affinity: null } }), budget()],
        faults: [
          'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution must hold a term for "kubernetes.io/hostname" that picks the pods of the workload, but is missing',
        ],
      },
      {
        title: "a preference only",
        objects: [workload({ pod: { affinity: ratherApart(hostKey) } }), budget()],
        faults: [
          'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution must hold a term for "kubernetes.io/hostname" that picks the pods of the workload, but is missing',
        ],
      },
      {
        title: "a term for another label",
        config: { [name]: { level: "preferred" } },
        objects: [workload({ pod: { affinity: ratherApart(zoneKey), topologySpreadConstraints: spreads } }), budget()],
        faults: [
          'affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution must hold a term for "kubernetes.io/hostname" that picks the pods of the workload, but holds none',
        ],
      },
    ],
    skip: [
      {
        title: "anything where none is asked for",
        config: { [name]: { level: "none" } },
        objects: [workload({ pod: { affinity: null } }), budget()],
      },
      ...skippedBy(name, [workload({ pod: { affinity: null } })]),
    ],
  },
});
