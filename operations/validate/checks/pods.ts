import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { ago, conditionOf, count, groupBy, listOf, nameOf, namespaceOf, saying, some } from "../objects";
import { controllerOf, ownerNames } from "../workloads";

/** Every pod runs and is ready, or is named with its reason. */
export const podPractices: readonly Practice[] = [{ id: "pods", title: "Pods running and ready", judge: judgePods }];

interface Ailment {
  readonly severity: "fail" | "warning";
  readonly reason: string;
  /** Container whose last output says more. */
  readonly logs?: string;
}

function judgePods(facts: Facts): Verdict {
  const pods = facts.list("pods");
  const ownerOf = ownerNames(facts);
  const ill = pods.flatMap((pod) => {
    const ailment = ailmentOf(pod, facts);
    return ailment === undefined ? [] : [{ pod, ailment, owner: ownerOf(pod) }];
  });
  const alike = groupBy(ill, ({ pod, ailment, owner }) => [namespaceOf(pod), owner, ailment.reason].join("\n"));
  const ended = pods.filter(({ status }) => status?.phase === "Succeeded").length;
  const running = pods.filter(isReady).length;
  const evidence = `${running}/${pods.length - ended} ready in ${count(facts.namespaces.length, "namespace")}`;
  return {
    evidence: ended > 0 ? `${evidence}; ${ended} ended well` : evidence,
    findings: [...alike.values()].flatMap((group) => findingOf(group)),
  };
}

interface IllPod {
  readonly pod: V1Pod;
  readonly ailment: Ailment;
  readonly owner: string;
}

function findingOf(group: readonly IllPod[]): readonly Finding[] {
  return group.slice(0, 1).map(({ pod, ailment, owner }) => {
    const namespace = namespaceOf(pod);
    const names = some(group.map((each) => nameOf(each.pod)));
    const who = owner.startsWith("pod ") ? owner : `${count(group.length, "pod")} of ${owner} (${names})`;
    const command =
      ailment.logs === undefined
        ? `kubectl describe pod -n ${namespace} ${nameOf(pod)}`
        : `kubectl logs -n ${namespace} ${nameOf(pod)} -c ${ailment.logs} --previous`;
    return (ailment.severity === "fail" ? fail : warning)(`${namespace}: ${who}: ${ailment.reason}`, command);
  });
}

const isReady = ({ status }: V1Pod): boolean => conditionOf(status?.conditions, "Ready")?.status === "True";

/** A pod is given five minutes beyond its grace period. */
const patience = 5 * 60_000;

function ailmentOf(pod: V1Pod, facts: Facts): Ailment | undefined {
  const { metadata, status } = pod;
  if (metadata?.deletionTimestamp !== undefined) return leaving(facts.since(metadata.deletionTimestamp));
  if (status?.phase === "Succeeded" || isReady(pod)) return undefined;
  if (status?.phase === "Failed") return failed(pod);
  const unscheduled = conditionOf(status?.conditions, "PodScheduled");
  if (unscheduled?.status === "False") return { severity: "fail", reason: saying(unscheduled, "not scheduled") };
  const containers = [status?.initContainerStatuses, status?.containerStatuses].flatMap(listOf);
  return waiting(containers) ?? { severity: "fail", reason: notReady(pod, containers) };
}

function leaving(overdue: number): Ailment | undefined {
  return overdue > patience
    ? { severity: "fail", reason: `should be gone for ${ago(overdue)}, and is not` }
    : undefined;
}

/** A Job tries again, and is judged as a whole; other pods are replaced when they have failed. */
function failed({ metadata, status }: V1Pod): Ailment | undefined {
  const owner = controllerOf(metadata);
  if (owner?.kind === "Job") return undefined;
  const reason = `failed: ${saying(status, "without a reason")}`;
  return { severity: owner === undefined ? "fail" : "warning", reason };
}

/** What containers say while all is well. */
const starting = ["ContainerCreating", "PodInitializing"];

function waiting(containers: readonly V1ContainerStatus[]): Ailment | undefined {
  return containers.flatMap(({ name, state, lastState, restartCount }): Ailment[] => {
    const reason = state?.waiting?.reason;
    if (reason === undefined || starting.includes(reason)) return [];
    if (reason !== "CrashLoopBackOff") {
      return [
        {
          severity: "fail",
          reason: `container ${name}: ${saying(state?.waiting, reason)}`,
        },
      ];
    }
    const { reason: end = "ended", exitCode } = lastState?.terminated ?? {};
    const last = exitCode === undefined ? "" : `, last ${end} with exit code ${exitCode}`;
    return [
      {
        severity: "fail",
        reason: `container ${name}: ${reason} after ${count(restartCount, "restart")}${last}`,
        logs: name,
      },
    ];
  })[0];
}

function notReady({ status }: V1Pod, containers: readonly V1ContainerStatus[]): string {
  const names = containers
    .filter(({ ready, state }) => !ready && state?.terminated?.exitCode !== 0)
    .map((each) => each.name);
  const phase = status?.phase ?? "Unknown";
  return names.length === 0 ? `${phase}, not ready` : `${phase}, not ready: ${names.join(", ")}`;
}
