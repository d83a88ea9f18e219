import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { alarms } from "../../components/managed-database/alarms";

const root = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(file, "utf8");

/** Anchors of a page, as they are made from its headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

describe("the runbook of alarms", () => {
  const page = join(root, "docs", "runbooks", "database-alarms.md");

  for (const row of Object.keys(alarms)) it(`has a section for ${row}`, () => assert.ok(anchorsOf(page).includes(row)));
});

describe("links within the documentation", () => {
  const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, "docs", name));

  for (const page of [...pages, join(root, "README.md")])
    it(`of ${relative(root, page)} lead somewhere`, () => {
      const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
      const broken = links.filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
      });
      assert.deepEqual(broken, []);
    });
});
