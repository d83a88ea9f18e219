import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { copyAlarms } from "../../components/backup-suite/copy-alarms";
import { alertRules } from "../../components/backup-suite/velero/alarms";
import { alarms } from "../../components/managed-database/alarms";
import { defaultSettings } from "../support/backup-settings";
import { Runbook } from "../support/runbook";

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

describe("the runbook of backup alarms", () => {
  const page = join(root, "docs", "runbooks", "backup-alarms.md");
  const rehearsal = { cron: "0 5 * * 0", from: "shop", into: "rehearsals" };
  const rules = alertRules({ ...defaultSettings, rehearsal }).map(({ alert }) => alert.toLowerCase());
  const expected = [...new Set([...rules, ...Object.keys(copyAlarms)])].sort();
  const [, ...sections] = anchorsOf(page);

  it("has one section for each alarm, and none for any other", () => assert.deepEqual([...sections].sort(), expected));

  for (const section of sections)
    it(`says at ${section} what to do first`, () => {
      const [, text = ""] = new RegExp(`^## ${section}\\n([^]*?)(?=^## |$(?![^]))`, "m").exec(read(page)) ?? [];
      assert.match(text, /^1\. /m);
    });
});

describe("a runbook whose commands are run", () => {
  const top = "```sh\nNAME=…  # of it\n```\n";
  const page = `${top}## One\n\n\`\`\`sh\nkubectl get "$NAME"\n\`\`\`\n\n## Two\n\n\`\`\`sh account\naws s3 ls\n\`\`\`\n`;

  it("knows its variables, what is run and what needs an account", () => {
    const book = new Runbook(page);
    assert.deepEqual(book.variables, ["NAME"]);
    assert.deepEqual(
      book.blocks.map(({ section, text }) => [section, text]),
      [["One", 'kubectl get "$NAME"\n']],
    );
    assert.deepEqual(
      book.account.map(({ text }) => text),
      ["aws s3 ls\n"],
    );
  });

  it("tells what nobody has run", () => {
    const book = new Runbook(page);
    assert.equal(book.left().length, 1);
    book.take("One", 1);
    assert.deepEqual(book.left(), []);
  });

  it("refuses a section without such a block, and a block of no known language", () => {
    assert.throws(() => new Runbook(page).take("One", 2), /no block 2/);
    assert.throws(() => new Runbook(`${page}\`\`\`bash\ntrue\n\`\`\`\n`), /no known language/);
    assert.throws(() => new Runbook(`${page}\`\`\`\ntrue\n\`\`\`\n`), /no known language/);
  });
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
