import * as pulumi from "@pulumi/pulumi";
import type { LoginPod } from "../shared/database/contract";
import type { EnvValue } from "../shared/workload/contract";
import { isSecretKey } from "../shared/workload/manifests/container";

/** Where and how a login connects. */
export interface Connection {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  readonly sslmode: string;
  /** File of certificates that are trusted; absent where the connection itself speaks no TLS. */
  readonly sslrootcert?: string | undefined;
  /** Options of the session, by which it acts as the owner of the database. */
  readonly options: string;
}

/** A text over the connection of a login, known when the login is. */
export function connected(env: LoginPod["env"], text: (connection: Connection) => string): pulumi.Output<string> {
  const texts = Object.entries(env).flatMap(([name, value]) => (isSecretKey(value) ? [] : [[name, value] as const]));
  return pulumi.all(Object.fromEntries(texts)).apply((values) => text(connectionOf(values)));
}

/** The password where it is no file but a key of a Secret, under the name by which another driver asks for it. */
export function passwordAs(
  name: string,
  { PGPASSWORD: password }: LoginPod["env"],
): Readonly<Record<string, EnvValue>> {
  return password === undefined ? {} : { [name]: password };
}

function connectionOf(env: Readonly<Record<string, string>>): Connection {
  const { PGHOST = "", PGPORT = "", PGDATABASE = "", PGUSER = "", PGSSLMODE = "", PGOPTIONS = "" } = env;
  return {
    host: PGHOST,
    port: PGPORT,
    database: PGDATABASE,
    user: PGUSER,
    sslmode: PGSSLMODE,
    sslrootcert: env["PGSSLROOTCERT"],
    options: PGOPTIONS,
  };
}

/** The values that templates may name. */
export function placeholdersOf({ sslrootcert: _, ...values }: Connection): Readonly<Record<string, string>> {
  return values;
}

/** A URI as libpq and drivers like it take it, without password. */
export function postgresUri(connection: Connection): string {
  const { host, port, database, user } = connection;
  return `postgres://${encodeURIComponent(user)}@${host}:${port}/${database}?${queryOf(connection)}`;
}

/** The URL of the JDBC driver, without user and password. Of libpq's variables it reads none but PGPASSFILE. */
export function jdbcUrl(connection: Connection): string {
  const { host, port, database } = connection;
  return `jdbc:postgresql://${host}:${port}/${database}?${queryOf(connection)}`;
}

/** Names of parameters that both forms share. */
function queryOf({ sslmode, sslrootcert, options }: Connection): string {
  return Object.entries({ sslmode, sslrootcert, options })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join("&");
}
