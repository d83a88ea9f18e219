import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { recover } from "../../../offline/engine/recovery";
import { temporaryFolder } from "./temporary-folder";

describe("the recovery of a backend", () => {
  const file = temporaryFolder();
  let dead: number;
  before(() => (dead = spawnSync(process.execPath, ["--eval", ""]).pid));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(file(path)), { recursive: true });
    writeFileSync(file(path), text);
  };
  const locks = ".pulumi/locks/organization/shop/dev";
  const lock = (name: string, pid: number, host = hostname()): void =>
    write(`${locks}/${name}.json`, JSON.stringify({ pid, username: "a", hostname: host, timestamp: "2026-01-01" }));
  const left = (): string[] => readdirSync(file(locks)).sort();

  it("finds nothing in a backend that was never used", () => assert.deepEqual(recover(file("nowhere")), { pids: [] }));

  it("removes the lock of a dead process of this host, and names it", () => {
    lock("a", dead);
    assert.deepEqual(recover(file()), { pids: [dead] });
    assert.deepEqual(left(), []);
  });

  it("leaves the lock of a running process", () => {
    lock("a", process.pid);
    lock("b", dead);
    assert.deepEqual(recover(file()), { pids: [dead] });
    assert.deepEqual(left(), ["a.json"]);
  });

  it("leaves the lock of another host", () => {
    lock("a", dead, `not-${hostname()}`);
    assert.deepEqual(recover(file()), { pids: [] });
    assert.deepEqual(left(), ["a.json"]);
  });

  for (const [what, text] of Object.entries({ "is being written": "", "is cut off": '{"pid":', "is no lock": "{}" })) {
    it(`leaves a lock file that ${what}`, () => {
      write(`${locks}/a.json`, text);
      assert.deepEqual(recover(file()), { pids: [] });
      assert.deepEqual(left(), ["a.json"]);
    });
  }

  it("removes cut-off attribute files beside a dead process's lock, and no others", () => {
    lock("a", dead);
    write(".pulumi/stacks/shop/dev.json", "{");
    write(".pulumi/stacks/shop/dev.json.attrs", '{"md5":"q');
    write(".pulumi/stacks/shop/prod.json.attrs", '{"md5":"qqqq"}');
    recover(file());
    assert.deepEqual(readdirSync(file(".pulumi/stacks/shop")).sort(), ["dev.json", "prod.json.attrs"]);
  });

  it("leaves a cut-off attribute file where no process died: it may be being written", () => {
    lock("a", process.pid);
    write(".pulumi/stacks/shop/dev.json.attrs", '{"md5":"q');
    recover(file());
    assert.ok(existsSync(file(".pulumi/stacks/shop/dev.json.attrs")));
  });
});
