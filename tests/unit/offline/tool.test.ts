import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  cacheFolder,
  CannotContinue,
  isAtLeast,
  isSameMinor,
  locate,
  onPath,
  pinnedVersion,
  type Tool,
} from "../../../offline/engine/tool";
import { helm, pulumi } from "../../../offline/engine/tools";
import { root } from "../../support/offline";
import { temporaryFolder } from "./temporary-folder";

describe("the pinned version of a tool", () => {
  const table: readonly [rule: string, goMod: string][] = [
    ["is read from a line of its own", "module tools\n\nrequire github.com/pulumi/pulumi/pkg/v3 v3.250.0\n"],
    ["is read from a block", "require (\n\tgithub.com/a/b v1.0.0\n\tgithub.com/pulumi/pulumi/pkg/v3 v3.250.0\n)\n"],
    ["is read beside a comment", "require (\n\tgithub.com/pulumi/pulumi/pkg/v3 v3.250.0 // indirect\n)\n"],
    [
      "is not that of the command or of a module below",
      "tool github.com/pulumi/pulumi/pkg/v3/cmd/pulumi\nrequire (\n" +
        "\tgithub.com/pulumi/pulumi/pkg/v3/codegen v3.1.0\n\tgithub.com/pulumi/pulumi/pkg/v3 v3.250.0\n)\n",
    ],
  ];
  for (const [rule, goMod] of table) it(rule, () => assert.equal(pinnedVersion(pulumi, goMod), "v3.250.0"));

  it("must be there", () => {
    assert.throws(
      () => pinnedVersion(helm, "require github.com/a/b v1.0.0\n"),
      /go\.mod of helm does not require helm\.sh\/helm\/v4/,
    );
  });

  for (const tool of [pulumi, helm]) {
    it(`is a release in this project's go.mod of ${tool.name}`, () => {
      const goMod = readFileSync(join(root, "offline", "tools", tool.name, "go.mod"), "utf8");
      assert.match(pinnedVersion(tool, goMod), /^v\d+\.\d+\.\d+$/);
    });
  }
});

describe("a version", () => {
  const table: readonly [found: string, wanted: string, expected: boolean][] = [
    ["v3.250.0", "v3.250.0", true],
    ["3.250.0", "v3.250.0", true],
    ["v3.250.1", "v3.250.0", true],
    ["v3.249.9", "v3.250.0", false],
    ["v3.1000.0", "v3.250.0", true],
    ["v4.0.0", "v3.250.0", true],
    ["v2.999.999", "v3.250.0", false],
    ["v3.250.0-alpha.1", "v3.250.0", true],
    ["v4.3.1+gabc", "v4.3.1", true],
    ["unheard of", "v0.0.1", false],
  ];
  for (const [found, wanted, expected] of table) {
    it(`${found} ${expected ? "will do" : "will not do"} for ${wanted}`, () => {
      assert.equal(isAtLeast(found, wanted), expected);
    });
  }
});

describe("a version of what must fit its neighbours", () => {
  const table: readonly [found: string, wanted: string, expected: boolean][] = [
    ["v1.36.3", "v1.36.3", true],
    ["v1.36.9", "v1.36.3", true],
    ["v1.36.2", "v1.36.3", false],
    ["v1.37.0", "v1.36.3", false],
    ["v2.36.3", "v1.36.3", false],
  ];
  for (const [found, wanted, expected] of table) {
    it(`${found} ${expected ? "will do" : "will not do"} for ${wanted}`, () => {
      assert.equal(isSameMinor(found, wanted), expected);
    });
  }
});

