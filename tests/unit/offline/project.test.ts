import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findProject, shadow } from "../../../offline/engine/project";
import { CannotContinue } from "../../../offline/engine/tool";
import { temporaryFolder } from "./temporary-folder";

describe("the copy of a project", () => {
  const file = temporaryFolder();
  beforeEach(() => {
    mkdirSync(file("source"));
    write("source/Pulumi.yaml", "name: shop\nruntime: nodejs\n");
  });
  const write = (path: string, text: string): void => writeFileSync(file(path), text);
  const copy = (): ReturnType<typeof shadow> => shadow(file("source"), file("state"));
  const copied = (name: string): string => readFileSync(join(copy().folder, name), "utf8");

  it("lies below the state, apart for each source", () => {
    cpSync(file("source"), file("other"), { recursive: true });
    const folders = [copy().folder, shadow(file("other"), file("state")).folder];
    assert.notEqual(folders[0], folders[1]);
    for (const folder of folders) assert.ok(folder.startsWith(file("state", "projects", "shop-")), folder);
  });

  it("is the same copy when it is made again", () => {
    write("source/Pulumi.dev.yaml", "config: {}\n");
    const { folder } = copy();
    const written = statSync(join(folder, "Pulumi.dev.yaml")).mtimeMs;
    assert.equal(copy().folder, folder);
    assert.equal(statSync(join(folder, "Pulumi.dev.yaml")).mtimeMs, written);
  });

  it("follows a change of the source", () => {
    write("source/Pulumi.dev.yaml", "config:\n  a: 1\n");
    copy();
    write("source/Pulumi.dev.yaml", "config:\n  a: 2\n");
    assert.equal(copied("Pulumi.dev.yaml"), "config:\n  a: 2\n");
  });

  it("knows the stacks by their files, sorted", () => {
    for (const name of ["Pulumi.prod.yaml", "Pulumi.dev.eu.yaml", "Pulumi.yaml.bak", "notes.yaml", "Pulumi.dev.json"]) {
      write(`source/${name}`, "config: {}\n");
    }
    assert.deepEqual(copy().stacks, ["dev.eu", "prod"]);
    assert.deepEqual(readdirSync(copy().folder).sort(), ["Pulumi.dev.eu.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"]);
  });

  const mains: readonly [rule: string, line: string, main: string][] = [
    ["points to the folder of the source without main", "", ""],
    ["has a relative main made absolute", "main: src/index.ts\n", "src/index.ts"],
    ["has a main above the project made absolute", "main: ..\n", ".."],
  ];
  for (const [rule, line, main] of mains) {
    it(rule, () => {
      write("source/Pulumi.yaml", `name: shop\n${line}runtime: nodejs\n`);
      assert.deepEqual(parse(copied("Pulumi.yaml")), { name: "shop", main: file("source", main), runtime: "nodejs" });
    });
  }

  it("keeps an absolute main", () => {
    write("source/Pulumi.yaml", "name: shop\nmain: /programs/shop\n");
    assert.deepEqual(parse(copied("Pulumi.yaml")), { name: "shop", main: "/programs/shop" });
  });

  it("takes stack files from stackConfigDir and has them beside the project file", () => {
    mkdirSync(file("source", "stacks"));
    write("source/Pulumi.yaml", "name: shop\nstackConfigDir: stacks\n");
    write("source/Pulumi.elsewhere.yaml", "config: {}\n");
    write("source/stacks/Pulumi.dev.yaml", "config:\n  a: b\n");
    assert.deepEqual(copy().stacks, ["dev"]);
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")), { config: { a: "b" } });
    assert.equal(parse(copied("Pulumi.yaml")).stackConfigDir, undefined);
  });

  it("has no stack when stackConfigDir is not there", () => {
    write("source/Pulumi.yaml", "name: shop\nstackConfigDir: stacks\n");
    assert.deepEqual(copy().stacks, []);
  });

  it("keeps the text of every scalar, whatever a reader of YAML takes it for", () => {
    const scalars = [
      '"2026-01-01"',
      "2026-01-01",
      "012345678901",
      "12345678901234567890",
      "1.30",
      "1e3",
      ".5",
      "+5",
      "0x1F",
      "0o17",
      "yes",
      "True",
      "~",
      "null",
      '""',
      "'on'",
      "!!str 1",
      `"${"long ".repeat(40)}text"`,
      `${"long ".repeat(40)}text`,
    ];
    const text = `config:\n${scalars.map((scalar, index) => `  key${index}: ${scalar}\n`).join("")}  empty:\n`;
    write("source/Pulumi.dev.yaml", text);
    assert.equal(copied("Pulumi.dev.yaml"), text);
  });

  it("keeps block scalars, anchors, lists and the order of keys", () => {
    const text = [
      "config:",
      "  b: &zones",
      "    - a",
      "    - b",
      "  a: *zones",
      "  script: |",
      "    first",
      "      second",
      "  folded: >-",
      "    one",
      "",
      "    two",
      "",
    ].join("\n");
    write("source/Pulumi.dev.yaml", text);
    assert.equal(copied("Pulumi.dev.yaml"), text);
  });

  it("allows comments", () => {
    write("source/Pulumi.dev.yaml", "# the stack\nconfig:\n  # the region\n  region: north # where it is cold\n");
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")), { config: { region: "north" } });
  });

  it("keeps the salt that the CLI gave the copy, and drops that of the source", () => {
    write("source/Pulumi.dev.yaml", "encryptionsalt: v1:source\nconfig:\n  a: b\n");
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")), { config: { a: "b" } });
    writeFileSync(join(copy().folder, "Pulumi.dev.yaml"), "config:\n  a: b\nencryptionsalt: v1:copy=:x\n");
    write("source/Pulumi.dev.yaml", "encryptionsalt: v1:source\nconfig:\n  a: c\n");
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")), { config: { a: "c" }, encryptionsalt: "v1:copy=:x" });
  });

  it("drops how the source encrypts", () => {
    write("source/Pulumi.dev.yaml", "secretsprovider: awskms://alias/shop\nencryptedkey: AQID\nconfig:\n  a: b\n");
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")), { config: { a: "b" } });
  });

  it("has a placeholder for each encrypted value, and tells which", () => {
    write("source/Pulumi.prod.yaml", "config:\n  shop:key:\n    secure: v1:abc\n");
    write(
      "source/Pulumi.dev.yaml",
      "config:\n  shop:password:\n    secure: v1:abc\n  shop:users:\n    - name: a\n      token: { secure: v1:def }\n",
    );
    assert.deepEqual([...copy().replacedSecrets].sort(), [
      "Pulumi.dev.yaml config shop:password",
      "Pulumi.dev.yaml config shop:users token",
      "Pulumi.prod.yaml config shop:key",
    ]);
    const placeholder = "offline-placeholder-of-a-secret";
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")), {
      config: { "shop:password": placeholder, "shop:users": [{ name: "a", token: placeholder }] },
    });
    assert.doesNotMatch(copied("Pulumi.prod.yaml"), /v1:abc/);
  });

  it("keeps a map that has more than an encrypted value", () => {
    write("source/Pulumi.dev.yaml", "config:\n  shop:cookie:\n    secure: true\n    name: a\n");
    assert.deepEqual(copy().replacedSecrets, []);
    assert.deepEqual(parse(copied("Pulumi.dev.yaml")).config["shop:cookie"], { secure: true, name: "a" });
  });

  it("leaves the source untouched", () => {
    const text = "encryptionsalt: v1:source\nconfig:\n  a:\n    secure: v1:abc\n";
    write("source/Pulumi.dev.yaml", text);
    copy();
    copy();
    assert.deepEqual(readdirSync(file("source")).sort(), ["Pulumi.dev.yaml", "Pulumi.yaml"]);
    assert.equal(readFileSync(file("source", "Pulumi.dev.yaml"), "utf8"), text);
    assert.equal(readFileSync(file("source", "Pulumi.yaml"), "utf8"), "name: shop\nruntime: nodejs\n");
  });

  it("is refused by file and line for text that is no YAML", () => {
    write("source/Pulumi.dev.yaml", "config:\n  a: [1\n");
    assert.throws(
      copy,
      (error) => error instanceof CannotContinue && /Pulumi\.dev\.yaml.* line \d/s.test(error.message),
    );
  });
});

describe("the project of a folder", () => {
  const file = temporaryFolder();
  beforeEach(() => {
    mkdirSync(file("shop", "src", "deep"), { recursive: true });
    writeFileSync(file("shop", "Pulumi.yaml"), "name: shop\n");
  });

  it("is the folder itself when it has a Pulumi.yaml", () => assert.equal(findProject(file("shop")), file("shop")));

  it("is the nearest folder above that has one", () => {
    assert.equal(findProject(file("shop", "src", "deep")), file("shop"));
  });

  it("is undefined where there is none", () => assert.equal(findProject(file()), undefined));
});
