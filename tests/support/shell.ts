import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { cacheFolder } from "../../offline/engine/tool";
import { root, run } from "./offline";
import type { Block } from "./runbook";

/** How long one block may take; then it hangs. */
const limitMs = 240_000;

export interface Programs {
  readonly velero: string;
  readonly kubectl: string;
  /** Folder of the Pulumi project that `pulumi` runs. */
  readonly project: string;
}

/** Bash with the tools of the person on call, in a folder of its own. */
export class Shell {
  private readonly home = mkdtempSync(join(tmpdir(), "kbp-shell-"));
  private readonly folder = join(this.home, "work");
  private readonly bin = join(this.home, "bin");

  constructor({ velero, kubectl, project }: Programs) {
    for (const each of [this.folder, this.bin]) mkdirSync(each);
    symlinkSync(velero, join(this.bin, "velero"));
    symlinkSync(kubectl, join(this.bin, "kubectl"));
    // What stands behind them must not find them in its turn.
    const path = `PATH="\${PATH#*${delimiter}}"`;
    const engine = `node "${join(root, "offline", "main.mjs")}" pulumi "$@" --non-interactive --color never`;
    this.script("pulumi", `cd "${project}" && INIT_CWD="${project}" ${path} exec ${engine}`);
    // People stand in the project.
    this.script("npm", `cd "${root}" && unset INIT_CWD && ${path} exec npm "$@"`);
  }

  /** Runs a block until its first command that fails; returns what it printed, or fails with it. */
  async run({ name, text }: Block, env: Readonly<Record<string, string>>): Promise<string> {
    const child = spawn("bash", ["-euo", "pipefail", "-c", text], {
      cwd: this.folder,
      detached: true,
      env: {
        ...process.env,
        ...env,
        PATH: `${this.bin}${delimiter}${process.env["PATH"] ?? ""}`,
        // Whatever the developer told the tools is none of a test's.
        HOME: this.home,
        KBP_CACHE: cacheFolder(),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let ended = "";
    const timer = setTimeout(() => {
      ended = ` and was ended after ${limitMs / 1000} s`;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitMs);
    const { code, output: coloured } = await run(child).finally(() => clearTimeout(timer));
    const output = stripVTControlCharacters(coloured);
    if (code !== 0) throw new Error(`"${name}" exited with ${code}${ended}\n${text}\n${output}`);
    return output;
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private script(name: string, line: string): void {
    const file = join(this.bin, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }
}
