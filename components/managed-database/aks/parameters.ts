import type { ServerSettings } from "../contract";
import { tierOf, usualConnections } from "./tiers";

/** One server parameter. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** A static one acts at the next restart, a dynamic one at once. */
  readonly acts: "at once" | "at restart";
  readonly because: string;
}

/** What every server is set to, in the order in which it is set: a library is allowed before it is loaded. */
const usual: readonly Parameter[] = [
  { name: "azure.extensions", value: "pgaudit", acts: "at once", because: "an extension is allowed by name alone" },
  {
    name: "shared_preload_libraries",
    value: "pg_stat_statements,pgaudit",
    acts: "at restart",
    because: "audit log, and which statements cost what",
  },
  { name: "require_secure_transport", value: "on", acts: "at once", because: "no connection without TLS" },
  { name: "ssl_min_protocol_version", value: "TLSv1.2", acts: "at once", because: "older versions are broken" },
  { name: "pgaudit.log", value: "ddl,role", acts: "at once", because: "who changed tables, roles and rights" },
  { name: "log_connections", value: "on", acts: "at once", because: "who came" },
  { name: "log_disconnections", value: "on", acts: "at once", because: "who went, and after how long" },
  { name: "log_min_duration_statement", value: "1000", acts: "at once", because: "statements of a second and more" },
  { name: "log_lock_waits", value: "on", acts: "at once", because: "who waits for whom" },
  { name: "log_autovacuum_min_duration", value: "10000", acts: "at once", because: "vacuums of ten seconds and more" },
  {
    name: "idle_in_transaction_session_timeout",
    value: "600000",
    acts: "at once",
    because: "a forgotten transaction holds locks and keeps vacuum from cleaning; in milliseconds",
  },
  { name: "metrics.collector_database_activity", value: "on", acts: "at once", because: "metrics by database" },
  { name: "metrics.autovacuum_diagnostics", value: "on", acts: "at once", because: "metrics of vacuum" },
];

type Sized = Pick<ServerSettings, "tier" | "parameters">;

/** The most connections that the server takes: as set, else as many as Azure gives a new server of the tier. */
export function maxConnections({ tier, parameters }: Sized): number {
  const set = Object.hasOwn(parameters, connections) ? Number(parameters[connections]) : Number.NaN;
  if (Number.isInteger(set)) return set;
  const machine = tierOf(tier);
  return machine === undefined ? 0 : usualConnections(machine);
}

const connections = "max_connections";

/** Every parameter of a server: the usual ones, and those of the settings laid over them. Pure. */
export function parametersOf(settings: Sized): readonly Pick<Parameter, "name" | "value">[] {
  const own = new Map(usual.map(({ name, value }) => [name, value]));
  // Azure sets it once, by the first tier, and leaves it so after a change of tier.
  own.set(connections, String(maxConnections(settings)));
  for (const [name, value] of Object.entries(settings.parameters).sort(([a], [b]) => (a < b ? -1 : 1)))
    own.set(name, value);
  return [...own].map(([name, value]) => ({ name, value }));
}

/** Read-only on Flexible Server, or part of how it replicates and keeps backups. */
export const ownedByAzure: readonly string[] = [
  "archive_cleanup_command",
  "archive_command",
  "archive_mode",
  "archive_timeout",
  "data_directory",
  "full_page_writes",
  "fsync",
  "hba_file",
  "listen_addresses",
  "log_destination",
  "logging_collector",
  "port",
  "primary_conninfo",
  "primary_slot_name",
  "recovery_target_time",
  "restore_command",
  "ssl",
  "ssl_ca_file",
  "ssl_cert_file",
  "ssl_key_file",
  "synchronous_standby_names",
  "unix_socket_directories",
];

/** What a parameter of the settings may be, where another value would break a guarantee. */
interface Bound {
  readonly holds: (value: string) => boolean;
  readonly allowed: string;
  readonly cure: string;
}

const members = (value: string): readonly string[] => value.toLowerCase().split(/\s*,\s*/);
const oneOf = (...values: readonly string[]) => ({
  holds: (value: string) => values.includes(value.toLowerCase()),
  allowed: values.join(" or "),
});
const includes = (...values: readonly string[]) => ({
  holds: (value: string) => values.every((each) => members(value).includes(each)),
  allowed: `a list that holds ${values.join(" and ")}`,
});
const between = (least: number, most: number) => ({
  holds: (value: string) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
  allowed: `${least} to ${most}`,
});

/** Slots and senders that a standby takes for itself. */
const ofTheStandby = { ...between(4, 262_143), cure: "raise it: the standby takes four for itself" };

export const bounds: Readonly<Record<string, Bound>> = {
  require_secure_transport: { ...oneOf("on"), cure: "remove it: no connection goes without TLS" },
  ssl_min_protocol_version: {
    holds: (value) => ["TLSv1.2", "TLSv1.3"].includes(value),
    allowed: "TLSv1.2 or TLSv1.3",
    cure: "remove it, or raise it",
  },
  "azure.extensions": { ...includes("pgaudit"), cure: "add it: the audit log comes from there" },
  shared_preload_libraries: {
    ...includes("pg_stat_statements", "pgaudit"),
    cure: "add them: audit log and statistics come from there",
  },
  "pgaudit.log": {
    holds: (value) => members(value).includes("all") || includes("ddl", "role").holds(value),
    allowed: "all, or a list that holds ddl and role",
    cure: "add them: an audit names who changed tables and rights",
  },
  log_connections: { ...oneOf("on"), cure: "remove it: an audit needs to know who came" },
  log_disconnections: { ...oneOf("on"), cure: "remove it: an audit needs to know who went" },
  log_min_duration_statement: { ...between(0, 60_000), cure: "log slow statements from 60,000 ms on at the latest" },
  log_statement: {
    ...oneOf("none"),
    cure: "set pgaudit.log instead: log_statement writes the passwords of CREATE ROLE into the log",
  },
  synchronous_commit: {
    ...oneOf("on", "remote_apply"),
    cure: "remove it: a commit that the standby does not have is lost at a failover; relax it in single transactions",
  },
  max_connections: { ...between(25, 5000), cure: "choose what the tier's memory holds, or put a pool in front" },
  max_wal_senders: ofTheStandby,
  max_replication_slots: ofTheStandby,
};
