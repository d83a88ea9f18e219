import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The tiers of proof, fastest first. */
const tiers = ["unit", "policies", "engine", "cluster"];

/**
 * `npm test` and `npm run test:<tier>`: runs the tiers that were named, or all that exist, in one run of mocha.
 * The last line is `N passed, N failed`.
 */
export async function run(args: readonly string[], root: string): Promise<number> {
  const named = args.filter((each) => tiers.includes(each));
  const rest = args.filter((each) => !tiers.includes(each));
  const folders = (named.length === 0 ? tiers : named).map((tier) => join("tests", tier));
  const specs = folders.filter((folder) => existsSync(join(root, folder))).map((folder) => `${folder}/**/*.test.ts`);
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const child = spawn(
    process.execPath,
    [mocha, "--reporter", join(root, "tests", "support", "reporter.js"), ...rest, ...specs],
    {
      cwd: root,
      stdio: "inherit",
    },
  );
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
