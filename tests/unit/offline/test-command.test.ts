import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder";

const root = join(__dirname, "..", "..", "..");

describe("`npm test`", () => {
  const folder = temporaryFolder();

  /** Runs it where these are the files of its tiers. */
  function test(files: Readonly<Record<string, string>>): { readonly code: number | null; readonly lines: string[] } {
    for (const each of [".mocharc.cjs", "tests/support/reporter.js"]) cpSync(join(root, each), folder(each));
    symlinkSync(join(root, "node_modules"), folder("node_modules"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(folder("tests", path)), { recursive: true });
      writeFileSync(folder("tests", path), text);
    }
    const command = `require("./offline/commands/test").run([], ${JSON.stringify(folder())})`;
    const script = `${command}.then((code) => process.exit(code))`;
    const { status, stdout } = spawnSync(process.execPath, ["--require", "esbuild-register", "--eval", script], {
      cwd: root,
      encoding: "utf8",
    });
    return { code: status, lines: stdout.trimEnd().split("\n") };
  }

  it("tells at the end what failed in any tier, and counts", () => {
    const { code, lines } = test({
      "policies/later.test.ts": `it("holds", () => undefined);`,
      "unit/sooner.test.ts": `it("breaks", () => { throw new Error("too short"); }); it("waits");`,
    });
    assert.equal(code, 1);
    const end = lines.slice(lines.indexOf("Failed in the tier unit:")).join("\n");
    assert.match(end, /^Failed in the tier unit:\n +1 failing\n[^]*1\) breaks:[^]*Error: too short/);
    assert.equal(lines.at(-1), "1 passed, 1 failed, 1 skipped");
  });

  it("tells what was printed last by a tier that ended without counting", () => {
    const { code, lines } = test({
      "policies/later.test.ts": `it("holds", () => undefined);`,
      "unit/sooner.test.ts": `console.log("gone"); process.exit(3);`,
    });
    assert.equal(code, 1);
    assert.deepEqual(lines.slice(lines.indexOf("Failed in the tier unit:")).filter(Boolean), [
      "Failed in the tier unit:",
      "gone",
      "1 passed, 1 failed",
    ]);
  });

  it("tells only the count where nothing failed", () => {
    const { code, lines } = test({ "unit/sooner.test.ts": `it("holds", () => undefined);` });
    assert.equal(code, 0);
    assert.equal(lines.at(-1), "1 passed, 0 failed");
    assert.ok(!lines.some((line) => line.startsWith("Failed in")));
  });
});
