import { sortedEntries } from "../../shared/faults";

/** Parameters of the server: those of this package as data, and which ones nobody may change. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** A static parameter waits for a restart, a dynamic one acts at once. */
  readonly kind: "static" | "dynamic";
  readonly why: string;
}

const dynamic = (name: string, value: string, why: string): Parameter => ({ name, value, kind: "dynamic", why });

const libraries = ["pg_stat_statements", "pgaudit"];

/** Slower statements are logged. */
const slowMilliseconds = 1000;

export const ownParameters: readonly Parameter[] = [
  dynamic("rds.force_ssl", "1", "refuses connections without TLS"),
  dynamic("ssl_min_protocol_version", "TLSv1.2", "refuses older protocols"),
  dynamic("password_encryption", "scram-sha-256", "stores no MD5 hash of a password"),
  dynamic("rds.accepted_password_auth_method", "scram", "refuses roles with an MD5 hash"),
  { name: "shared_preload_libraries", value: libraries.join(","), kind: "static", why: "audit and statistics" },
  dynamic("pgaudit.log", "ddl,role", "audits changes of tables, roles and rights, with passwords blackened"),
  dynamic("log_connections", "1", "tells who came"),
  dynamic("log_disconnections", "1", "tells who went, and after how long"),
  dynamic("log_min_duration_statement", `${slowMilliseconds}`, "logs statements that take longer, in milliseconds"),
  dynamic("log_lock_waits", "1", "logs who waits for a lock for longer than a second"),
  dynamic("log_temp_files", "10240", "logs sorts that spill to disk, from that many kB on"),
  dynamic("log_autovacuum_min_duration", "10000", "logs vacuums that take longer, in milliseconds"),
  dynamic("idle_in_transaction_session_timeout", "600000", "ends forgotten transactions, which hold vacuum back"),
  dynamic("track_io_timing", "1", "shows waits for the disk in Database Insights"),
];

export interface AppliedParameter {
  readonly name: string;
  readonly value: string;
  readonly applyMethod: "immediate" | "pending-reboot";
}

/** Those of this package with the user's laid over them, in the order of their names. Pure. */
export function appliedParameters(given: Readonly<Record<string, string>>): AppliedParameter[] {
  const own = Object.fromEntries(ownParameters.map(({ name, value }) => [name, value]));
  return sortedEntries({ ...own, ...given }).map(([name, value]) => ({
    name,
    value,
    applyMethod: staticParameters.has(name) ? "pending-reboot" : "immediate",
  }));
}

/** What stands in the way of a value; undefined when nothing does. */
export interface ParameterRule {
  readonly allowed: string;
  readonly cure: string;
  readonly holds: (value: string) => boolean;
}

const never = (allowed: string, cure: string): ParameterRule => ({ allowed, cure, holds: () => false });
const platform = never("parameters that RDS leaves to you", "remove it: RDS sets it");
const fixed = (value: string): ParameterRule =>
  never(value, "remove it: this package sets it, and everything connects that way");
const on: ParameterRule = {
  allowed: "1",
  cure: "remove it: the alarms and the audit trail need it",
  holds: (value) => ["1", "on", "true"].includes(value),
};

/** Parameters that would weaken TLS, authentication or logging, or that RDS owns. */
const rules: Readonly<Record<string, ParameterRule>> = {
  "rds.force_ssl": fixed("1"),
  ssl_min_protocol_version: {
    allowed: "TLSv1.2 or TLSv1.3",
    cure: "remove it: TLSv1.2 is set",
    holds: (value) => value === "TLSv1.2" || value === "TLSv1.3",
  },
  ssl_max_protocol_version: {
    allowed: "TLSv1.3",
    cure: "remove it: the newest is used",
    holds: (value) => value === "TLSv1.3",
  },
  ssl_ciphers: platform,
  password_encryption: fixed("scram-sha-256"),
  "rds.accepted_password_auth_method": fixed("scram"),
  shared_preload_libraries: {
    allowed: `a list that holds ${libraries.join(" and ")}`,
    cure: "add them to your list",
    holds: (value) => libraries.every((library) => value.split(/\s*,\s*/).includes(library)),
  },
  "pgaudit.log": {
    allowed: "a list that holds ddl and role, or all",
    cure: "add them to your list",
    holds: (value) => {
      const classes = value.split(/\s*,\s*/);
      return classes.includes("all") || (classes.includes("ddl") && classes.includes("role"));
    },
  },
  log_connections: on,
  log_disconnections: on,
  log_min_duration_statement: {
    allowed: `0 to ${slowMilliseconds}`,
    cure: "remove it, or log more: slow statements are logged",
    holds: (value) => /^\d+$/.test(value) && Number(value) <= slowMilliseconds,
  },
  log_destination: platform,
  log_line_prefix: platform,
  log_min_messages: {
    allowed: "warning or more",
    cure: "remove it: warnings are logged",
    holds: (value) => /^(debug[1-5]|info|notice|warning)$/.test(value),
  },
  log_min_error_statement: {
    allowed: "error or more",
    cure: "remove it: statements that fail are logged",
    holds: (value) => /^(debug[1-5]|info|notice|warning|error)$/.test(value),
  },
  autovacuum: { ...on, cure: "remove it: without vacuum the transaction ids run out" },
  fsync: platform,
  full_page_writes: platform,
  wal_level: { ...platform, cure: "set rds.logical_replication to 1 instead" },
};

/** Beginnings of further names that RDS owns: files, sockets, archive, recovery and replication. */
const ownedByRds =
  /^(archive_|restore_|recovery_|primary_|synchronous_standby_|unix_socket_|ssl$|ssl_(ca|cert|key|crl|dh|passphrase)|data_directory|config_file|hba_file|ident_file|external_pid_file|listen_addresses|port$|logging_collector|log_(directory|filename|file_mode|rotation_|truncate_)|cluster_name|superuser_reserved_connections)/;

/** The rule that a parameter breaks; undefined when it breaks none. Pure. */
export function brokenRule(name: string, value: string): ParameterRule | undefined {
  if (ownedByRds.test(name)) return platform;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  return rule === undefined || rule.holds(value) ? undefined : rule;
}

/** Parameters that only a restart applies: those that PostgreSQL reads at its start, and some of RDS and extensions. */
const staticParameters: ReadonlySet<string> = new Set([
  "autovacuum_freeze_max_age",
  "autovacuum_max_workers",
  "autovacuum_multixact_freeze_max_age",
  "autovacuum_worker_slots",
  "commit_timestamp_buffers",
  "cron.database_name",
  "cron.max_running_jobs",
  "cron.use_background_workers",
  "huge_pages",
  "io_max_concurrency",
  "io_method",
  "max_connections",
  "max_files_per_process",
  "max_locks_per_transaction",
  "max_logical_replication_workers",
  "max_notify_queue_pages",
  "max_pred_locks_per_transaction",
  "max_prepared_transactions",
  "max_replication_slots",
  "max_wal_senders",
  "max_worker_processes",
  "min_dynamic_shared_memory",
  "multixact_member_buffers",
  "multixact_offset_buffers",
  "notify_buffers",
  "old_snapshot_threshold",
  "pg_stat_statements.max",
  "rds.logical_replication",
  "rds.rds_superuser_reserved_connections",
  "rds.restrict_password_commands",
  "reserved_connections",
  "serializable_buffers",
  "shared_buffers",
  "shared_preload_libraries",
  "subtransaction_buffers",
  "track_activity_query_size",
  "track_commit_timestamp",
  "transaction_buffers",
  "wal_buffers",
  "wal_decode_buffer_size",
]);
