import assert from "node:assert/strict";
import { needsStack, readArguments, type CliArguments } from "../../../offline/engine/cli-arguments";

const read = (line: string): CliArguments => readArguments(line.split(" ").filter(Boolean), "/home/shop");

describe("the command of a command line", () => {
  const table: readonly [line: string, command: string | undefined][] = [
    ["up", "up"],
    ["up --yes", "up"],
    ["--yes up", "up"],
    ["--non-interactive stack ls", "stack"],
    ["--stack dev up", "up"],
    ["-s dev up", "up"],
    ["-sdev up", "up"],
    ["--stack up preview", "preview"],
    ["preview --stack preview", "preview"],
    ["--cwd shop preview", "preview"],
    ["--color never preview", "preview"],
    ["--color=never preview", "preview"],
    ["-v 9 preview", "preview"],
    ["--policy-pack packs preview", "preview"],
    ["--version", undefined],
    ["", undefined],
  ];
  for (const [line, command] of table) {
    it(`is ${command ?? "missing"} in "${line}"`, () => assert.equal(read(line).command, command));
  }
});

describe("the stack of a command line", () => {
  const table: readonly [line: string, stack: string | undefined][] = [
    ["up --stack dev", "dev"],
    ["up --stack=dev", "dev"],
    ["up -s dev", "dev"],
    ["up -s=dev", "dev"],
    ["up -sdev", "dev"],
    ["--stack dev up", "dev"],
    ["up -f --stack dev", "dev"],
    ["up -s a -s b", "b"],
    ["up", undefined],
    ["up --stack", undefined],
    ["config set a -- --stack=dev", undefined],
  ];
  for (const [line, stack] of table) {
    it(`is ${stack ?? "missing"} in "${line}"`, () => assert.equal(read(line).stack, stack));
  }
});

describe("the folder of a command line", () => {
  const table: readonly [line: string, cwd: string][] = [
    ["up", "/home/shop"],
    ["up --cwd stacks", "/home/shop/stacks"],
    ["up --cwd=../farm", "/home/farm"],
    ["-C /srv/farm up", "/srv/farm"],
    ["-C/srv/farm up", "/srv/farm"],
  ];
  for (const [line, cwd] of table) it(`is ${cwd} in "${line}"`, () => assert.equal(read(line).cwd, cwd));
});

describe("what the CLI gets of a command line", () => {
  const table: readonly [rule: string, line: string, args: string][] = [
    ["is all but the folder", "up --cwd stacks --yes", "up --yes"],
    ["is a stack as two words", "up --stack=dev", "up --stack dev"],
    ["has relative paths made absolute", "preview --event-log log.jsonl", "preview --event-log /home/shop/log.jsonl"],
    ["has paths after = made absolute", "preview --save-plan=../plan.json", "preview --save-plan /home/plan.json"],
    ["keeps absolute paths", "stack export --file /tmp/state.json", "stack export --file /tmp/state.json"],
    ["has each pack of a list made absolute", "up --policy-pack a,/b", "up --policy-pack /home/shop/a,/b"],
    [
      "has each of several packs made absolute",
      "up --policy-pack a --policy-pack b",
      "up --policy-pack /home/shop/a --policy-pack /home/shop/b",
    ],
    [
      "has the files of an import made absolute",
      "import -f in.json -o out.ts",
      "import -f /home/shop/in.json -o /home/shop/out.ts",
    ],
    ["has -f left alone where it skips the preview", "up -f --yes", "up -f --yes"],
    ["has -f left alone before a word", "destroy -f --target urn", "destroy -f --target urn"],
    ["has a flag without its value left alone", "stack export --file", "stack export --file"],
    ["has values of other flags left alone", "up --config a:b=c --message text", "up --config a:b=c --message text"],
    ["has words left alone", "import aws:s3/bucket:Bucket logs my-logs", "import aws:s3/bucket:Bucket logs my-logs"],
    ["has everything after -- left alone", "config set a -- --cwd x --file y", "config set a -- --cwd x --file y"],
  ];
  for (const [rule, line, args] of table) it(rule, () => assert.equal(read(line).args.join(" "), args));

  it("keeps empty words", () => {
    assert.deepEqual(readArguments(["config", "set", "a", ""], "/home/shop").args, ["config", "set", "a", ""]);
  });
});

describe("a command needs its stack", () => {
  const table: readonly [command: string | undefined, needed: boolean][] = [
    ["preview", true],
    ["up", true],
    ["update", true],
    ["refresh", true],
    ["destroy", true],
    ["import", true],
    ["watch", true],
    ["stack", false],
    ["config", false],
    [undefined, false],
  ];
  for (const [command, needed] of table) {
    it(`${needed ? "for" : "not for"} ${command ?? "no command"}`, () => assert.equal(needsStack(command), needed));
  }
});
