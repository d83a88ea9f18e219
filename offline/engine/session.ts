import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { serveLanguageHost } from "../language-host/host";
import type { InlineProgram } from "../language-host/inline";
import { FaultInjector, parseFaults } from "../providers/faults";
import { Judge } from "../providers/judge";
import { Ledger } from "../providers/ledger";
import type { LiveCluster } from "../providers/live/cluster";
import { packages, serveStandIns } from "../providers/stand-ins";
import type { Environment } from "./environment";
import type { Served } from "./loopback";
import { recover } from "./recovery";
import { CannotContinue, locate, onPath } from "./tool";
import { pulumi } from "./tools";

export interface SessionOptions {
  /** The project's root: where the tools' Go modules and the chart cache are. */
  readonly root: string;
  /** Where backend, copies of projects and the simulated cloud live. */
  readonly state: string;
  readonly report: (line: string) => void;
  /** What the CLI and the program see of the environment, and where the settings of the stand-ins are. */
  readonly env: Environment;
  /** Where Kubernetes objects are applied for real; absent, they are simulated. */
  readonly live?: LiveCluster | undefined;
  /** What to run in this process, in the place of the project's program. */
  readonly inline?: InlineProgram | undefined;
}

export interface RunOptions {
  readonly cwd: string;
  /** `inherit` shows the CLI's output; a function receives it. */
  readonly output: "inherit" | ((text: string) => void);
  readonly env?: Readonly<Record<string, string>>;
}

/** The real CLI with stand-ins attached: one set of servers for any number of runs. */
export class Session {
  private constructor(
    private readonly cli: string,
    private readonly environment: Environment,
    private readonly backend: string,
    private readonly servers: readonly Served[],
    private readonly report: (line: string) => void,
  ) {}

  static async start(options: SessionOptions): Promise<Session> {
    const { env, report } = options;
    const cli = await locate(pulumi, options.root, report);
    const backend = join(options.state, "backend");
    const home = join(options.state, "home");
    for (const folder of [backend, home]) mkdirSync(folder, { recursive: true });
    keepNoLogs(home);
    const real = realProviders(env["PULUMI_REAL_PROVIDERS"]);
    const schemas = env["OFFLINE_SCHEMAS"];
    const standIns = await serveStandIns(real, {
      ledger: new Ledger(join(options.state, "cloud.jsonl")),
      faults: new FaultInjector(parseFaults(env["OFFLINE_FAULTS"])),
      judge: schemas === undefined ? undefined : new Judge(schemas),
      env,
      root: options.root,
      report,
      live: options.live,
    });
    const { inline } = options;
    const host = inline === undefined && hasLanguageHost(cli, env) ? undefined : await serveLanguageHost(env, inline);
    return new Session(
      cli,
      {
        ...env,
        ...(real.length === 0 ? { PULUMI_HOME: home } : {}),
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: "offline",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DEBUG_PROVIDERS: standIns.map(({ name, port }) => `${name}:${port}`).join(","),
        ...(host === undefined ? {} : attached(host, options.state, env)),
      },
      backend,
      [...standIns, ...(host === undefined ? [] : [host])],
      report,
    );
  }

  /** Ends the servers; no run follows. */
  close(): void {
    for (const { close } of this.servers) close();
  }

  /** Whether the stack has a state in this session's backend. */
  hasStack(project: string, stack: string): boolean {
    return existsSync(this.stateFile(project, stack));
  }

  /** Gives a stack an empty state, as `stack init` does, which takes the CLI half a second of deriving a key. */
  createStack(project: string, stack: string): void {
    const file = this.stateFile(project, stack);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(this.backend, ".pulumi", "meta.yaml"), "version: 1\n");
    const checkpoint = { stack: `organization/${project}/${stack}` };
    writeFileSync(file, JSON.stringify({ version: 3, checkpoint }));
  }

  private stateFile(project: string, stack: string): string {
    return join(this.backend, ".pulumi", "stacks", project, `${stack}.json`);
  }

  /** Runs the CLI and returns its exit code. */
  async run(args: readonly string[], options: RunOptions): Promise<number> {
    const { pids } = recover(this.backend);
    if (pids.length > 0) this.report(`Cleared what a killed run left behind (pid ${pids.join(", ")}).`);
    const shown = options.output === "inherit" ? "inherit" : "pipe";
    const child = spawn(this.cli, args, {
      cwd: options.cwd,
      env: { ...this.environment, ...options.env },
      stdio: [options.output === "inherit" ? "inherit" : "ignore", shown, shown],
    });
    const { output } = options;
    if (output !== "inherit") {
      child.stdout?.on("data", (chunk: Buffer) => output(chunk.toString()));
      child.stderr?.on("data", (chunk: Buffer) => output(chunk.toString()));
    }
    // Ctrl-C reaches the CLI too, which then stops in good order; this process must outlive it.
    const wait = (): void => undefined;
    process.on("SIGINT", wait);
    try {
      return await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? 1));
      });
    } finally {
      process.off("SIGINT", wait);
    }
  }
}

/**
 * The CLI writes a debug log of every run into a folder of its home, which takes a third of its time. A file in the place
 * of the folder keeps it from that; it goes on without.
 */
function keepNoLogs(home: string): void {
  const logs = join(home, "logs");
  if (!existsSync(logs)) writeFileSync(logs, "Offline, the CLI keeps no logs.\n");
}

/** Providers that are left to their official plugins, from `PULUMI_REAL_PROVIDERS=kubernetes,random`. */
export function realProviders(setting: string | undefined): string[] {
  const names = (setting ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  const unknown = names.filter((each) => !packages.includes(each));
  if (unknown.length > 0) {
    throw new CannotContinue(`PULUMI_REAL_PROVIDERS names ${unknown.join(", ")}; allowed: ${packages.join(", ")}`);
  }
  return names;
}

const hostName = "pulumi-language-nodejs";

/** Whether the CLI brings the official language host, which is taken then, or PATH has it. */
function hasLanguageHost(cli: string, env: Environment): boolean {
  return existsSync(join(dirname(cli), hostName)) || onPath(hostName, env) !== undefined;
}

/**
 * How the CLI is told of our language host. It also looks for the executable before it runs a policy pack, so a file of
 * that name stands on PATH; attached, it is never run.
 */
function attached({ port }: Served, state: string, env: Environment): Environment {
  const folder = join(state, "bin");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, hostName);
  writeFileSync(
    file,
    "#!/bin/sh\necho 'This language host is attached by port; it cannot be run by itself.' >&2\nexit 1\n",
  );
  chmodSync(file, 0o755);
  return {
    PATH: `${folder}${delimiter}${env["PATH"] ?? ""}`,
    PULUMI_DEBUG_LANGUAGES: `nodejs:${port}`,
  };
}
