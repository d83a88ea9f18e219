import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import { type CliArguments, needsStack, readArguments } from "../engine/cli-arguments";
import type { Environment } from "../engine/environment";
import { liftProtection } from "../engine/protection";
import { findProject, shadow, type ShadowProject } from "../engine/project";
import { realProviders, type RunOptions, Session } from "../engine/session";
import { CannotContinue } from "../engine/tool";
import type { InlineProgram } from "../language-host/inline";
import type { LiveCluster } from "../providers/live/cluster";

/** Where and for whom a command of the CLI runs. */
export interface Surroundings {
  /** This project's root. */
  readonly root: string;
  /** The folder that the command is given in. */
  readonly cwd: string;
  readonly env: Environment;
  /** Where what the CLI prints goes. */
  readonly output: RunOptions["output"];
  /** What to run in this process, in the place of the project's program. */
  readonly inline?: InlineProgram | undefined;
  /** Takes what is said beside it. */
  readonly report: (line: string) => void;
}

const isFunction = (value: unknown): boolean => typeof value === "function";
const liveModule = z.object({
  liveCluster: z.custom<(env: Environment) => LiveCluster | undefined>(isFunction),
  assertReachable: z.custom<(cluster: LiveCluster) => Promise<void>>(isFunction),
});

/**
 * `npm run pulumi -- ARGS…`: the real CLI, any subcommand, with stand-ins attached and a local state. With KUBECONFIG
 * set, Kubernetes objects are applied to that cluster.
 */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { env } = process;
  const cwd = env["INIT_CWD"] ?? process.cwd();
  try {
    return await pulumi(args, { root, cwd, env, output: "inherit", report: (line) => console.error(line) });
  } finally {
    // Connections to a cluster would keep the process alive.
    setImmediate(() => process.exit());
  }
}

/** The command within this process. Returns the exit code of the CLI; 1 for what was refused before, with the reason. */
export async function pulumi(args: readonly string[], { root, ...given }: Surroundings): Promise<number> {
  const { cwd, env, report } = given;
  try {
    const read = readArguments(args, cwd);
    const live = await chosenCluster(read.command, given);
    const state = env["OFFLINE_STATE"] ?? stateFolder(root, live);
    const session = await Session.start({ root, state, env, report, live, inline: given.inline });
    try {
      return await runIn(session, { ...given, read, state, live });
    } finally {
      session.close();
      live?.api.connection.close();
    }
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    report(error.message);
    return 1;
  }
}

interface Command extends Omit<Surroundings, "root"> {
  readonly read: CliArguments;
  readonly state: string;
  readonly live: LiveCluster | undefined;
}

async function runIn(session: Session, { read, state, live, env, output, report }: Command): Promise<number> {
  const { args, cwd, command, stack } = read;
  const source = findProject(cwd);
  // `config` edits the user's own stack file; without a project there is nothing to copy.
  if (source === undefined || command === "config") return session.run(args, { cwd, output });
  const project = shadow(source, state);
  for (const path of project.replacedSecrets) report(`${path} is encrypted; a placeholder stands for it.`);
  if (stack !== undefined) {
    // A stack without a stack file is left for the CLI to refuse.
    const missing = project.stacks.includes(stack) && !session.hasStack(project.name, stack);
    if (missing && needsStack(command)) session.createStack(project.name, stack);
    // On a cluster elsewhere something can be lost.
    const harmless = live?.isLocal !== false && env["OFFLINE_KEEP_PROTECTION"] !== "1";
    if (command === "destroy" && harmless) await liftProtectionOf(session, project, stack, { state, report });
  }
  return session.run(args, { cwd: project.folder, output });
}

/** The cluster of KUBECONFIG, when objects are applied to it; says so when the command does. */
async function chosenCluster(
  command: string | undefined,
  { env, report }: Pick<Surroundings, "env" | "report">,
): Promise<LiveCluster | undefined> {
  const { KUBECONFIG: kubeconfig = "", OFFLINE_KUBERNETES: wish = "", PULUMI_REAL_PROVIDERS: real } = env;
  if ((kubeconfig === "" && wish === "") || realProviders(real).includes("kubernetes")) return undefined;
  const { assertReachable, liveCluster } = loadLive();
  const live = liveCluster(env);
  if (live !== undefined && needsStack(command)) {
    await assertReachable(live);
    report(`Kubernetes objects are applied to ${live.server} (KUBECONFIG).`);
  }
  return live;
}

/** The client of a cluster takes 0.2 s to load, which a simulation need not wait for. */
function loadLive() {
  return liveModule.parse(createRequire(__filename)("../providers/live/cluster"));
}

/** The local state by default: what is on a cluster and what is simulated must not be mistaken for each other. */
export function stateFolder(root: string, live: Pick<LiveCluster, "identity"> | undefined): string {
  const folder = join(root, ".offline");
  return live === undefined ? folder : join(folder, "live", live.identity);
}

/**
 * Protected resources cannot be destroyed, on an account or here. Here nothing is lost by it, so `destroy` lifts the
 * protection first and says so; `OFFLINE_KEEP_PROTECTION=1` shows what an account would answer.
 */
async function liftProtectionOf(
  session: Session,
  project: ShadowProject,
  stack: string,
  { state, report }: Pick<Command, "state" | "report">,
): Promise<void> {
  if (!session.hasStack(project.name, stack)) return;
  if (await liftProtection(session, { folder: project.folder, stack, state })) {
    report(
      "Offline: protection lifted. On an account, set `removal: delete` of what is protected and run `pulumi up`.",
    );
  }
}
