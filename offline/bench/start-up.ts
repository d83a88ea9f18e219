import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CannotContinue } from "../engine/tool";

/** A program as the language host would start it. */
export interface Program {
  /** Path of the entry point. */
  readonly main: string;
  readonly nodeArgs: readonly string[];
  readonly project: string;
  readonly stack: string;
  /** Pulumi config: full keys, values as text. */
  readonly config: Readonly<Record<string, string>>;
  /** Where packages are looked up. */
  readonly cwd: string;
}

/** Seconds from the start of Node until the program makes its first resource. */
export async function timeToFirstResource(program: Program): Promise<number> {
  const probe = `
    const pulumi = require("@pulumi/pulumi");
    const [main, project, stack] = process.argv.slice(1);
    const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
    pulumi.runtime.setMocks(mocks, project, stack, true).then(() =>
      pulumi.runtime.runInPulumiStack(async () => {
        pulumi.runtime.registerStackTransformation(${done});
        require(main);
      }),
    );`;
  const args = [...program.nodeArgs, "--eval", probe, program.main, program.project, program.stack];
  return measure(args, program.cwd, { PULUMI_CONFIG: JSON.stringify(program.config) });
}

/** Seconds from the start of Node until the packages are loaded. */
export async function timeToLoad(packages: readonly string[], cwd: string): Promise<number> {
  const loading = packages.map((each) => `require("${each}");`).join("");
  return measure(["--eval", `${loading} (${done})();`], cwd, {});
}

/** Seconds from the start of Node until a policy pack serves, by the command that the official language host runs. */
export async function timeToPort(pack: string, cwd: string): Promise<number> {
  const command = createRequire(join(cwd, "index.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const started = performance.now();
  const child = spawn(process.execPath, [command, "127.0.0.1:1", pack], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => reject(new CannotContinue(`The pack ${pack} does not start.`)));
      child.stdout.once("data", () => resolve((performance.now() - started) / 1000));
    });
  } finally {
    child.kill();
  }
}

/** Prints the age of the process and ends it. */
const done = `() => { require("node:fs").writeSync(1, String(performance.now())); process.exit(); }`;

async function measure(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const milliseconds = Number(output);
  if (!(milliseconds > 0)) throw new CannotContinue(`The program made no resource.\n${output}${errors}`);
  return milliseconds / 1000;
}