describe("a tool", () => {
  const file = temporaryFolder();
  const reported: string[] = [];
  const environment = { ...process.env };
  beforeEach(() => {
    reported.length = 0;
    writeFile("project/offline/tools/pulumi/go.mod", `require ${pulumi.module} v3.250.0\n`);
    mkdirSync(file("bin"));
    process.env["PATH"] = file("bin");
    process.env["KBP_CACHE"] = file("cache");
  });
  afterEach(() => {
    for (const name of ["PATH", "KBP_CACHE", "XDG_CACHE_HOME"]) restore(name);
  });
  const restore = (name: string): void => {
    const value = environment[name];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  const writeFile = (path: string, text: string): void => {
    mkdirSync(dirname(file(path)), { recursive: true });
    writeFileSync(file(path), text);
  };
  const script = (path: string, text: string): void => {
    writeFile(path, `#!/bin/sh\n${text}\n`);
    chmodSync(file(path), 0o755);
  };
  const find = async (tool: Tool = pulumi): Promise<string> =>
    locate(tool, file("project"), (line) => reported.push(line));
  const refusal = async (): Promise<string> => {
    const error: unknown = await find().catch((reason: unknown) => reason);
    assert.ok(error instanceof CannotContinue);
    return error.message;
  };

  it("is the one on PATH when it is new enough", async () => {
    script("bin/pulumi", "echo v3.251.2");
    assert.equal(await find(), file("bin", "pulumi"));
  });

  it("is the one in the cache when there is none on PATH", async () => {
    script("cache/pulumi-v3.250.0/pulumi", "exit 1");
    assert.equal(await find(), file("cache", "pulumi-v3.250.0", "pulumi"));
  });

  it("is the one in the cache when the one on PATH is older", async () => {
    script("bin/pulumi", "echo v3.100.0");
    script("cache/pulumi-v3.250.0/pulumi", "exit 1");
    assert.equal(await find(), file("cache", "pulumi-v3.250.0", "pulumi"));
  });

  it("is missed with its cure when PATH is empty", async () => {
    process.env["PATH"] = "";
    assert.equal(
      await refusal(),
      "There is no pulumi on PATH, and no Go to build it with. " +
        "Cure: install pulumi v3.250.0 or newer, or Go, and try again.",
    );
    assert.deepEqual(reported, []);
  });

  it("is missed with both versions when the one on PATH is older", async () => {
    script("bin/pulumi", "echo v3.100.0");
    assert.match(await refusal(), /^pulumi v3\.100\.0 on PATH is older than v3\.250\.0, and no Go to build it with\./);
  });

  it("is missed when the one on PATH does not run", async () => {
    script("bin/pulumi", "exit 1");
    assert.match(await refusal(), /^There is no pulumi on PATH/);
  });

  it("shows what Go said when its build fails, and leaves nothing in the cache", async () => {
    script("bin/go", "echo 'no such module' >&2; exit 1");
    assert.match(await refusal(), /^Building pulumi v3\.250\.0 failed\.\nno such module\n[^]*Cure: /);
    assert.match(reported.join("\n"), /building v3\.250\.0 from its Go module, about 5 minutes, once/);
    script("bin/go", 'echo "unused"; exit 1');
    assert.match(await refusal(), /unused/);
  });

  it("is built once where there is Go", async () => {
    script("bin/go", "echo built > pulumi");
    const built = file("cache", "pulumi-v3.250.0", "pulumi");
    assert.equal(await find(), built);
    assert.equal(readFileSync(built, "utf8"), "built\n");
    script("bin/go", "exit 1");
    assert.equal(await find(), built);
  });

  it("is found on PATH only as a file that can be run", () => {
    process.env["PATH"] = `${file("folders")}:${file("texts")}:${file("bin")}`;
    mkdirSync(file("folders", "go"), { recursive: true });
    writeFile("texts/go", "text");
    assert.equal(onPath("go"), undefined);
    script("bin/go", "exit 0");
    assert.equal(onPath("go"), file("bin", "go"));
  });

  it("is not looked for in the current folder", () => {
    script("bin/go", "exit 0");
    const before = process.cwd();
    process.chdir(file("bin"));
    try {
      process.env["PATH"] = "";
      assert.equal(onPath("go"), undefined);
    } finally {
      process.chdir(before);
    }
  });

  it("is cached in the user's cache folder unless KBP_CACHE names another", () => {
    assert.equal(cacheFolder(), file("cache"));
    Reflect.deleteProperty(process.env, "KBP_CACHE");
    process.env["XDG_CACHE_HOME"] = "/home/shop/cache";
    assert.equal(cacheFolder(), "/home/shop/cache/kubernetes-best-practices");
  });
});
