import type { Practice, Verdict } from "../check";
import type { Facts } from "../facts";
import { conditionOf, count } from "../objects";
import { readyFindings } from "./autoscaling";

/** External Secrets: stores can be read, and every secret is in sync. */
export const externalSecretPractices: readonly Practice[] = [
  { id: "external-secrets", title: "External secrets", product: "external-secrets", judge: judgeExternalSecrets },
];

function judgeExternalSecrets(facts: Facts): Verdict {
  const secrets = facts.list("externalSecrets");
  const parts = [
    ["externalsecrets.external-secrets.io", secrets],
    ["secretstores.external-secrets.io", facts.list("secretStores")],
    ["clustersecretstores.external-secrets.io", facts.list("clusterSecretStores")],
  ] as const;
  if (parts.every(([, objects]) => objects.length === 0)) {
    const known = facts.serves("externalSecrets");
    return { notInstalled: known ? "its kinds are known, and nobody uses them here" : "no External Secrets" };
  }
  const [, own, wide] = parts.map(([, objects]) => objects.length);
  const synced = secrets.filter(({ status }) => conditionOf(status?.conditions, "Ready")?.status === "True");
  return {
    evidence: `${synced.length}/${count(secrets.length, "secret")} in sync from ${count((own ?? 0) + (wide ?? 0), "store")}`,
    findings: parts.flatMap(([resource, objects]) => objects.flatMap((each) => readyFindings(resource, each))),
  };
}
