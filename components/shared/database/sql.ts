/**
 * The statements of a login, as plain text. Each can run again, and none needs a superuser: the administrators of RDS,
 * Cloud SQL and Azure may make roles and databases, and of the roles that they make they have the ADMIN OPTION.
 *
 * A database belongs to a role of its own, `DATABASE-owner`, that cannot log in; logins are its members. So ownership
 * needs no rights over the login, which on Cloud SQL and Azure the cloud makes, and it outlives every login. The
 * administration is a member as well: PostgreSQL lets only members of a role give it a database, and who has the ADMIN
 * OPTION can become one at any time.
 */

/** What the statements are about. */
export interface LoginNames {
  /** Database of the pods. */
  readonly database: string;
  /** Role that the pods log in as. */
  readonly role: string;
}

/** Everything that the Job of a login runs, in this order. */
export interface LoginSql {
  /** In `postgres`: the owner. */
  readonly owner: string;
  /** In `postgres`: a row when the database exists. */
  readonly databaseExists: string;
  /** In `postgres`, alone, as it can be in no transaction: the database. */
  readonly createDatabase: string;
  /** In the database: who may use it. */
  readonly database: string;
  /** In `postgres`: the login. */
  readonly login: string;
}

/** How one kind of server differs. */
export interface Dialect {
  /** Statements that make the login when it does not exist; none where something else makes it. */
  readonly makeLogin: (names: LoginNames) => readonly string[];
  /** Role of all administrators, which then can manage what one of them made. */
  readonly administrators?: string | undefined;
}

export function loginSql(names: LoginNames, { makeLogin, administrators }: Dialect): LoginSql {
  const { database, role } = names;
  const owner = ownerOf(database);
  return {
    owner: script([
      unlessRole(owner, [`CREATE ROLE ${identifier(owner)} NOLOGIN`]),
      `GRANT ${identifier(owner)} TO CURRENT_USER`,
      ...(administrators === undefined
        ? []
        : [ifAllowed(`GRANT ${identifier(owner)} TO ${identifier(administrators)} WITH ADMIN OPTION`)]),
    ]),
    databaseExists: script([`SELECT 1 FROM pg_catalog.pg_database WHERE datname = ${literal(database)}`]),
    createDatabase: script([`CREATE DATABASE ${identifier(database)} OWNER ${identifier(owner)}`]),
    database: script([
      auditing,
      `ALTER DATABASE ${identifier(database)} OWNER TO ${identifier(owner)}`,
      `SET ROLE ${identifier(owner)}`,
      `REVOKE ALL ON DATABASE ${identifier(database)} FROM PUBLIC`,
      block(
        `IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'public') THEN ` +
          `REVOKE ALL ON SCHEMA public FROM PUBLIC; END IF`,
      ),
      // What PostgreSQL else lets everybody do with what is made here.
      `ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC`,
      `ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC`,
    ]),
    login: script([
      ...makeLogin(names),
      `GRANT ${identifier(owner)} TO ${identifier(role)}`,
      // Tables then belong to the owner and not to this login, and outlive it too. From 16 on only who has the ADMIN
      // OPTION of the login may say so; where the cloud keeps that, they belong to the login.
      ifAllowed(actAsOwner(names)),
    ]),
  };
}

/**
 * Lets pgaudit name the objects of definitions. The in-cluster server does not have it; on Azure it is refused until the
 * server was restarted with its library, and made by the next Job.
 */
const auditing = block(
  `IF EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'pgaudit') THEN ` +
    `CREATE EXTENSION IF NOT EXISTS pgaudit; END IF; ` +
    `EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', SQLERRM`,
);

/** The role that a database belongs to. */
export function ownerOf(database: string): string {
  return `${database}-owner`;
}

/**
 * RDS takes the token of who is a member of `rds_iam` and nobody's password else, and membership is inherited. From 16 on
 * who makes a role is a member of it for ever, so an administrator that makes a login for tokens locks itself out. So
 * another role makes it, and goes.
 */
export const rdsDialect: Dialect = {
  makeLogin(names) {
    const { role } = names;
    const maker = identifier(`${role.slice(0, 57)}-maker`);
    return [
      unlessRole(role, [
        `CREATE ROLE ${maker} NOLOGIN CREATEROLE`,
        `GRANT ${maker} TO CURRENT_USER`,
        `SET LOCAL ROLE ${maker}`,
        `CREATE ROLE ${identifier(role)} LOGIN`,
        actAsOwner(names),
        `RESET ROLE`,
        `DROP ROLE ${maker}`,
      ]),
      `GRANT rds_iam TO ${identifier(role)}`,
    ];
  },
};

/** @param objectId id of the identity in Entra ID. Azure keeps the function in the database `postgres`. */
export function entraDialect(objectId: string): Dialect {
  return {
    administrators: "azure_pg_admin",
    makeLogin: ({ role }) => [
      unlessRole(role, [
        `PERFORM pg_catalog.pgaadauth_create_principal_with_oid(` +
          `${literal(role)}, ${literal(objectId)}, 'service', false, false)`,
      ]),
    ],
  };
}

/** The Cloud SQL Admin API makes the login. */
export const cloudSqlDialect: Dialect = { makeLogin: () => [] };

/** Setting of the session in which the password stands: in no statement, so in no log. */
export const passwordSetting = "login.password";

export const passwordDialect: Dialect = {
  makeLogin: ({ role }) => [
    unlessRole(role, [`CREATE ROLE ${identifier(role)} LOGIN`]),
    block(
      `EXECUTE format('ALTER ROLE %I PASSWORD %L', ${literal(role)}, current_setting(${literal(passwordSetting)}))`,
    ),
  ],
};

function actAsOwner({ database, role }: LoginNames): string {
  return `ALTER ROLE ${identifier(role)} IN DATABASE ${identifier(database)} SET role TO ${literal(ownerOf(database))}`;
}

function unlessRole(role: string, statements: readonly string[]): string {
  const missing = `NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${literal(role)})`;
  return block(`IF ${missing} THEN ${statements.join("; ")}; END IF`);
}

function ifAllowed(statement: string): string {
  return block(`${statement}; EXCEPTION WHEN insufficient_privilege THEN RAISE NOTICE '%', SQLERRM`);
}

/** A block of PL/pgSQL, quoted as a text. */
function block(body: string): string {
  return `DO ${literal(`BEGIN ${body}; END`)}`;
}

function script(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n`).join("");
}

/** A name, quoted. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text, quoted, whatever `standard_conforming_strings` says. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return text.includes("\\") ? ` E${quoted}` : quoted;
}
