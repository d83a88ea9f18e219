import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own for each test of the surrounding block, removed after the test. */
export function temporaryFolder(): (...path: string[]) => string {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kbp-unit-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return (...path) => join(folder, ...path);
}
