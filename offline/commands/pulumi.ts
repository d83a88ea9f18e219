import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import { needsStack, readArguments } from "../engine/cli-arguments";
import { liftProtection } from "../engine/protection";
import { findProject, shadow, type ShadowProject } from "../engine/project";
import { realProviders, Session } from "../engine/session";
import { CannotContinue } from "../engine/tool";
import type { LiveCluster } from "../providers/live/cluster";

const isFunction = (value: unknown): boolean => typeof value === "function";
const liveModule = z.object({
  liveCluster: z.custom<(env: NodeJS.ProcessEnv) => LiveCluster | undefined>(isFunction),
  assertReachable: z.custom<(cluster: LiveCluster) => Promise<void>>(isFunction),
});

const report = (line: string): void => console.error(line);

/**
 * `npm run pulumi -- ARGS…`: the real CLI, any subcommand, with stand-ins attached and a local state. With KUBECONFIG
 * set, Kubernetes objects are applied to that cluster.
 */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    const { cwd, args: cliArgs, command, stack } = readArguments(args, process.env["INIT_CWD"] ?? process.cwd());
    const live = await chosenCluster(command);
    const state = process.env["OFFLINE_STATE"] ?? stateFolder(root, live);
    const session = await Session.start({ root, state, report, live });
    const source = findProject(cwd);
    // `config` edits the user's own stack file; without a project there is nothing to copy.
    if (source === undefined || command === "config") return await session.run(cliArgs, { cwd, output: "inherit" });
    const project = shadow(source, state);
    for (const path of project.replacedSecrets) report(`${path} is encrypted; a placeholder stands for it.`);
    // A stack without a stack file is left for the CLI to refuse.
    if (
      stack !== undefined &&
      needsStack(command) &&
      project.stacks.includes(stack) &&
      !session.hasStack(project.name, stack)
    ) {
      session.createStack(project.name, stack);
    }
    // On a cluster elsewhere something can be lost.
    if (command === "destroy" && live?.isLocal !== false) await prepareDestroy(session, project, stack, state);
    return await session.run(cliArgs, { cwd: project.folder, output: "inherit" });
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    report(error.message);
    return 1;
  } finally {
    // Servers would keep the process alive.
    setImmediate(() => process.exit());
  }
}

/** The cluster of KUBECONFIG, when objects are applied to it; says so when the command does. */
async function chosenCluster(command: string | undefined): Promise<LiveCluster | undefined> {
  const { KUBECONFIG: kubeconfig = "", OFFLINE_KUBERNETES: wish = "", PULUMI_REAL_PROVIDERS: real } = process.env;
  if ((kubeconfig === "" && wish === "") || realProviders(real).includes("kubernetes")) return undefined;
  const { assertReachable, liveCluster } = loadLive();
  const live = liveCluster(process.env);
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
async function prepareDestroy(
  session: Session,
  project: ShadowProject,
  stack: string | undefined,
  state: string,
): Promise<void> {
  if (process.env["OFFLINE_KEEP_PROTECTION"] === "1") return;
  if (stack === undefined || !session.hasStack(project.name, stack)) return;
  if (await liftProtection(session, { folder: project.folder, stack, state })) {
    report(
      "Offline: protection lifted. On an account, set `removal: delete` of what is protected and run `pulumi up`.",
    );
  }
}
