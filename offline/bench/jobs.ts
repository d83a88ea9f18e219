import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { ShadowProject } from "../engine/project";
import type { Session } from "../engine/session";
import { CannotContinue } from "../engine/tool";
import { readEvents, type Step } from "../report/events";
import { writeNamespacesStack } from "./namespaces";
import { previews, succeed, type Job } from "./previews";
import type { Ratio } from "./ratios";
import { timeToFirstResource, timeToLoad } from "./start-up";
import { packagesOf, writeTrivialProject } from "./trivial";

/** What is timed and what becomes of it. */
export interface Bench {
  readonly jobs: readonly Job[];
  readonly ratios: readonly Ratio[];
}

export interface Ground {
  readonly session: Session;
  readonly project: ShadowProject;
  /** The project's own folder, where its packages are looked up. */
  readonly source: string;
  /** Where trivial programs and event logs go. */
  readonly state: string;
  readonly report: (line: string) => void;
}

/** Previews every stack once, to know what it registers, and makes the programs that it is held against. */
export async function prepare(ground: Ground): Promise<Bench> {
  const [first] = ground.project.stacks;
  if (first === undefined) throw new CannotContinue("The project has no stack file (Pulumi.<stack>.yaml).");
  const benches = [growth(ground, first)];
  for (const stack of ground.project.stacks) {
    ground.report(`Preparing ${stack} …`);
    ground.session.createStack(ground.project.name, stack);
    const steps = await recordSteps(ground, stack);
    const sdks = packagesOf(steps).filter((name) => isInstalled(`@pulumi/${name}`, ground.source));
    benches.push(await againstTrivial(ground, stack, steps, sdks), await startUp(ground, stack, sdks));
  }
  // In the middle, near the previews that it is held against.
  benches.splice(benches.length / 2, 0, together(ground));
  return { jobs: benches.flatMap(({ jobs }) => jobs), ratios: benches.flatMap(({ ratios }) => ratios) };
}

/** (a) The stack against its resources in a flat list; the list against itself shows how much is noise. */
async function againstTrivial(
  ground: Ground,
  stack: string,
  steps: readonly Step[],
  sdks: readonly string[],
): Promise<Bench> {
  const trivial = `trivial-${stack}`;
  const folder = join(ground.state, trivial);
  writeTrivialProject(folder, trivial, steps, sdks);
  ground.session.createStack(trivial, trivial);
  ground.report(`  ${steps.length} resources; ${(await recordSteps(ground, trivial, folder)).length} in a flat list`);
  const preview = (): Promise<number> => previews(ground.session, folder, [trivial]);
  return {
    jobs: [
      { name: trivial, run: preview },
      { name: stack, run: () => previews(ground.session, ground.project.folder, [stack]) },
      { name: `${trivial} again`, run: preview },
    ],
    ratios: [
      {
        part: "a",
        name: `preview of ${stack} / as many bare resources`,
        limit: 1.25,
        of: (seconds) => seconds(stack) / mean(seconds(trivial), seconds(`${trivial} again`)),
      },
      {
        part: "noise",
        name: `as many bare resources as ${stack} / the same again`,
        of: (seconds) => seconds(trivial) / seconds(`${trivial} again`),
      },
    ],
  };
}

/** (b) The first stack with 1, 10 and 100 namespaces. */
function growth({ session, project }: Ground, stack: string): Bench {
  const one = writeNamespacesStack(project, stack, 1);
  const ten = writeNamespacesStack(project, stack, 10);
  const hundred = writeNamespacesStack(project, stack, 100);
  const stacks = [one, ten, hundred];
  for (const each of stacks) session.createStack(project.name, each);
  return {
    jobs: stacks.map((name) => ({ name, run: () => previews(session, project.folder, [name]) })),
    ratios: [
      {
        part: "b",
        name: `preview of ${stack} with 100 namespaces / with 10`,
        limit: 12,
        of: (seconds) => seconds(hundred) / seconds(ten),
      },
      {
        // A difference of small times, and so the least certain figure here.
        part: "b",
        name: "the same, both without the time of a preview with 1 (linear: 11)",
        of: (seconds) => (seconds(hundred) - seconds(one)) / (seconds(ten) - seconds(one)),
      },
    ],
  };
}

/** (c) All stacks at once against the slowest alone. */
function together({ session, project }: Ground): Bench {
  const { stacks } = project;
  return {
    jobs: [{ name: "together", run: () => previews(session, project.folder, stacks) }],
    ratios: [
      {
        part: "c",
        name: `previews of ${stacks.join(", ")} together / the slowest alone`,
        limit: 2,
        of: (seconds) => seconds("together") / Math.max(...stacks.map(seconds)),
      },
    ],
  };
}

const runtime = z.looseObject({
  main: z.string(),
  runtime: z.looseObject({ options: z.looseObject({ nodeargs: z.string().default("") }).prefault({}) }),
});

/** (d) From the start of Node to the first resource, against loading the same SDKs. */
async function startUp({ session, project, source }: Ground, stack: string, sdks: readonly string[]): Promise<Bench> {
  const file = runtime.parse(parse(readFileSync(join(project.folder, "Pulumi.yaml"), "utf8")));
  const program = {
    main: resolve(project.folder, file.main),
    nodeArgs: file.runtime.options.nodeargs.split(/\s+/).filter(Boolean),
    project: project.name,
    stack,
    config: await readConfig(session, project.folder, stack),
    cwd: source,
  };
  const packages = sdks.map((name) => `@pulumi/${name}`);
  const [start, load] = [`start of ${stack}`, `SDKs of ${stack}`];
  return {
    jobs: [
      { name: start, run: () => timeToFirstResource(program) },
      { name: load, run: () => timeToLoad(packages, source) },
    ],
    ratios: [
      {
        part: "d",
        name: `${stack} from start to first resource / loading ${sdks.join(", ")}`,
        limit: 1.5,
        of: (seconds) => seconds(start) / seconds(load),
      },
    ],
  };
}

const config = z.record(z.string(), z.looseObject({ value: z.string() }));

async function readConfig(session: Session, folder: string, stack: string): Promise<Record<string, string>> {
  const output = await succeed(session, folder, ["config", "--json", "--stack", stack]);
  return Object.fromEntries(Object.entries(config.parse(JSON.parse(output))).map(([key, { value }]) => [key, value]));
}

async function recordSteps(ground: Ground, stack: string, folder = ground.project.folder): Promise<readonly Step[]> {
  const log = join(ground.state, `${stack}.events.jsonl`);
  await succeed(ground.session, folder, ["preview", "--stack", stack, "--event-log", log]);
  return readEvents(log).steps;
}

function isInstalled(name: string, from: string): boolean {
  try {
    createRequire(join(from, "index.js")).resolve(name);
    return true;
  } catch {
    return false;
  }
}

const mean = (a: number, b: number): number => (a + b) / 2;
