import { createRequire } from "node:module";

/** The command that runs a TypeScript file of ours in a process of its own. */
export function runTypeScript(file: string, ...args: readonly string[]): [program: string, ...args: string[]] {
  return [process.execPath, "--require", createRequire(__filename).resolve("esbuild-register"), file, ...args];
}
