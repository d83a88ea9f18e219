import type { V1Namespace, V1PersistentVolumeClaim } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { ago, count, nameOf, namespaceOf } from "../objects";
import { isAlive } from "../workloads";

/** What waits for something that does not come. */
export const stuckPractices: readonly Practice[] = [
  { id: "stuck-namespaces", title: "Namespaces being deleted", judge: judgeNamespaces },
  { id: "volume-claims", title: "Volume claims bound", judge: judgeClaims },
];

function judgeNamespaces(facts: Facts): Verdict {
  const leaving = facts
    .list("namespaces")
    .filter((each) => each.metadata?.deletionTimestamp !== undefined && facts.inScope(nameOf(each)));
  const evidence = leaving.length === 0 ? "none" : `${leaving.length}: ${leaving.map(nameOf).join(", ")}`;
  return { evidence, findings: leaving.flatMap((each) => namespaceFindings(each, facts)) };
}

/** Conditions by which the namespace's controller says what it waits for. */
const obstacles = [
  "NamespaceFinalizersRemaining",
  "NamespaceContentRemaining",
  "NamespaceDeletionContentFailure",
  "NamespaceDeletionDiscoveryFailure",
  "NamespaceDeletionGroupVersionParsingFailure",
];

function namespaceFindings(namespace: V1Namespace, facts: Facts): readonly Finding[] {
  const name = nameOf(namespace);
  const age = ago(facts.since(namespace.metadata?.deletionTimestamp));
  const why = (namespace.status?.conditions ?? [])
    .filter(({ type, status }) => obstacles.includes(type) && status === "True")
    .map(({ message }) => message ?? "");
  const command = `kubectl get namespace ${name} -o jsonpath='{.status.conditions}'`;
  const state = `namespace ${name} is being deleted for ${age}`;
  return [why.length > 0 ? fail(`${state}: ${why.join("; ")}`, command) : warning(state, command)];
}

function judgeClaims(facts: Facts): Verdict {
  const claims = facts.list("claims");
  const bound = claims.filter(({ status }) => status?.phase === "Bound");
  return {
    evidence: `${bound.length}/${count(claims.length, "claim")} bound`,
    findings: claims.filter((each) => !bound.includes(each)).map((each) => claimFinding(each, facts)),
  };
}

function claimFinding(claim: V1PersistentVolumeClaim, facts: Facts): Finding {
  const storageClass = claim.spec?.storageClassName;
  const known = facts.list("storageClasses").find((each) => nameOf(each) === storageClass);
  const user = facts
    .list("pods")
    .find((pod) => namespaceOf(pod) === namespaceOf(claim) && isAlive(pod) && mounts(pod, claim));
  const phase = claim.status?.phase ?? "Pending";
  const size = claim.spec?.resources?.requests?.["storage"] ?? "?";
  const state = `${namespaceOf(claim)}/${nameOf(claim)} (${size}) is ${phase}`;
  const command = `kubectl describe pvc -n ${namespaceOf(claim)} ${nameOf(claim)}`;
  if (storageClass !== undefined && storageClass !== "" && known === undefined) {
    return fail(`${state}: there is no StorageClass ${storageClass}`, command);
  }
  if (known?.volumeBindingMode === "WaitForFirstConsumer" && user === undefined) {
    return warning(`${state}: it waits for a pod that uses it`, command);
  }
  return fail(user === undefined ? state : `${state}: pod ${nameOf(user)} waits for it`, command);
}

function mounts(
  pod: { spec?: { volumes?: { persistentVolumeClaim?: { claimName: string } }[] } },
  claim: V1PersistentVolumeClaim,
): boolean {
  return (pod.spec?.volumes ?? []).some((each) => each.persistentVolumeClaim?.claimName === nameOf(claim));
}
