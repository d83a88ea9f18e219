import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { endNow } from "../../../offline/cluster/processes";

/** Starts a shell with a child of its own, which holds the shell's output open; returns both. */
async function parent(detached: boolean): Promise<readonly [shell: ChildProcess, child: number]> {
  const shell = spawn("sh", ["-c", "sleep 60 & echo $!; wait"], { detached, stdio: ["ignore", "pipe", "ignore"] });
  const [line]: unknown[] = await once(shell.stdout, "data");
  return [shell, Number(String(line))];
}

describe("the end of a process", () => {
  it("is the end of its group, where it leads one", async () => {
    const [shell] = await parent(true);
    const closed = once(shell, "close");
    await endNow(shell);
    // The pipe is closed when the last that holds it has ended.
    await closed;
    assert.equal(shell.signalCode, "SIGKILL");
  });

  it("is its own alone in a group that others lead", async () => {
    const [shell, child] = await parent(false);
    await endNow(shell);
    assert.equal(shell.signalCode, "SIGKILL");
    assert.ok(process.kill(child, "SIGKILL"));
  });

  it("is none of one that has ended", async () => {
    const [shell] = await parent(true);
    await endNow(shell);
    await endNow(shell);
    await endNow(undefined);
    assert.equal(shell.signalCode, "SIGKILL");
  });
});
