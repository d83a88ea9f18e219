import type { V1NetworkPolicy, V1NetworkPolicyEgressRule } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { count, nameOf, namespaceOf, some } from "../objects";
import { selects, selectsAll } from "../selectors";
import { isAlive } from "../workloads";

/** Nothing is said that no policy allows, and names can be resolved. */
export const networkPolicyPractices: readonly Practice[] = [
  { id: "network-policies", title: "Network policies", judge: judgePolicies },
];

function judgePolicies(facts: Facts): Verdict {
  const policies = facts.list("networkPolicies");
  const findings = facts.namespaces.flatMap((namespace) => {
    const own = policies.filter((each) => namespaceOf(each) === namespace);
    return [...denyFindings(namespace, own), ...dnsFindings(facts, namespace, own)];
  });
  const numbers = count(policies.length, "policy", "policies");
  return { evidence: `${numbers} in ${count(facts.namespaces.length, "namespace")}`, findings };
}

const directions = ["Ingress", "Egress"] as const;

function denyFindings(namespace: string, policies: readonly V1NetworkPolicy[]): readonly Finding[] {
  const missing = directions.filter((direction) => !policies.some((policy) => denies(policy, direction)));
  if (missing.length === 0) return [];
  return [
    fail(
      `${namespace}: no default deny for ${missing.join(" and ").toLowerCase()} among ${count(policies.length, "policy", "policies")}`,
      `kubectl get networkpolicies -n ${namespace} -o wide`,
    ),
  ];
}

/** Selects every pod and allows nothing. */
function denies({ spec }: V1NetworkPolicy, direction: (typeof directions)[number]): boolean {
  const rules = direction === "Ingress" ? spec?.ingress : spec?.egress;
  return selectsAll(spec?.podSelector) && (spec?.policyTypes ?? []).includes(direction) && (rules ?? []).length === 0;
}

/** DNS answers over UDP; what is too long for it over TCP. */
function dnsFindings(facts: Facts, namespace: string, policies: readonly V1NetworkPolicy[]): readonly Finding[] {
  const command = `kubectl describe networkpolicies -n ${namespace}`;
  const deaf = (protocol: string): string | undefined => withoutDns(facts, namespace, policies, protocol);
  const udp = deaf("UDP");
  if (udp !== undefined) return [fail(`${namespace}: no DNS (UDP 53) for ${udp}`, command)];
  const tcp = deaf("TCP");
  return tcp === undefined ? [] : [warning(`${namespace}: no DNS over TCP for ${tcp}: long answers are lost`, command)];
}

/** Whom no policy lets ask for names: some pods, or all pods that are yet to come. */
function withoutDns(
  facts: Facts,
  namespace: string,
  policies: readonly V1NetworkPolicy[],
  protocol: string,
): string | undefined {
  const open = policies.filter(({ spec }) => (spec?.egress ?? []).some((rule) => allowsDns(rule, protocol)));
  if (open.some(({ spec }) => selectsAll(spec?.podSelector))) return undefined;
  const fenced = policies.filter(({ spec }) => spec?.policyTypes?.includes("Egress") === true);
  if (fenced.length === 0) return undefined;
  const pods = facts
    .list("pods")
    .filter((pod) => namespaceOf(pod) === namespace && isAlive(pod) && pod.spec?.hostNetwork !== true);
  if (pods.length === 0) return fenced.some(({ spec }) => selectsAll(spec?.podSelector)) ? "any pod" : undefined;
  const selected = (policy: V1NetworkPolicy, labels: Record<string, string> | undefined): boolean =>
    selectsAll(policy.spec?.podSelector) || selects(policy.spec?.podSelector, labels);
  const deaf = pods.filter(
    ({ metadata }) =>
      fenced.some((policy) => selected(policy, metadata?.labels)) &&
      !open.some((policy) => selected(policy, metadata?.labels)),
  );
  return deaf.length === 0 ? undefined : some(deaf.map(nameOf));
}

function allowsDns({ ports }: V1NetworkPolicyEgressRule, protocol: string): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(
    ({ port, endPort, protocol: own = "TCP" }) =>
      own === protocol && (port === undefined || port === 53 || (Number(port) <= 53 && (endPort ?? 0) >= 53)),
  );
}
