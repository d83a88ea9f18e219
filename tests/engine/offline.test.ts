import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root, run, Sandbox, schemas, type State } from "../support/offline";
import { make } from "./programs/small/program";

const program = join(__dirname, "programs", "small");
const stack = ["--stack", "dev"];
const up = ["up", ...stack, "--yes", "--skip-preview"];

describe("the engine with stand-ins", () => {
  let sandbox: Sandbox;
  beforeEach(() => (sandbox = new Sandbox(program, make)));
  afterEach(() => sandbox.remove());

  const urns = (state: State): string[] => state.resources.map((each) => each.urn).sort();
  /** Of the cloud's resources: the engine gives its provider instances an id of chance. */
  const ids = (state: State): (string | undefined)[] =>
    state.resources
      .filter((each) => !each.type.startsWith("pulumi:"))
      .map((each) => each.id)
      .sort();
  const unchanged = async (): Promise<string> => sandbox.succeed(["preview", ...stack, "--expect-no-changes"]);

  it("creates, finds nothing to change, refreshes without a change and destroys all", async () => {
    await sandbox.succeed(up);
    await unchanged();
    await sandbox.succeed(["refresh", ...stack, "--yes", "--expect-no-changes"]);
    await sandbox.succeed(["destroy", ...stack, "--yes"]);
    assert.deepEqual(sandbox.exportState("dev").resources, []);
  });

  it("makes up the same outputs in every backend", async () => {
    const other = new Sandbox(program, make);
    await sandbox.succeed(up);
    await other.succeed(up);
    const outputs = ["stack", "output", ...stack, "--json"];
    assert.equal(await other.succeed(outputs), await sandbox.succeed(outputs));
    other.remove();
  });

  it("takes the account and the region of an ARN from the provider", async () => {
    await sandbox.succeed(up);
    assert.match(
      await sandbox.succeed(["stack", "output", "vpcArn", ...stack]),
      /^arn:aws:ec2:eu-west-1:111122223333:vpc\/vpc-/,
    );
  });

  it("updates in place what the cloud updates in place", async () => {
    await sandbox.succeed(up);
    const before = ids(sandbox.exportState("dev"));
    await sandbox.succeed(up, { SMALL_TAG: "two" });
    assert.deepEqual(ids(sandbox.exportState("dev")), before);
  });

  it("replaces what the cloud replaces, and what depends on it", async () => {
    await sandbox.succeed(up);
    const plan = await sandbox.succeed(["preview", ...stack], { SMALL_CIDR: "10.0.0.0/17" });
    assert.match(plan, /aws:ec2:Vpc vpc replace/);
    assert.match(plan, /\+-4 to replace/);
  });

  it("leaves a failed update in a state from which the next one converges", async () => {
    const faults = [{ operation: "create", type: "aws:ec2/subnet:Subnet", nth: 2, message: "quota exceeded" }];
    const failed = await sandbox.pulumi(up, { OFFLINE_FAULTS: JSON.stringify(faults) });
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /quota exceeded/);
    await assertConverges();
  });

  it("converges after kill -9 of the engine in the middle of an update", async () => {
    const slow = [{ operation: "create", type: "aws:ec2/subnet:Subnet", delay: 20_000 }];
    const child = sandbox.start(up, { OFFLINE_FAULTS: JSON.stringify(slow) });
    const ended = run(child);
    const pid = await enginePid(sandbox);
    process.kill(pid, "SIGKILL");
    child.kill("SIGKILL");
    await ended;
    await assertConverges();
  });

  it("shows what was deleted by hand as drift and makes it again", async () => {
    await sandbox.succeed(up);
    const vpc = sandbox.exportState("dev").resources.find((each) => each.type === "aws:ec2/vpc:Vpc");
    const line = { stack: "small/dev", type: vpc?.type, id: vpc?.id, deleted: true };
    appendFileSync(join(sandbox.state, "cloud.jsonl"), `${JSON.stringify(line)}\n`);
    const drift = await sandbox.pulumi(["preview", ...stack, "--refresh", "--expect-no-changes"]);
    assert.notEqual(drift.code, 0);
    await sandbox.succeed(["up", ...stack, "--yes", "--skip-preview", "--refresh"]);
    await unchanged();
  });

  it("imports what the state does not know", async () => {
    await sandbox.succeed([
      "import",
      "aws:s3/bucket:Bucket",
      "logs",
      "my-logs",
      ...stack,
      "--yes",
      "--generate-code=false",
    ]);
    const logs = sandbox.exportState("dev").resources.find((each) => each.type === "aws:s3/bucket:Bucket");
    assert.equal(logs?.id, "my-logs");
  });

  it("updates only the target when one is named", async () => {
    await sandbox.succeed([
      ...up,
      "--target",
      "urn:pulumi:dev::small::random:index/randomPassword:RandomPassword::password",
    ]);
    const types = sandbox.exportState("dev").resources.map((each) => each.type);
    assert.ok(types.includes("random:index/randomPassword:RandomPassword"));
    assert.ok(!types.includes("aws:ec2/vpc:Vpc"));
  });

  it("writes no secret in plain text anywhere", async () => {
    const log = join(sandbox.state, "events.jsonl");
    const shown = await sandbox.succeed([...up, "--event-log", log], { PULUMI_DEBUG_COMMANDS: "true" });
    const secret =
      (await sandbox.succeed(["stack", "output", "secret", "--show-secrets", ...stack])).trim().split("\n").at(-1) ??
      "";
    assert.match(secret, /^[0-9a-f]{24}$/);
    const preview = await sandbox.succeed(["preview", ...stack, "--json"]);
    const state = JSON.stringify(sandbox.exportState("dev"));
    // The SDK's own debug messages hold what it receives, secrets too; the CLI shows them only with --debug.
    const events = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => !line.includes('"severity":"debug"'))
      .join("\n");
    const texts = { shown, events, preview, state, ledger: sandbox.ledger() };
    for (const [where, text] of Object.entries(texts)) {
      assert.ok(!text.includes(secret), where);
      assert.ok(!text.includes(Buffer.from(secret).toString("base64")), where);
    }
  });

  it("names the resource, the property and the nearest known name of a wrong input", async () => {
    const other = new Sandbox(join(__dirname, "programs", "wrong"));
    const judge = { OFFLINE_SCHEMAS: schemas() };
    const unknown = await other.pulumi(["preview", ...stack], { ...judge, WRONG: "unknown" });
    const missing = await other.pulumi(["preview", ...stack], { ...judge, WRONG: "missing" });
    other.remove();
    assert.match(unknown.output, /resource 'vpc': property cidrBlok [^]*is unknown; did you mean "cidrBlock"\?/);
    assert.match(missing.output, /resource 'cluster': property vpcConfig\.subnetIds [^]*is required and missing/);
    assert.deepEqual([unknown.code === 0, missing.code === 0], [false, false]);
  });

  it("keeps no debug log, which the CLI would spend a third of its time on", async () => {
    await sandbox.succeed(up);
    assert.ok(statSync(join(sandbox.state, "home", "logs")).isFile());
  });

  it("fails with the program that runs in this process, and says why", async () => {
    const other = new Sandbox(program, () => {
      throw new Error("the program gives up");
    });
    const { code, output } = await other.pulumi(up);
    other.remove();
    assert.notEqual(code, 0);
    assert.match(output, /the program gives up/);
  });

  it("leaves the work tree as it was", async () => {
    const status = (): string => execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
    const before = status();
    await sandbox.succeed(up);
    await sandbox.succeed(["stack", "rm", "dev", "--yes", "--force"]);
    assert.equal(status(), before);
  });

  async function assertConverges(): Promise<void> {
    await sandbox.succeed(up);
    await unchanged();
    const state = sandbox.exportState("dev");
    const other = new Sandbox(program, make);
    await other.succeed(up);
    const expected = other.exportState("dev");
    other.remove();
    assert.deepEqual(urns(state), urns(expected));
    assert.deepEqual(ids(state), ids(expected));
    assert.deepEqual(
      sandbox.living(),
      ids(state)
        .filter((id) => id !== undefined)
        .sort(),
    );
    // What was interrupted stays noted until somebody says that it never came to be.
    await sandbox.succeed(["refresh", ...stack, "--yes", "--clear-pending-creates"]);
    assert.deepEqual(sandbox.exportState("dev").pending_operations ?? [], []);
  }
});

/** Waits until the update holds its lock and has created something, and returns the pid that the lock names. */
async function enginePid(sandbox: Sandbox): Promise<number> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (sandbox.ledger().includes("aws:ec2/vpc:Vpc")) {
      const found = execFileSync("find", [join(sandbox.state, "backend", ".pulumi", "locks"), "-name", "*.json"], {
        encoding: "utf8",
      });
      const [file] = found.split("\n").filter(Boolean);
      const lock: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, "utf8"));
      if (typeof lock === "object" && lock !== null && "pid" in lock && typeof lock.pid === "number") return lock.pid;
    }
    await sleep(200);
  }
  throw new Error("the update never came to its first create");
}
