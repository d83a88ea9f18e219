import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { pulumi } from "../../offline/commands/pulumi";
import type { InlineProgram } from "../../offline/language-host/inline";

export const root = join(__dirname, "..", "..");
const main = join(root, "offline", "main.mjs");
const plain = ["--non-interactive", "--color", "never"];

export interface Result {
  readonly code: number;
  readonly output: string;
}

const deployment = z.looseObject({
  resources: z
    .array(
      z.looseObject({
        urn: z.string(),
        type: z.string(),
        id: z.string().optional(),
        inputs: z.record(z.string(), z.unknown()).default({}),
        outputs: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
  pending_operations: z.array(z.unknown()).nullish(),
});
const checkpoint = z.object({ checkpoint: z.object({ latest: deployment.default({ resources: [] }) }) });
const ledgerLine = z.looseObject({ id: z.string(), deleted: z.boolean().optional() });
export type State = z.infer<typeof deployment>;

/** A local backend of its own, for one test or one file of tests. */
export class Sandbox {
  readonly state = mkdtempSync(join(tmpdir(), "kbp-engine-"));

  /** What takes a shell to it. The state is written when a run ends: after every step, that is most of an update. */
  readonly shell = { OFFLINE_STATE: this.state, PULUMI_SKIP_CHECKPOINTS: "1" };

  /**
   * @param cwd folder of the Pulumi project; this project's root by default.
   * @param inline the project's program as a function, for one that is run often: loading the SDK anew takes a second.
   */
  constructor(
    private readonly cwd = root,
    private readonly inline?: InlineProgram,
  ) {}

  /**
   * Runs the CLI, with the servers that it talks to in this process, for to start another takes longer than a small run.
   * Whoever is to be killed is started by `start`.
   */
  async pulumi(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    let output = "";
    const code = await pulumi([...args, ...plain], {
      root,
      cwd: this.cwd,
      env: { ...developer(), ...this.shell, ...env },
      inline: this.inline,
      output: (text) => (output += text),
      report: (line) => (output += `${line}\n`),
    });
    return { code, output };
  }

  /** Fails with what the CLI printed unless it exits with 0. */
  async succeed(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, output } = await this.pulumi(args, env);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${code}\n${output}`);
    return output;
  }

  /** Starts the CLI as a user does, in a process that can be stopped. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [main, "pulumi", ...args, ...plain], {
      cwd: this.cwd,
      env: { ...developer(), OFFLINE_STATE: this.state, INIT_CWD: this.cwd, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** The state as the backend keeps it: what `stack export` prints, a second sooner. */
  exportState(stack: string): State {
    const stacks = join(this.state, "backend", ".pulumi", "stacks");
    const file = readdirSync(stacks)
      .map((project) => join(stacks, project, `${stack}.json`))
      .find((each) => existsSync(each));
    if (file === undefined) throw new Error(`there is no state of the stack ${stack}`);
    return checkpoint.parse(JSON.parse(readFileSync(file, "utf8"))).checkpoint.latest;
  }

  /** What the simulated cloud wrote down; empty before the first create. */
  ledger(): string {
    const file = join(this.state, "cloud.jsonl");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Ids of what the simulated cloud holds, sorted. */
  living(): string[] {
    const living = new Set<string>();
    for (const line of this.ledger().split("\n").filter(Boolean)) {
      const entry = ledgerLine.parse(JSON.parse(line));
      if (entry.deleted === true) living.delete(entry.id);
      else living.add(entry.id);
    }
    return [...living].sort();
  }

  remove(): void {
    rmSync(this.state, { recursive: true, force: true });
  }
}

/** The developer's environment, but for the cluster that is worked on: it is none of a test's, unless it names it. */
function developer(): NodeJS.ProcessEnv {
  return { ...process.env, KUBECONFIG: "" };
}

/** Runs a command of `offline/main.mjs` other than `pulumi`. */
export async function offline(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
  return run(
    spawn(process.execPath, [main, ...args], {
      cwd: root,
      env: { ...process.env, INIT_CWD: root, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

export async function run(child: ChildProcess): Promise<Result> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code: code ?? 1, output };
}

/**
 * The folder of provider schemas that inputs are judged by. It is test data beside the repository; without it nothing
 * is judged, which must not pass for success.
 */
export function schemas(): string {
  const folder = process.env["SCHEMAS"] ?? join(root, "..", "shared", "schemas");
  if (!existsSync(join(folder, "aws.json.gz"))) {
    throw new Error(`NOT JUDGED: there are no provider schemas in ${folder}; set SCHEMAS to a folder that holds them`);
  }
  return folder;
}
