import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

describe("the entry of the program", () => {
  it("names the places of an error in the TypeScript files", () => {
    const { stderr } = spawnSync(process.execPath, ["--eval", 'require("./stacks/program.cjs")'], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PULUMI_NODEJS_PROJECT: "kubernetes-best-practices", PULUMI_NODEJS_STACK: "empty" },
    });
    const places = [...stderr.matchAll(/^ {4}at (\w+) \((.+):(\d+):(\d+)\)$/gm)].slice(0, 2);
    assert.deepEqual(
      places.map(([, where, file = "", line, column]) => [where, codeAt(file, Number(line), Number(column))]),
      [
        ["loadConfig", "new ConfigError"],
        ["stack", "loadConfig()"],
      ],
      stderr,
    );
  });
});

/** The first two words at a place of a file. */
function codeAt(file: string, line: number, column: number): string {
  const code =
    readFileSync(file, "utf8")
      .split("\n")
      [line - 1]?.slice(column - 1) ?? "";
  return /^(new )?\w+(\(\))?/.exec(code)?.[0] ?? code;
}
