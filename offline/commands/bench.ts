import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { prepare } from "../bench/jobs";
import { judgingRates, preparePacks } from "../bench/packs";
import type { Job } from "../bench/previews";
import { asTable, figureOf, type Round } from "../bench/ratios";
import { shadow } from "../engine/project";
import { Session } from "../engine/session";
import { CannotContinue } from "../engine/tool";
import { withUsage } from "./usage";

const usage = `npm run bench [-- program|packs] [--rounds N] [--json FILE]

Ratios of times that are measured side by side, so that they hold on any machine:
  a  the preview of a stack against as many bare resources in a flat list (without components, settings, compiler)
  b  a preview with 100 guarded namespaces against one with 10: time per namespace does not grow
  c  all stacks at once against the slowest alone
  d  the program until its first resource against loading the same SDKs
  e  a preview of 300 workloads with every policy pack against one with as many empty packs
  f  a policy pack until it serves against an empty one
"program" measures a to d, "packs" e and f and how many pods each pack judges in a second; without a word all.
Exit code 0 only if the median of each is within its limit. Run it on an idle machine: "noise" holds a program against
itself, and what that is off 1 the others may be off too.

  --rounds N   how often each is measured; 5 by default
  --json FILE  write the ratios, those of each round too
`;

const report = (line: string): void => console.error(line);

/** `npm run bench`. */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    return await bench(args, root);
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    report(error.message);
    return 1;
  } finally {
    // Servers would keep the process alive.
    setImmediate(() => process.exit());
  }
}

async function bench(args: readonly string[], root: string): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const benches = join(root, ".offline", "bench");
  mkdirSync(benches, { recursive: true });
  const state = mkdtempSync(join(benches, "run-"));
  try {
    const session = await Session.start({ root, state, env: process.env, report });
    const ground = { session, project: shadow(root, state), source: root, state, report };
    const benches = [
      ...(options.groups.includes("program") ? [await prepare(ground)] : []),
      ...(options.groups.includes("packs") ? [preparePacks(ground)] : []),
    ];
    const jobs = benches.flatMap((each) => each.jobs);
    const ratios = benches.flatMap((each) => each.ratios).sort((a, b) => a.part.localeCompare(b.part));
    const rounds = await runRounds(jobs, options.rounds);
    const figures = ratios.map((ratio) => figureOf(ratio, rounds));
    console.log(asTable(figures));
    if (options.groups.includes("packs")) for (const line of judgingRates(ground)) console.log(line);
    const machine = { node: process.version, cpus: availableParallelism(), load: loadavg() };
    console.log(
      `${options.rounds} rounds, Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.load[0]?.toFixed(1)}`,
    );
    if (options.json !== undefined) {
      const file = resolve(process.env["INIT_CWD"] ?? process.cwd(), options.json);
      writeFileSync(file, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
    }
    return figures.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** Every second round runs backwards, so that what warms up or wears out meets both sides of a ratio. */
async function runRounds(jobs: readonly Job[], count: number): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 1; round <= count; round += 1) {
    const seconds: Record<string, number> = {};
    for (const [index, job] of (round % 2 === 1 ? jobs : [...jobs].reverse()).entries()) {
      seconds[job.name] = await job.run();
      report(`round ${round}/${count}, ${index + 1}/${jobs.length}: ${job.name} ${seconds[job.name]?.toFixed(2)} s`);
    }
    rounds.push(seconds);
  }
  return rounds;
}

const groups = ["program", "packs"];

interface Options {
  readonly groups: readonly string[];
  readonly rounds: number;
  readonly json: string | undefined;
  readonly help: boolean;
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const unknown = positionals.filter((each) => !groups.includes(each));
  if (unknown.length > 0) throw new CannotContinue(`There is no benchmark ${unknown.join(", ")}.\n\n${usage}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new CannotContinue(`--rounds takes a number.\n\n${usage}`);
  return { groups: positionals.length === 0 ? groups : positionals, rounds, json: values.json, help: values.help };
}

function parse(args: readonly string[]) {
  return withUsage(usage, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: "5" },
        json: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }),
  );
}
