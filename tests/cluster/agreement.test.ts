import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { corpus } from "../support/agreement/corpus";
import { differences, warnings } from "../support/agreement/differences";
import { differenceLines, tableRows, total } from "../support/agreement/documentation";
import { root } from "../support/offline";

describe("the mutations by which the packs are held to Kubernetes", () => {
  const mutations = Object.values(corpus).flat();
  const titles = mutations.map(({ title }) => title);

  it("have titles of their own", () => assert.deepEqual([...new Set(titles)].sort(), [...titles].sort()));

  it("are there where a difference or a warning is named", () => {
    const named = [...differences.flatMap((each) => each.titles), ...warnings.map(({ title }) => title)];
    assert.deepEqual(
      named.filter((title) => !titles.includes(title)),
      [],
    );
  });

  it("are counted in the documentation as they are, with every difference", () => {
    const page = readFileSync(join(root, "docs", "policies", "README.md"), "utf8");
    const [, section = ""] = /## Agreement with Kubernetes\n(.*?)\n## /s.exec(page) ?? [];
    const lines = section.split("\n").map((line) => line.replaceAll(/ {2,}/g, " "));
    assert.deepEqual(
      lines.filter((line) => /^\| (?!Pack|-)/.test(line)),
      tableRows(),
    );
    assert.deepEqual(
      lines.filter((line) => line.startsWith("- ")),
      differenceLines(),
    );
    assert.match(section, new RegExp(`^${total()} mutations `, "m"));
  });
});
