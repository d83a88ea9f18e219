import type { V1Namespace, V1Pod } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { count, groupBy, nameOf, namespaceOf, some, tally } from "../objects";
import { type Level, levels, violationsOf } from "../pod-standards";
import { isAlive, ownerNames } from "../workloads";

/** The API server judges pods when they are made; those that were there before are found here. */
export const podSecurityPractices: readonly Practice[] = [
  { id: "pod-security", title: "Pod Security levels", judge: judgePodSecurity },
];

const labels = {
  enforce: "pod-security.kubernetes.io/enforce",
  version: "pod-security.kubernetes.io/enforce-version",
};

const exemption = "kubernetes-best-practices/exemption-";

/** Days before the end of an exemption at which somebody should know. */
const notice = 30;

function judgePodSecurity(facts: Facts): Verdict {
  const namespaces = facts.list("namespaces").filter((each) => facts.namespaces.includes(nameOf(each)));
  const ownerOf = ownerNames(facts);
  const findings = namespaces.flatMap((namespace) => [
    ...labelFindings(namespace, facts),
    ...podFindings(namespace, facts, ownerOf),
  ]);
  return { evidence: `enforced: ${tally(namespaces.map((each) => levelOf(each) ?? "nothing"))}`, findings };
}

function levelOf({ metadata }: V1Namespace): Level | undefined {
  return levels.find((level) => level === metadata?.labels?.[labels.enforce]);
}

function labelFindings(namespace: V1Namespace, facts: Facts): readonly Finding[] {
  const name = nameOf(namespace);
  const level = levelOf(namespace);
  const command = `kubectl get namespace ${name} -o yaml`;
  if (level === undefined) {
    const has = namespace.metadata?.labels?.[labels.enforce];
    return [fail(`${name}: ${has === undefined ? `no label ${labels.enforce}` : `there is no level ${has}`}`, command)];
  }
  const version = namespace.metadata?.labels?.[labels.version] ?? "latest";
  const moving = version === "latest" ? [warning(`${name}: the version of ${level} is not pinned`, command)] : [];
  return [...moving, ...(level === "restricted" ? [] : exemptionFindings(namespace, level, facts, command))];
}

function exemptionFindings({ metadata }: V1Namespace, level: Level, facts: Facts, command: string): readonly Finding[] {
  const name = nameOf({ metadata });
  const value = (key: string): string => metadata?.annotations?.[`${exemption}${key}`]?.trim() ?? "";
  const missing = ["owner", "reason", "expires"].filter((key) => value(key) === "");
  if (missing.length > 0) {
    const keys = missing.map((key) => `${exemption}${key}`).join(", ");
    return [fail(`${name}: ${level} without ${keys}`, command)];
  }
  const expires = value("expires");
  const end = Date.parse(`${expires}T23:59:59Z`);
  if (Number.isNaN(end)) return [fail(`${name}: ${exemption}expires is no date: ${expires}`, command)];
  const days = Math.ceil((end - facts.snapshot.at.getTime()) / 86_400_000);
  const who = `${name}: ${level}, an exemption of ${value("owner")},`;
  if (days <= 0) return [fail(`${who} expired on ${expires} (${count(1 - days, "day")} ago)`, command)];
  return days <= notice ? [warning(`${who} ends on ${expires} (in ${count(days, "day")})`, command)] : [];
}

/** Pods of one owner that break the level in one way are one finding. */
function podFindings(namespace: V1Namespace, facts: Facts, ownerOf: (pod: V1Pod) => string): readonly Finding[] {
  const level = levelOf(namespace);
  if (level === undefined) return [];
  const pods = facts.list("pods").filter((pod) => namespaceOf(pod) === nameOf(namespace) && isAlive(pod));
  const broken = pods.flatMap((pod) => {
    const violations = violationsOf(pod, level);
    return violations.length === 0 ? [] : [{ pod, why: `${ownerOf(pod)} breaks ${level}: ${violations.join("; ")}` }];
  });
  return [...groupBy(broken, ({ why }) => why)].flatMap(([why, group]) =>
    group
      .slice(0, 1)
      .map(({ pod }) =>
        fail(
          `${nameOf(namespace)}: ${why} (${some(group.map((each) => nameOf(each.pod)))})`,
          `kubectl get pod -n ${nameOf(namespace)} ${nameOf(pod)} -o yaml`,
        ),
      ),
  );
}
