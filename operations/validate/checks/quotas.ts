import type { V1ResourceQuota } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { count, nameOf, namespaceOf } from "../objects";
import { quantity } from "../quantity";

/** No namespace takes more than its share, and none is about to be refused more. */
export const quotaPractices: readonly Practice[] = [{ id: "quotas", title: "Quotas and limits", judge: judgeQuotas }];

/** Percent of a quota at which it is full, and at which somebody should know. */
const full = 100;
const nearlyFull = 90;

interface Use {
  readonly quota: V1ResourceQuota;
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
  readonly percent: number;
}

function judgeQuotas(facts: Facts): Verdict {
  const quotas = facts.list("resourceQuotas");
  const limits = facts.list("limitRanges");
  const uses = quotas.flatMap(usesOf).sort((a, b) => b.percent - a.percent);
  const missing = facts.namespaces.flatMap((namespace) => [
    ...(quotas.some((each) => namespaceOf(each) === namespace) ? [] : [absent(namespace, "resourcequota")]),
    ...(limits.some((each) => namespaceOf(each) === namespace) ? [] : [absent(namespace, "limitrange")]),
  ]);
  const fullest = uses.slice(0, 1).map((use) => `; fullest: ${display(use)}`);
  return {
    evidence: `${count(quotas.length, "quota")} and ${count(limits.length, "limit range")}${fullest.join("")}`,
    findings: [...missing, ...uses.flatMap(useFindings)],
  };
}

const kinds = { resourcequota: "ResourceQuota", limitrange: "LimitRange" };

function absent(namespace: string, kind: keyof typeof kinds): Finding {
  return fail(`${namespace}: no ${kinds[kind]}`, `kubectl get ${kind}s -n ${namespace}`);
}

/** A hard limit of none is a ban, and no quota that fills up. */
function usesOf(quota: V1ResourceQuota): readonly Use[] {
  return Object.entries(quota.status?.hard ?? {}).flatMap(([resource, hard]) => {
    const used = quota.status?.used?.[resource] ?? "0";
    const [most, now] = [quantity(hard) ?? 0, quantity(used) ?? 0];
    return most === 0 ? [] : [{ quota, resource, used, hard, percent: Math.floor((100 * now) / most) }];
  });
}

const display = ({ quota, resource, used, hard, percent }: Use): string =>
  `${namespaceOf(quota)} ${resource} ${used} of ${hard} (${percent} %)`;

function useFindings(use: Use): readonly Finding[] {
  if (use.percent < nearlyFull) return [];
  const command = `kubectl describe resourcequota -n ${namespaceOf(use.quota)} ${nameOf(use.quota)}`;
  return [
    use.percent >= full ? fail(`full: ${display(use)}`, command) : warning(`nearly full: ${display(use)}`, command),
  ];
}
