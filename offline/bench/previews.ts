import type { Session } from "../engine/session";
import { CannotContinue } from "../engine/tool";

/** Something that is timed once in every round. */
export interface Job {
  readonly name: string;
  /** Returns seconds. */
  readonly run: () => Promise<number>;
}

/** Seconds until the previews, started at once, are all done. */
export async function previews(
  session: Session,
  folder: string,
  stacks: readonly string[],
  flags: readonly string[] = [],
): Promise<number> {
  const started = performance.now();
  await Promise.all(stacks.map((stack) => succeed(session, folder, ["preview", "--stack", stack, ...flags])));
  return (performance.now() - started) / 1000;
}

export async function succeed(session: Session, cwd: string, args: readonly string[]): Promise<string> {
  let output = "";
  const env = { PULUMI_DEBUG_COMMANDS: "true" };
  const code = await session.run([...args, "--non-interactive"], { cwd, output: (text) => (output += text), env });
  if (code !== 0) throw new CannotContinue(`pulumi ${args.join(" ")} failed.\n${output.trim()}`);
  return output;
}
