import type { V1ConfigMap } from "@kubernetes/client-node";
import { parse } from "yaml";
import { z } from "zod";
import { fail, type Finding, type Practice, unknown, type Verdict } from "../check";
import type { Facts } from "../facts";
import { count, nameOf, namespaceOf } from "../objects";

/** Loki: logs are kept for their time, and no longer. */
export const logPractices: readonly Practice[] = [{ id: "logs", title: "Logs", product: "loki", judge: judgeLogs }];

/** Hours for which logs are kept at least. */
const retention = 720;

const configuration = z.looseObject({
  limits_config: z.looseObject({ retention_period: z.union([z.string(), z.number()]).optional() }).optional(),
  compactor: z.looseObject({ retention_enabled: z.boolean().optional() }).optional(),
});

function judgeLogs(facts: Facts): Verdict {
  const parts = [...facts.list("lokiStatefulSets"), ...facts.list("lokiDeployments")];
  if (parts.length === 0) return { notInstalled: "no Loki" };
  const ready = parts.filter(({ spec, status }) => (status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1));
  const found = facts.list("lokiConfigs").flatMap(configurationOf);
  const periods = found.map(({ config }) => config.limits_config?.retention_period ?? "for ever");
  const unready = parts
    .filter((each) => !ready.includes(each))
    .map((each) =>
      fail(
        `${nameOf(each)} of Loki is not ready`,
        `kubectl get pods -n ${namespaceOf(each)} -l app.kubernetes.io/name=loki`,
      ),
    );
  return {
    evidence: `${ready.length}/${count(parts.length, "part")} ready; logs kept ${periods.join(", ") || "for a time that is not known"}`,
    findings: [
      ...unready,
      ...(found.length === 0 ? [unseen(parts.map(namespaceOf)[0] ?? "")] : found.flatMap(retentionFindings)),
    ],
  };
}

/** Its configuration can stand in a Secret, and Secrets are not read. */
function unseen(namespace: string): Finding {
  return unknown(
    `${namespace}: no ConfigMap of Loki has a limits_config, so how long logs are kept cannot be seen`,
    `kubectl get configmaps -n ${namespace} -l app.kubernetes.io/name=loki`,
  );
}

interface Found {
  readonly map: V1ConfigMap;
  readonly config: z.infer<typeof configuration>;
}

function configurationOf(map: V1ConfigMap): readonly Found[] {
  return Object.values(map.data ?? {}).flatMap((text) => {
    const { data } = configuration.safeParse(yamlOf(text));
    return data?.limits_config === undefined ? [] : [{ map, config: data }];
  });
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function retentionFindings({ map, config }: Found): readonly Finding[] {
  const command = `kubectl get configmap -n ${namespaceOf(map)} ${nameOf(map)} -o yaml`;
  const period = config.limits_config?.retention_period;
  const kept = hoursOf(String(period ?? "0"));
  const short = kept > 0 && kept < retention ? [fail(`logs are kept ${period}, less than ${retention}h`, command)] : [];
  if (config.compactor?.retention_enabled !== true) {
    return [...short, fail("compactor.retention_enabled is not true: no log is ever deleted", command)];
  }
  return kept === 0 ? [fail("limits_config.retention_period is not set: logs are kept for ever", command)] : short;
}

const unitHours: Readonly<Record<string, number>> = { s: 1 / 3600, m: 1 / 60, h: 1, d: 24, w: 168, y: 8760 };

/** A duration of Prometheus or Go such as `720h`, `30d` or `744h0m0s`, in hours. */
function hoursOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (unitHours[unit ?? ""] ?? 0), 0);
}
