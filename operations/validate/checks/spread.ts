import type { V1Node } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict } from "../check";
import type { Facts } from "../facts";
import { nodesFor, zoneOf } from "../nodes";
import { count, countsOf, nameOf, tally } from "../objects";
import { selectorText } from "../selectors";
import { display, type Workload, workloadsOf } from "../workloads";

/** The loss of a zone or of a node takes no more of a workload than its share. */
export const spreadPractices: readonly Practice[] = [
  { id: "spread", title: "Spread over zones and nodes", judge: judgeSpread },
];

const allowedSkew = 1;

function judgeSpread(facts: Facts): Verdict {
  const nodes = facts.list("nodes");
  const several = workloadsOf(facts).filter(({ kind, desired }) => kind !== "DaemonSet" && desired >= 2);
  const findings = several.flatMap((each) => spreadFindings(each, nodes));
  const even = several.filter((each) => spreadFindings(each, nodes).length === 0).length;
  return { evidence: `${even}/${count(several.length, "workload")} of 2 and more pods spread evenly`, findings };
}

function spreadFindings(workload: Workload, nodes: readonly V1Node[]): readonly Finding[] {
  const zones = new Map(nodes.map((node) => [nameOf(node), zoneOf(node) ?? "no zone"]));
  const places = workload.pods.flatMap(({ spec }) => spec?.nodeName ?? []);
  if (places.length < 2) return [];
  const fit = nodesFor(nodes, workload.template);
  const command = `kubectl get pods -n ${workload.namespace} -l ${selectorText(workload.selector)} -o wide`;
  return [
    ...zoneFindings(
      workload,
      places.map((place) => zones.get(place) ?? "no zone"),
      fit,
      command,
    ),
    ...nodeFindings(workload, places, fit, command),
  ];
}

function zoneFindings(
  workload: Workload,
  places: readonly string[],
  fit: readonly V1Node[],
  command: string,
): readonly Finding[] {
  const counts = countsOf(places);
  const zones = new Set(fit.flatMap((node) => zoneOf(node) ?? []));
  const numbers = [...new Set([...zones, ...counts.keys()])].map((zone) => counts.get(zone) ?? 0);
  const skew = Math.max(...numbers) - Math.min(...[...zones].map((zone) => counts.get(zone) ?? 0));
  if (zones.size < 2 || skew <= allowedSkew) return [];
  const empty = [...zones].filter((zone) => !counts.has(zone)).map((zone) => `, ${zone} 0`);
  return [
    fail(`${display(workload)}: pods per zone ${tally(places)}${empty.join("")}: skew ${skew}, allowed 1`, command),
  ];
}

function nodeFindings(
  workload: Workload,
  places: readonly string[],
  fit: readonly V1Node[],
  command: string,
): readonly Finding[] {
  const most = Math.ceil(places.length / Math.max(1, fit.length));
  const crowded = [...countsOf(places)].filter(([, number]) => number > Math.max(1, most));
  if (crowded.length === 0) return [];
  const names = crowded.map(([node, number]) => `${number} pods on ${node}`).join(", ");
  return [fail(`${display(workload)}: ${names}, while ${count(fit.length, "node")} would take them`, command)];
}
