import { fault, type Fault, keyPath, sortedEntries } from "../../shared/faults";
import { connectionsOf } from "./machines";

/** A server parameter, a "flag" of Cloud SQL, that this package sets. */
interface Parameter {
  readonly value: string;
  /** When a change takes effect: at once, or by a restart that Cloud SQL makes right away. */
  readonly applies: "at once" | "by a restart";
  readonly why: string;
  /** Values that the stack file may set instead; none where the parameter is this package's own. */
  readonly open?: { readonly allowed: string; readonly admits: (value: string) => boolean };
}

const between = (least: number, most: number) => ({
  allowed: `${least} to ${most}`,
  admits: (value: string) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
});

/** Milliseconds in an hour. */
const hour = 3_600_000;

/** What pgaudit records at least: changes of the schema, and of roles and their rights. */
const leastAudited = ["ddl", "role"];

/** PostgreSQL takes as many connections as memory is left for; Cloud SQL needs some for itself. */
const connections = between(25, 262_143);

/** The parameters of every server, by name. `max_connections` depends on the tier. */
export const parameters: Readonly<Record<string, Parameter>> = {
  "cloudsql.iam_authentication": {
    value: "on",
    applies: "at once",
    why: "Workloads log in with their identity; nobody has a password.",
  },
  "cloudsql.enable_pgaudit": {
    value: "on",
    applies: "by a restart",
    why: "Loads pgaudit, which each database switches on by `CREATE EXTENSION pgaudit`.",
  },
  "pgaudit.log": {
    value: leastAudited.join(","),
    applies: "at once",
    why: "Changes of the schema, roles and rights are on record. Reads and writes would put the data into the log.",
    open: {
      allowed: `a list of classes that holds ${leastAudited.join(" and ")}, such as ddl,role,write`,
      admits: (value) => {
        const classes = value.split(",").map((each) => each.trim().toLowerCase());
        const known = ["read", "write", "function", "role", "ddl", "misc", "misc_set", "all"];
        const covers = (each: string): boolean => classes.includes(each) || classes.includes("all");
        return classes.every((each) => known.includes(each)) && leastAudited.every(covers);
      },
    },
  },
  password_encryption: {
    value: "scram-sha-256",
    applies: "at once",
    why: "A password that somebody sets by hand is not kept as an MD5 hash.",
  },
  log_connections: { value: "on", applies: "at once", why: "Who logged in, and when." },
  log_disconnections: { value: "on", applies: "at once", why: "How long a session lasted." },
  log_checkpoints: { value: "on", applies: "at once", why: "Shows when writes come faster than they can be flushed." },
  log_lock_waits: { value: "on", applies: "at once", why: "Names the statements that wait for a lock for a second." },
  log_temp_files: {
    value: "10240",
    applies: "at once",
    why: "Names the queries that spill more than 10 MiB to disk; in KiB.",
    open: between(0, 1_048_576),
  },
  log_min_duration_statement: {
    value: "1000",
    applies: "at once",
    why: "Logs the queries that take longer than a second; in milliseconds.",
    open: between(0, 60_000),
  },
  idle_in_transaction_session_timeout: {
    value: "600000",
    applies: "at once",
    why: "A forgotten transaction keeps vacuum from cleaning up; in milliseconds.",
    open: between(1000, 24 * hour),
  },
};

/** The parameter that counts connections: set to what Cloud SQL would choose, so that the alarm knows the limit. */
const connectionsParameter = "max_connections";

/** The most connections of a server, with which the alarm on them reckons. */
export function mostConnections(tier: string, own: Readonly<Record<string, string>>): number {
  return Number(own[connectionsParameter] ?? connectionsOf(tier));
}

/** Every flag of a server, in the order of their names: this package's, and those of the stack file over them. */
export function flagsOf(
  tier: string,
  own: Readonly<Record<string, string>>,
): { readonly name: string; readonly value: string }[] {
  const usual = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
  const all = { ...usual, [connectionsParameter]: String(connectionsOf(tier)), ...own };
  return sortedEntries<string>(all).map(([name, value]) => ({ name, value }));
}

/** Entries of the stack file that would weaken logging or authentication, or break the replica. */
export function parameterFaults(own: Readonly<Record<string, string>>, replica: boolean): readonly Fault[] {
  return sortedEntries(own).flatMap(([name, value]) => {
    const path = keyPath("parameters", name);
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return parameter === undefined ? foreignFaults(path, name, value, replica) : ownFaults(path, value, parameter);
  });
}

function ownFaults(path: string, value: string, { value: usual, why, open }: Parameter): readonly Fault[] {
  if (value === usual) return [];
  if (open === undefined) return [fault(path, value, `${usual}: ${why}`, "remove it: this package sets it")];
  return open.admits(value) ? [] : [fault(path, value, open.allowed, `choose another value, or remove it: ${why}`)];
}

function foreignFaults(path: string, name: string, value: string, replica: boolean): readonly Fault[] {
  if (name === connectionsParameter)
    return connections.admits(value) ? [] : [fault(path, value, connections.allowed, "give a whole number")];
  if (name.startsWith("ssl") || name === "db_user_namespace")
    return [fault(path, value, "no parameter of TLS", "remove it: Cloud SQL and its proxy settle TLS")];
  if (name === "autovacuum" && value !== "on")
    return [fault(path, value, "on", "remove it: without vacuum the server stops when transaction ids run out")];
  if (replica && name === "cloudsql.logical_decoding" && value === "on")
    return [
      {
        path,
        value,
        problem: "cannot stand beside a replica that takes over when the region is lost",
        allowed: "off, or a server without that replica",
        cure: "remove it, or set replica to false",
      },
    ];
  return [];
}
