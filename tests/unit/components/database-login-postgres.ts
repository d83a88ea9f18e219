import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { Dialect, LoginNames } from "../../../components/shared/database/sql";
import { loginSql } from "../../../components/shared/database/sql";

type Row = Readonly<Record<string, unknown>>;

/** Who runs statements: a role that logs in, and what its session starts with. */
export interface Session {
  readonly role: string;
  /** Role that the session acts as, as PGOPTIONS would say. */
  readonly actAs?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** PostgreSQL within this process. It serves one database at a time, so another one means another start with the same data. */
export class Postgres {
  private constructor(
    private readonly folder: string,
    private engine: PGlite,
    private database = "postgres",
  ) {}

  /** @param setup what a cloud has made before; runs as a superuser. */
  static async start(setup: string): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), "kbp-postgres-"));
    const engine = await PGlite.create(folder);
    await engine.exec(setup);
    return new Postgres(folder, engine);
  }

  async stop(): Promise<void> {
    await this.engine.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Runs a text as one transaction, as `psql --command` does; the rows of its last statement. */
  async run(text: string, session?: Session, database = "postgres"): Promise<readonly Row[]> {
    await this.open(database);
    await this.engine.exec("SET SESSION AUTHORIZATION DEFAULT; RESET ALL");
    if (session !== undefined) await this.engine.exec(`SET SESSION AUTHORIZATION "${session.role}"`);
    if (session?.actAs !== undefined) await this.engine.exec(`SET ROLE "${session.actAs}"`);
    for (const [name, value] of Object.entries(session?.settings ?? {}))
      await this.engine.query("SELECT set_config($1, $2, false)", [name, value]);
    const results = await this.engine.exec(text);
    return results.at(-1)?.rows ?? [];
  }

  /** The one value of a query by a superuser. */
  async value(text: string, database = "postgres"): Promise<unknown> {
    const [row] = await this.run(text, undefined, database);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /** Runs the statements of a login as its Job does. */
  async administer(names: LoginNames, dialect: Dialect, session: Session): Promise<void> {
    const sql = loginSql(names, dialect);
    await this.run(sql.owner, session);
    const found = await this.run(sql.databaseExists, session);
    if (found.length === 0) await this.run(sql.createDatabase, session);
    await this.run(sql.database, session, names.database);
    await this.run(sql.login, session);
  }

  private async open(database: string): Promise<void> {
    if (database === this.database) return;
    await this.engine.close();
    this.engine = await PGlite.create({ dataDir: this.folder, database });
    this.database = database;
  }
}
