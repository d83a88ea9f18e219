import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { run } from "../support/offline";
import { everything, LiveStack, StackCluster } from "../support/live-stack";

describe("an up that is killed in its middle, on a real control plane", function () {
  this.timeout(600_000);
  let ground: StackCluster;
  let stack: LiveStack;
  let initial: readonly string[];

  before(async () => {
    ground = await StackCluster.start();
    stack = new LiveStack("eks", ground);
    initial = await everything(ground.cluster.api);
  });
  after(async () => {
    stack.remove();
    await ground.end();
  });

  const objects = async (): Promise<number> =>
    (await ground.cluster.api.list("networking.k8s.io/v1", "NetworkPolicy")).length;

  it("is completed by the next one, which makes nothing twice", async () => {
    const child = stack.sandbox.start(["up", "--stack", "eks", "--yes", "--skip-preview"], stack.env);
    const ended = run(child);
    while ((await objects()) < 5) await pause(10);
    // The CLI and its children: nobody has the time to write anything down.
    for (const pid of descendants(Number(child.pid))) process.kill(pid, "SIGKILL");
    await ended;
    const interrupted = await everything(ground.cluster.api);
    assert.ok(interrupted.length > initial.length);
    await stack.up();
    await stack.run("refresh", "--yes", "--clear-pending-creates");
    await stack.run("preview", "--expect-no-changes");
    const urns = stack.sandbox.exportState("eks").resources.map(({ urn }) => urn);
    assert.equal(new Set(urns).size, urns.length);
    // What the killed run made is of this stack, so it goes with it.
    await stack.run("destroy", "--yes");
    await pause(1000);
    assert.deepEqual(await everything(ground.cluster.api), initial);
  });
});

function descendants(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const of = (parent: number): number[] =>
    rows.flatMap(([child = 0, its]) => (its === parent ? [child, ...of(child)] : []));
  return [...of(pid), pid];
}
