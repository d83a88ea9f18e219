import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passwordIsGood } from "../../../components/shared/database/scripts";

/** A folder as a pod's containers share it, and programs that stand in for the image's. */
export class Container {
  readonly folder = mkdtempSync(join(tmpdir(), "kbp-login-"));
  readonly programs = mkdtempSync(join(tmpdir(), "kbp-programs-"));
  private readonly running: ChildProcess[] = [];
  private readonly variables = new Map<string, string>();
  private log = "";

  /** @param env beside the connection to `db.example:5432` as `shop`. */
  constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly shell = "/bin/sh",
  ) {}

  /** Writes a file that the script is told of by a variable. */
  file(variable: string, text: string): void {
    const path = join(this.programs, variable);
    writeFileSync(path, text);
    this.variables.set(variable, path);
  }

  /** Puts a program on the PATH. */
  program(name: string, body: string): void {
    writeFileSync(join(this.programs, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  start(script: string): ChildProcess {
    const child = spawn(this.shell, ["-c", script], {
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that what the script started ends with it.
      detached: true,
    });
    child.stderr.on("data", (text: Buffer) => (this.log += text.toString()));
    this.running.push(child);
    return child;
  }

  /** What the scripts said. */
  get messages(): string {
    return this.log;
  }

  /** What the probes of the sidecar would find. */
  isGood(): boolean {
    return spawnSync(this.shell, ["-c", passwordIsGood], { env: this.environment() }).status === 0;
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** The password file, once there is one that is not `other`. */
  async password(other = ""): Promise<string> {
    return until(() => {
      const found = readdirSync(this.folder).includes("password") ? this.read("password") : "";
      return found === "" || found === other ? undefined : found;
    });
  }

  mode(file: string): string {
    return (statSync(join(this.folder, file)).mode & 0o777).toString(8);
  }

  inode(file: string): number {
    return statSync(join(this.folder, file)).ino;
  }

  files(): readonly string[] {
    return readdirSync(this.folder).sort();
  }

  remove(): void {
    for (const { pid } of this.running) if (pid !== undefined) killGroup(pid);
    for (const folder of [this.folder, this.programs]) rmSync(folder, { recursive: true, force: true });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${this.programs}:${process.env.PATH ?? ""}`,
      LOGIN_FOLDER: this.folder,
      PROGRAMS: this.programs,
      PGHOST: "db.example",
      PGPORT: "5432",
      PGUSER: "shop",
      ...this.env,
      ...Object.fromEntries(this.variables),
    };
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended already.
  }
}

/** How a process ended, and after how many milliseconds from now. */
export async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly after: number }> {
  const start = Date.now();
  if (child.exitCode !== null) return { code: child.exitCode, after: 0 };
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, after: Date.now() - start })));
}

/** Asks every few milliseconds until there is an answer. */
export async function until<T>(ask: () => T | undefined, timeoutMs = 15_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`nothing within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
