import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cloudSqlDialect,
  type Dialect,
  entraDialect,
  identifier,
  literal,
  loginSql,
  passwordDialect,
  rdsDialect,
} from "../../../components/shared/database/sql";
import { Postgres, type Session } from "./database-login-postgres";

interface Server {
  /** What is there before the first login; runs as a superuser. */
  readonly setup: string;
  readonly administration: Session;
  readonly dialect: Dialect;
  /** Roles of two logins, the second after a change of the service account. */
  readonly roles: readonly [string, string];
  /** What the login acts as from the start of its sessions; none where the cloud keeps the right to say so. */
  readonly actsAs: string | undefined;
}

/** The servers as their administrators find them: on the clouds none of these is a superuser. */
const servers: Readonly<Record<string, Server>> = {
  RDS: {
    // RDS lets administrators give `rds_iam`; PostgreSQL itself wants the ADMIN OPTION for that.
    setup: `CREATE ROLE rds_iam; CREATE ROLE administrator LOGIN CREATEROLE CREATEDB;
      GRANT rds_iam TO administrator WITH ADMIN OPTION, INHERIT FALSE, SET FALSE`,
    administration: { role: "administrator" },
    dialect: rdsDialect,
    roles: ["shop-api-1a2b3c4d", "shop-web-1a2b3c4d"],
    actsAs: "shop-owner",
  },
  "Cloud SQL": {
    setup: `CREATE ROLE cloudsqlsuperuser CREATEROLE CREATEDB;
      CREATE ROLE "administration@shop.iam" LOGIN IN ROLE cloudsqlsuperuser;
      CREATE ROLE "api@shop.iam" LOGIN; CREATE ROLE "web@shop.iam" LOGIN`,
    administration: { role: "administration@shop.iam", actAs: "cloudsqlsuperuser" },
    dialect: cloudSqlDialect,
    roles: ["api@shop.iam", "web@shop.iam"],
    actsAs: undefined,
  },
  "Azure Database": {
    setup: `CREATE ROLE azure_pg_admin; CREATE ROLE administration LOGIN CREATEROLE CREATEDB IN ROLE azure_pg_admin;
      CREATE FUNCTION pg_catalog.pgaadauth_create_principal_with_oid(role text, oid text, kind text, boolean, boolean)
      RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $function$ BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN', role);
        EXECUTE format('COMMENT ON ROLE %I IS %L', role, oid || ' ' || kind);
        RETURN role;
      END $function$`,
    administration: { role: "administration" },
    dialect: entraDialect("00000000-0000-0000-0000-00000000000a"),
    roles: ["shop-api-1a2b3c4d", "shop-web-1a2b3c4d"],
    actsAs: undefined,
  },
  "a server in the cluster": {
    setup: "",
    administration: { role: "postgres", settings: { "login.password": "0Aa'\\" } },
    dialect: passwordDialect,
    roles: ["shop-api-1a2b3c4d", "shop-web-1a2b3c4d"],
    actsAs: "shop-owner",
  },
};

const database = "shop";

