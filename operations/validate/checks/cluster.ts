import type { V1Node } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { isReady, takesPods, zoneOf } from "../nodes";
import { conditionOf, count, nameOf, saying, some, tally } from "../objects";

/** The API server, its nodes, the zones that they are in. */
export const clusterPractices: readonly Practice[] = [
  { id: "api", title: "API server and versions", judge: judgeVersions },
  { id: "nodes", title: "Nodes ready", judge: judgeNodes },
  { id: "zones", title: "Nodes in zones", judge: judgeZones },
];

/** How far a kubelet may be behind its API server, in minors. */
const supportedSkew = 3;

const minorOf = (version: string): number => Number(/^v?1\.(\d+)/.exec(version)?.[1]);

function judgeVersions(facts: Facts): Verdict {
  const { version, milliseconds } = facts.snapshot.server;
  const nodes = facts.list("nodes");
  const findings = nodes.flatMap((node) => skewFindings(node, minorOf(version), version));
  const kubelets = tally(nodes.map((node) => node.status?.nodeInfo?.kubeletVersion ?? "unknown"));
  return { evidence: `${version} answered in ${milliseconds} ms; kubelets: ${kubelets}`, findings };
}

function skewFindings(node: V1Node, server: number, version: string): readonly Finding[] {
  const kubelet = node.status?.nodeInfo?.kubeletVersion ?? "";
  const behind = server - minorOf(kubelet);
  const command = `kubectl get node ${nameOf(node)} -o wide`;
  const pair = `node ${nameOf(node)}: kubelet ${kubelet}, API server ${version}`;
  if (behind < 0) return [fail(`${pair}: a kubelet must not be newer`, command)];
  if (behind > supportedSkew) return [fail(`${pair}: more than ${supportedSkew} minors behind`, command)];
  if (behind < supportedSkew || Number.isNaN(behind)) return [];
  return [warning(`${pair}: upgrade it before the next minor of the control plane`, command)];
}

const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

function judgeNodes(facts: Facts): Verdict {
  const nodes = facts.list("nodes");
  const ready = nodes.filter(isReady);
  const cordoned = ready.filter((node) => !takesPods(node)).map(nameOf);
  const findings =
    nodes.length === 0 ? [fail("the cluster has no node", "kubectl get nodes")] : nodes.flatMap(nodeFindings);
  const evidence = `${ready.length}/${nodes.length} ready${cordoned.length > 0 ? `; cordoned: ${some(cordoned)}` : ""}`;
  return { evidence, findings };
}

function nodeFindings(node: V1Node): readonly Finding[] {
  const command = `kubectl describe node ${nameOf(node)}`;
  const conditions = node.status?.conditions;
  if (!isReady(node)) {
    return [
      fail(`node ${nameOf(node)} is not ready: ${saying(conditionOf(conditions, "Ready"), "no status")}`, command),
    ];
  }
  return pressures.flatMap((type) =>
    conditionOf(conditions, type)?.status === "True" ? [warning(`node ${nameOf(node)}: ${type}`, command)] : [],
  );
}

/** With fewer zones the loss of one is the loss of all. */
const fewestZones = 2;

function judgeZones(facts: Facts): Verdict {
  const nodes = facts.list("nodes").filter(takesPods);
  const command = "kubectl get nodes -L topology.kubernetes.io/zone";
  const without = nodes.filter((node) => zoneOf(node) === undefined).map(nameOf);
  const zones = nodes.flatMap((node) => zoneOf(node) ?? []);
  const number = new Set(zones).size;
  const has = `nodes that take pods are in ${count(number, "zone")}`;
  return {
    evidence: zones.length === 0 ? "no node in a zone" : tally(zones),
    findings: [
      ...(without.length > 0 ? [fail(`without a zone: ${some(without)}`, command)] : []),
      ...(number < fewestZones ? [fail(`${has}: none may be lost`, command)] : []),
      ...(number === fewestZones ? [warning(`${has}: three keep a majority when one is lost`, command)] : []),
    ],
  };
}
