import { join } from "node:path";
import { needsStack, readArguments } from "../engine/cli-arguments";
import { liftProtection } from "../engine/protection";
import { findProject, shadow, type ShadowProject } from "../engine/project";
import { Session } from "../engine/session";
import { CannotContinue } from "../engine/tool";

const report = (line: string): void => console.error(line);

/** `npm run pulumi -- ARGS…`: the real CLI, any subcommand, with stand-ins attached and a local state. */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    const state = process.env["OFFLINE_STATE"] ?? join(root, ".offline");
    const session = await Session.start({ root, state, report });
    const { cwd, args: cliArgs, command, stack } = readArguments(args, process.env["INIT_CWD"] ?? process.cwd());
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
    if (command === "destroy" && stack !== undefined) await prepareDestroy(session, project, stack, state);
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

/**
 * Protected resources cannot be destroyed, on an account or here. Here nothing is lost by it, so `destroy` lifts the
 * protection first and says so; `OFFLINE_KEEP_PROTECTION=1` shows what an account would answer.
 */
async function prepareDestroy(session: Session, project: ShadowProject, stack: string, state: string): Promise<void> {
  if (process.env["OFFLINE_KEEP_PROTECTION"] === "1" || !session.hasStack(project.name, stack)) return;
  if (await liftProtection(session, { folder: project.folder, stack, state })) {
    report(
      "Offline: protection lifted. On an account, set `removal: delete` of what is protected and run `pulumi up`.",
    );
  }
}
