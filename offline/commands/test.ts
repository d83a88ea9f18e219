import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The tiers of proof; those that take longest are started first. */
const tiers = ["cluster", "engine", "unit", "policies"];

/** How many run at a time: each keeps about one core busy. */
const lanes = 2;

/** The closing line of a run of mocha, as `tests/support/reporter.js` writes it. */
const closing = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

interface Run {
  readonly code: number;
  readonly counts: readonly [passed: number, failed: number, skipped: number];
}

/**
 * `npm test` and `npm run test:<tier>`: runs the tiers that were named, or all that exist, each in a mocha of its own.
 * What a tier prints comes as a whole when it ends, unless it is the only one. The last line is `N passed, N failed`.
 */
export async function run(args: readonly string[], root: string): Promise<number> {
  const named = args.filter((each) => tiers.includes(each));
  const rest = args.filter((each) => !tiers.includes(each));
  const existing = tiers.filter((tier) => existsSync(join(root, "tests", tier)));
  const wanted = named.length === 0 ? existing : existing.filter((tier) => named.includes(tier));
  const waiting = [...wanted];
  const runs: Run[] = [];
  const lane = async (): Promise<void> => {
    for (let tier = waiting.shift(); tier !== undefined; tier = waiting.shift()) {
      runs.push(await runTier(tier, rest, root, wanted.length === 1));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.log(closingLine(runs));
  return runs.some(({ code }) => code !== 0) ? 1 : 0;
}

async function runTier(tier: string, args: readonly string[], root: string, alone: boolean): Promise<Run> {
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = join(root, "tests", "support", "reporter.js");
  const began = Date.now();
  if (!alone) console.log(`Running the tier ${tier} …`);
  const child = spawn(process.execPath, [mocha, "--reporter", reporter, ...args, `tests/${tier}/**/*.test.ts`], {
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
  if (!alone) {
    process.stdout.write(output.replace(closing, ""));
    console.log(`The tier ${tier} took ${Math.round((Date.now() - began) / 1000)} s.\n`);
  }
  const [, passed = 0, failed = 0, skipped = 0] =
    [...output.matchAll(closing)].at(-1)?.map((each) => Number(each) || 0) ?? [];
  // One that ended without its closing line has failed, whatever it counted.
  return { code, counts: [passed, code !== 0 && failed === 0 ? 1 : failed, skipped] };
}

/** `N passed, N failed`, and `, N skipped` where some were. */
function closingLine(runs: readonly Run[]): string {
  const sum = (index: 0 | 1 | 2): number => runs.reduce((total, { counts }) => total + counts[index], 0);
  const skipped = sum(2);
  return `${sum(0)} passed, ${sum(1)} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
