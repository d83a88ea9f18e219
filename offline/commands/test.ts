import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parts } from "../cluster/parts";
import { locate, type Tool } from "../engine/tool";
import { helm, kubectl, pulumi, velero, veleroPluginForAws, versitygw } from "../engine/tools";

/**
 * The tiers of proof, and into how many shares the files of each are dealt, so that the lanes end at about the same time.
 * Those that take longest are started first.
 */
const tiers = { cluster: 3, engine: 2, unit: 2, policies: 1 } as const;
type Tier = keyof typeof tiers;

/** How many shares run at a time: each keeps about one core busy. */
const lanes = 2;

/** The closing line of a run of mocha, as `tests/support/reporter.js` writes it. */
const closing = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

/** Files that hold a time against a bound: they run before all others, with the machine to themselves. */
const timed: Readonly<Partial<Record<Tier, readonly string[]>>> = {
  cluster: [join("tests", "cluster", "cluster-command.test.ts")],
};

interface Run {
  readonly code: number;
  readonly counts: readonly [passed: number, failed: number, skipped: number];
  /** Mocha's list of what failed, or the last of what was printed where there is none; empty after a success. */
  readonly failures: string;
}

interface Share {
  readonly title: string;
  /** Paths of its files, from the root. */
  readonly files: readonly string[];
}

/**
 * `npm test` and `npm run test:<tier>`: runs the tiers that were named, or all that exist, each share in a mocha of its
 * own. What a share prints comes as a whole when it ends, unless it is the only one, as where one tier is named. What
 * failed is told again at the end, and the last line is `N passed, N failed`.
 */
export async function run(args: readonly string[], root: string): Promise<number> {
  const named = args.filter(isTier);
  const rest = args.filter((each) => !isTier(each));
  const existing = Object.keys(tiers)
    .filter(isTier)
    .filter((tier) => existsSync(join(root, "tests", tier)));
  const wanted = named.length === 0 ? existing : existing.filter((tier) => named.includes(tier));
  const alone = wanted.length === 1;
  await prepare(wanted, root);
  const first = alone ? [] : wanted.flatMap((tier) => timed[tier] ?? []);
  const waiting = wanted.flatMap((tier) => sharesOf(tier, alone ? 1 : tiers[tier], root, first));
  const runs: Run[] = [];
  if (first.length > 0) runs.push(await runShare({ title: "what is timed", files: first }, rest, root, alone));
  const lane = async (): Promise<void> => {
    for (let share = waiting.shift(); share !== undefined; share = waiting.shift()) {
      runs.push(await runShare(share, rest, root, alone));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (!alone) for (const { failures } of runs) process.stdout.write(failures);
  console.log(closingLine(runs));
  return runs.some(({ code }) => code !== 0) ? 1 : 0;
}

/** Builds what the tiers run and the machine lacks, before the clock of any test runs. */
async function prepare(wanted: readonly Tier[], root: string): Promise<void> {
  const needed: Readonly<Record<Tier, readonly Tool[]>> = {
    cluster: [pulumi, ...parts.map(({ tool }) => tool), velero, veleroPluginForAws, versitygw, kubectl],
    engine: [pulumi, helm],
    unit: [],
    policies: [],
  };
  const tools = new Set(wanted.flatMap((tier) => needed[tier]));
  for (const tool of tools) await locate(tool, root, (line) => console.error(line));
}

const isTier = (word: string): word is Tier => Object.hasOwn(tiers, word);

/** Deals the files of a tier like cards, but for those that have run already; every share gets at least one. */
function sharesOf(tier: Tier, most: number, root: string, done: readonly string[]): readonly Share[] {
  const files = readdirSync(join(root, "tests", tier), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join("tests", tier, name))
    .filter((file) => !done.includes(file))
    .sort();
  const count = Math.min(most, files.length);
  return Array.from({ length: count }, (_, share) => ({
    title: count === 1 ? `the tier ${tier}` : `share ${share + 1} of ${count} of the tier ${tier}`,
    files: files.filter((_file, index) => index % count === share),
  }));
}

async function runShare({ title, files }: Share, args: readonly string[], root: string, alone: boolean): Promise<Run> {
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = join(root, "tests", "support", "reporter.js");
  const began = Date.now();
  if (!alone) console.log(`Running ${title} …`);
  const child = spawn(process.execPath, [mocha, "--reporter", reporter, ...args, ...files], {
    cwd: root,
    stdio: ["inherit", "pipe", alone ? "inherit" : "pipe"],
  });
  let output = "";
  const receive = (chunk: Buffer): void => {
    output += chunk.toString();
    if (alone) process.stdout.write(chunk.toString().replace(closing, ""));
  };
  child.stdout?.on("data", receive);
  child.stderr?.on("data", receive);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (ended) => resolve(ended ?? 1));
  });
  const told = output.replace(closing, "");
  if (!alone) {
    process.stdout.write(told);
    console.log(`${title[0]?.toUpperCase()}${title.slice(1)} took ${Math.round((Date.now() - began) / 1000)} s.\n`);
  }
  const [, passed = 0, failed = 0, skipped = 0] =
    [...output.matchAll(closing)].at(-1)?.map((each) => Number(each) || 0) ?? [];
  // One that ended without its closing line has failed, whatever it counted.
  const counts = [passed, code !== 0 && failed === 0 ? 1 : failed, skipped] as const;
  return { code, counts, failures: code === 0 ? "" : `Failed in ${title}:\n${failuresIn(told)}\n` };
}

/** From mocha's line `N failing` on; what was printed last where there is no such line. */
function failuresIn(output: string): string {
  const list = output.search(/^.*\b\d+ failing\b.*$/m);
  return list === -1 ? output.slice(-4000) : output.slice(list);
}

/** `N passed, N failed`, and `, N skipped` where some were. */
function closingLine(runs: readonly Run[]): string {
  const sum = (index: 0 | 1 | 2): number => runs.reduce((total, { counts }) => total + counts[index], 0);
  const skipped = sum(2);
  return `${sum(0)} passed, ${sum(1)} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
