import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countSteps, readEvents } from "../report/events";
import { Progress } from "../report/progress";
import type { Finished } from "../report/summary";
import { listingUnjudged, packFlags, type PolicyPack } from "./packs";
import { shadow, type ShadowProject } from "./project";
import { Session } from "./session";
import { CannotContinue } from "./tool";

export interface PreviewOptions {
  /** This project's root. */
  readonly root: string;
  /** Folder of the Pulumi project to preview. */
  readonly source: string;
  /** Stacks to preview; all that have a stack file when empty. */
  readonly stacks: readonly string[];
  readonly packs: readonly PolicyPack[];
  /** Have the packs name each thing that they could not judge. */
  readonly unjudged: boolean;
}

/** Previews stacks side by side against an empty state, which is thrown away. */
export async function previewStacks(options: PreviewOptions): Promise<Finished[]> {
  const state = mkdtempSync(join(tmpdir(), "kubernetes-best-practices-preview-"));
  try {
    const project = shadow(options.source, state);
    const stacks = chosen(options.stacks, project);
    const session = await Session.start({
      root: options.root,
      state,
      env: process.env,
      report: (line) => console.error(line),
    });
    for (const path of project.replacedSecrets) console.error(`${path} is encrypted; a placeholder stands for it.`);
    const packs = options.unjudged ? listingUnjudged(options.packs, state) : options.packs;
    const policy = packFlags(packs, state);
    const progress = new Progress(stacks, (stack) => countSteps(eventLog(state, stack)));
    try {
      return await Promise.all(
        stacks.map(async (stack) => {
          const finished = await previewStack(session, project, stack, policy, state);
          progress.finished(stack);
          return finished;
        }),
      );
    } finally {
      progress.stop();
      session.close();
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

function chosen(named: readonly string[], project: ShadowProject): readonly string[] {
  const wrong = named.filter((each) => !project.stacks.includes(each));
  if (wrong.length > 0) {
    throw new CannotContinue(
      `There is no stack file for ${wrong.join(", ")}; there is one for ${project.stacks.join(", ")}.`,
    );
  }
  const stacks = named.length === 0 ? project.stacks : named;
  if (stacks.length === 0) throw new CannotContinue("The project has no stack file (Pulumi.<stack>.yaml).");
  return stacks;
}

async function previewStack(
  session: Session,
  project: ShadowProject,
  stack: string,
  policy: readonly string[],
  state: string,
): Promise<Finished> {
  const started = performance.now();
  let output = "";
  const collect = {
    cwd: project.folder,
    output: (text: string) => (output += text),
    env: { PULUMI_DEBUG_COMMANDS: "true" },
  };
  const log = eventLog(state, stack);
  session.createStack(project.name, stack);
  const args = ["preview", "--stack", stack, "--non-interactive", "--event-log", log, ...policy];
  const exitCode = await session.run(args, collect);
  return { stack, exitCode, seconds: (performance.now() - started) / 1000, output, events: readEvents(log) };
}

function eventLog(state: string, stack: string): string {
  return join(state, `${stack}.events.jsonl`);
}