for (const [name, { setup, administration, dialect, roles, actsAs }] of Object.entries(servers))
  describe(`the statements of a login, on ${name}`, () => {
    const [role, later] = roles;
    const pods: Session = { role, ...(actsAs === undefined ? {} : { actAs: actsAs }) };
    let server: Postgres;

    before(async () => {
      server = await Postgres.start(setup);
      await server.run("CREATE ROLE stranger LOGIN");
      await server.administer({ database, role }, dialect, administration);
    });
    after(() => server.stop());

    it("run a second time and change nothing", async () => {
      const state = `SELECT json_build_object(
        'databases', (SELECT json_agg(d ORDER BY datname) FROM
          (SELECT datname, datdba::regrole, datacl FROM pg_database) d),
        'members', (SELECT json_agg(m ORDER BY 1, 2) FROM
          (SELECT roleid::regrole::text, member::regrole::text, admin_option FROM pg_auth_members) m),
        'settings', (SELECT json_agg(s) FROM pg_db_role_setting s),
        'defaults', (SELECT json_agg(a ORDER BY oid) FROM pg_default_acl a))`;
      const first = await server.value(state, database);
      await server.administer({ database, role }, dialect, administration);
      assert.deepEqual(await server.value(state, database), first);
    });

    it("make a database that belongs to a role which cannot log in", async () => {
      const [found] = await server.run(
        "SELECT rolname, rolcanlogin, rolsuper FROM pg_database JOIN pg_roles r ON datdba = r.oid WHERE datname = 'shop'",
      );
      assert.deepEqual(found, { rolname: "shop-owner", rolcanlogin: false, rolsuper: false });
    });

    it("make a login that may do nothing else", async () => {
      const [found] = await server.run(
        `SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
         FROM pg_roles WHERE rolname = ${literal(role)}`,
      );
      assert.deepEqual(found, {
        rolcanlogin: true,
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolbypassrls: false,
      });
    });

    it("let the login in, and nobody else", async () => {
      const mayConnect = (who: string): Promise<unknown> =>
        server.value(`SELECT has_database_privilege(${literal(who)}, 'shop', 'CONNECT')`);
      assert.deepEqual([await mayConnect(role), await mayConnect("stranger")], [true, false]);
    });

    it(actsAs === undefined ? "leave its sessions as they are" : "let its sessions act as the owner", async () => {
      const found = await server.value(
        `SELECT setconfig::text FROM pg_db_role_setting WHERE setrole = ${literal(identifier(role))}::regrole`,
      );
      assert.equal(found, actsAs === undefined ? undefined : `{role=${actsAs}}`);
    });

    it("keep what is made in the database from strangers", async () => {
      await server.run("CREATE TABLE orders (id int); CREATE FUNCTION total() RETURNS int RETURN 1", pods, database);
      const read = server.run("SELECT * FROM public.orders", { role: "stranger" }, database);
      await assert.rejects(read, /permission denied for schema public/);
    });

    it("give the same database to a login that comes later", async () => {
      await server.administer({ database, role: later }, dialect, administration);
      await server.run("CREATE TABLE public.reviews (id int)", { role: later }, database);
      const owner = await server.value("SELECT relowner::regrole FROM pg_class WHERE relname = 'orders'", database);
      const mayRead = await server.value(
        `SELECT has_table_privilege(${literal(later)}, 'public.orders', 'SELECT')`,
        database,
      );
      assert.deepEqual(
        { owner, mayRead },
        { owner: actsAs === undefined ? identifier(role) : identifier(actsAs), mayRead: actsAs !== undefined },
      );
    });
  });

describe("the statements of a login", () => {
  let server: Postgres;

  before(async () => {
    server = await Postgres.start("CREATE ROLE rds_iam; CREATE ROLE administrator LOGIN CREATEROLE CREATEDB");
    await server.run("GRANT rds_iam TO administrator WITH ADMIN OPTION, INHERIT FALSE, SET FALSE");
  });
  after(() => server.stop());

  it("leave the administrator of RDS out of the logins, whose tokens it would need else", async () => {
    const isMember = (role: string): Promise<unknown> =>
      server.value(`SELECT pg_has_role('administrator', ${literal(role)}, 'MEMBER')`);
    await server.run("CREATE ROLE made_by_itself LOGIN", { role: "administrator" });
    await server.administer({ database, role: "shop-api-1" }, rdsDialect, { role: "administrator" });
    assert.deepEqual([await isMember("made_by_itself"), await isMember("shop-api-1")], [true, false]);
    assert.deepEqual(await server.run("SELECT 1 FROM pg_roles WHERE rolname LIKE '%-maker'"), []);
  });

  it("quote every text so that PostgreSQL reads it back", async () => {
    const texts = fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "%", ";", "-", "a", "é", "\n") });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        assert.equal(await server.value(`SELECT ${literal(text)}`), text);
      }),
    );
  });

  it("quote every name so that PostgreSQL reads it back", async () => {
    const names = fc.string({
      unit: fc.constantFrom("'", '"', "\\", "$", ";", "-", "a", "é", " "),
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const [row] = await server.run(`SELECT 1 AS ${identifier(name)}`);
        assert.deepEqual(Object.keys(row ?? {}), [name]);
      }),
    );
  });

  it("name no password", () => {
    const { login } = loginSql({ database, role: "shop-api-1" }, passwordDialect);
    assert.match(login, /current_setting\(''login\.password''\)/);
  });

  it("take no password whose setting is missing", async () => {
    const administer = server.administer({ database: "other", role: "other-api-1" }, passwordDialect, {
      role: "postgres",
    });
    await assert.rejects(administer, /unrecognized configuration parameter "login.password"/);
  });
});

describe("auditing", () => {
  it("is prepared in every database, before it is handed over to its owner", () => {
    const { database: statements } = loginSql({ database, role: "shop-api" }, rdsDialect);
    const [first = ""] = statements.split(";\nALTER DATABASE");
    assert.match(first, /CREATE EXTENSION IF NOT EXISTS pgaudit/);
  });
});
