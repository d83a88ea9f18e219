import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, locate } from "../../offline/engine/tool";
import { pulumi } from "../../offline/engine/tools";
import { offline, type Result, root } from "../support/offline";

describe("two runs of `npm run preview` at once", () => {
  /** Where a user's settings and Pulumi's own files would be. */
  const user = mkdtempSync(join(tmpdir(), "kbp-user-"));
  const status = (): string => execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  let statusBefore: string;
  let results: readonly Result[];

  const preview = async (name: string): Promise<Result> => {
    const folders = { HOME: join(user, name, "home"), TMPDIR: join(user, name, "tmp") };
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
    return offline(["preview"], { ...folders, PULUMI_HOME: join(user, name, "pulumi"), KBP_CACHE: cacheFolder() });
  };

  before(async () => {
    // Whoever has no CLI yet has it built here, among the user's own files.
    await locate(pulumi, root, (line) => console.error(line));
    statusBefore = status();
    results = await Promise.all(["one", "other"].map(preview));
  });
  after(() => rmSync(user, { recursive: true }));

  it("end without an error", () => {
    assert.deepEqual(
      results.map(({ code }) => code),
      [0, 0],
      results.map(({ output }) => output).join("\n"),
    );
  });

  it("preview all three stacks", () => {
    for (const { output } of results) {
      assert.deepEqual(output.match(/^[✔✘] \w+/gm), ["✔ aks", "✔ eks", "✔ gke"]);
    }
  });

  it("leave the work tree as it was", () => assert.equal(status(), statusBefore));

  it("write nothing among the user's files and leave nothing behind", () => {
    const left = readdirSync(user, { recursive: true, encoding: "utf8" });
    assert.deepEqual(left.sort(), ["one", "one/home", "one/tmp", "other", "other/home", "other/tmp"]);
  });
});
