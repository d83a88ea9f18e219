import assert from "node:assert/strict";
import { inWords, milliseconds } from "../../operations/drill/durations";
import { readOptions } from "../../operations/drill/options";
import { CannotRun } from "../../operations/shared/errors";

const hour = 3_600_000;

describe("drill: options", () => {
  it("has targets and limits of its own", () => {
    const { rpo, rto, timeout, into, backup, yes, keep } = readOptions(["-n", "shop", "--yes"], false);
    assert.deepEqual([rpo, rto, timeout], [24 * hour, hour, hour]);
    assert.deepEqual([into, backup, yes, keep], [undefined, undefined, true, false]);
  });

  it("tells every fault at once, and the usage", () => {
    const args = ["--into", "A_b", "--volumes", "all", "--backup=latest", "--rpo", "3", "--nope", "more", "--keep=no"];
    assert.throws(
      () => readOptions(args, true),
      (error: unknown) => {
        assert.ok(error instanceof CannotRun);
        for (const part of [
          /--namespace is missing/,
          /--into A_b: a namespace's name/,
          /--volumes all: it must be one of snapshot, move, files, none/,
          /--volumes is for a new backup/,
          /--rpo 3: give a time such as 24h/,
          /--nope: there is no such option/,
          /more: what is this for/,
          /--keep takes no value/,
          /npm run drill --/,
        ]) {
          assert.match(error.message, part);
        }
        return true;
      },
    );
  });

  const rows: readonly (readonly [string, readonly string[], boolean, RegExp | undefined])[] = [
    ["asks on a terminal", ["-n", "shop"], true, undefined],
    ["refuses without a terminal and --yes", ["-n", "shop"], false, /no terminal to ask.*--yes.*--into/],
    ["asks nothing when nothing is deleted", ["-n", "shop", "--into", "copy"], false, undefined],
    ["refuses the namespace as its own copy", ["-n", "shop", "--into", "shop"], false, /another than --namespace/],
    ["refuses a value that is missing", ["-n", "shop", "--yes", "--json"], false, /--json: its value is missing/],
    ["reads no further after --help", ["--help", "--nope"], false, undefined],
  ];
  for (const [rule, args, terminal, refusal] of rows) {
    it(rule, () => {
      if (refusal === undefined) readOptions(args, terminal);
      else assert.throws(() => readOptions(args, terminal), refusal);
    });
  }

  it("reads times and writes them", () => {
    const read = ["24h", "1h30m", "90s", "2d", "", "5", "h", "0s", "-1h"].map(milliseconds);
    assert.deepEqual(read, [24 * hour, 1.5 * hour, 90_000, 48 * hour, ...Array<undefined>(5).fill(undefined)]);
    const written = [0, 4230, 59_990, 60_000, 3_723_000, 26 * hour].map(inWords);
    assert.deepEqual(written, ["0.0 s", "4.2 s", "60.0 s", "1 min", "1 h 2 min", "1 d 2 h"]);
  });
});
