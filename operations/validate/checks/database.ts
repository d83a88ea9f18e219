import { isIP } from "node:net";
import { fail, type Finding, type Practice, unknown, type Verdict, warning } from "../check";
import type { DatabaseAnswer, DatabaseState } from "../database/answers";
import { type Connection, connectionsOf } from "../database/connections";
import type { Facts } from "../facts";
import { conditionOf, count, namespaceOf } from "../objects";

/** PostgreSQL: logins were made, connections are private and verified, and the cloud keeps what it promised. */
export const databasePractices: readonly Practice[] = [{ id: "database", title: "Database", judge: judgeDatabase }];

const administration = "database-administration";

function judgeDatabase(facts: Facts): Verdict {
  const connections = connectionsOf(facts);
  const logins = facts
    .list("jobs")
    .filter(({ spec }) => spec?.template.metadata?.labels?.["app.kubernetes.io/name"] === administration);
  if (connections.length + logins.length === 0) return { notInstalled: "nothing connects to a PostgreSQL" };
  const done = logins.filter(({ status }) => conditionOf(status?.conditions, "Complete")?.status === "True");
  const places = [...new Set(logins.map(namespaceOf))].join(", ");
  const { databases } = facts.snapshot;
  return {
    evidence: [
      `logins made: ${done.length}/${logins.length}${places === "" ? "" : ` in ${places}`}`,
      count(connections.length, "connection"),
      ...databases.flatMap(stateOf),
    ].join("; "),
    findings: [
      ...logins
        .filter((job) => !done.includes(job))
        .map((job) =>
          fail(
            `the login of Job ${namespaceOf(job)}/${job.metadata?.name ?? ""} is not made`,
            `kubectl logs -n ${namespaceOf(job)} job/${job.metadata?.name ?? ""} --all-containers`,
          ),
        ),
      ...connections.flatMap(connectionFindings),
      ...databases.flatMap(cloudFindings),
    ],
  };
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|::1)$/.test(host) || host.startsWith("/");

/** A name that only the cluster resolves. */
const isInCluster = (host: string): boolean => /^[^.]+$|\.svc(\.|$)/.test(host) && isIP(host) === 0;

const privateAddresses =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/i;

/** Names whose address the cloud's own answer tells. */
const cloudNames = /\.(rds\.amazonaws\.com(\.cn)?|postgres\.database\.azure\.com|sql\.goog)$/;

/** The pod's own loopback ends at a proxy, which speaks TLS itself. */
function connectionFindings({ by, host, sslmode }: Connection): readonly Finding[] {
  if (isLoopback(host)) return [];
  const [kind = "", name = ""] = by.split(" ");
  const [namespace = "", object = ""] = name.split("/");
  const command = `kubectl get ${kind.toLowerCase()} -n ${namespace} ${object} -o yaml`;
  const mode = sslmode ?? "not set";
  if (isInCluster(host)) {
    return sslmode === "verify-full"
      ? []
      : [warning(`${by}: sslmode ${mode} to ${host}: a server in the cluster, for development`, command)];
  }
  const tls = sslmode === "verify-full" ? [] : [fail(`${by}: sslmode ${mode} to ${host}, not verify-full`, command)];
  if (isIP(host) !== 0) {
    return privateAddresses.test(host) ? tls : [...tls, fail(`${by}: ${host} is a public address`, command)];
  }
  if (cloudNames.test(host) || /\.(internal|private|local)$/.test(host)) return tls;
  return [...tls, warning(`${by}: whether ${host} has a private address cannot be seen here`, `nslookup ${host}`)];
}

function stateOf({ question, answer }: DatabaseAnswer): readonly string[] {
  if (!("state" in answer)) return [];
  const { highAvailability, retentionDays, secondRegion } = answer.state;
  const says = (holds: boolean): string => (holds ? "yes" : "no");
  return [
    `${question.database}: standby ${says(highAvailability)}, ${retentionDays} days, second region ${says(secondRegion)}`,
  ];
}

/** Days for which a point in time should be restorable. */
const retention = 35;
const leastRetention = 7;

interface Guarantee {
  readonly severity: (state: DatabaseState) => "fail" | "warning" | undefined;
  readonly says: (state: DatabaseState) => string;
}

const guarantees: readonly Guarantee[] = [
  { severity: (state) => (state.highAvailability ? undefined : "fail"), says: () => "no standby in another zone" },
  {
    severity: ({ retentionDays: days }) => (days >= retention ? undefined : days < leastRetention ? "fail" : "warning"),
    says: ({ retentionDays: days }) => `points in time of ${days} days, ${retention} are promised`,
  },
  { severity: (state) => (state.secondRegion ? undefined : "fail"), says: () => "no backup in a second region" },
  { severity: (state) => (state.publicAddress ? "fail" : undefined), says: () => "a public address" },
  {
    severity: (state) => (state.deletionProtection === false ? "warning" : undefined),
    says: () => "no protection against deletion",
  },
];

function cloudFindings({ question, answer }: DatabaseAnswer): readonly Finding[] {
  const command = question.command.map(quoted).join(" ");
  if ("why" in answer) {
    return [unknown(`${question.database}: standby and backups are not known: ${answer.why}`, command)];
  }
  return guarantees.flatMap(({ severity, says }) => {
    const worth = severity(answer.state);
    if (worth === undefined) return [];
    return [(worth === "fail" ? fail : warning)(`${question.database}: ${says(answer.state)}`, command)];
  });
}

const quoted = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `"${word}"`);
