import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { down } from "../../offline/cluster/lifecycle";
import { parts } from "../../offline/cluster/parts";
import { Api } from "../../offline/kubernetes/api";
import { offline } from "../support/offline";

describe("npm run cluster", () => {
  const state = mkdtempSync(join(tmpdir(), "kbp-clusters-"));
  const command = async (...args: readonly string[]) => offline(["cluster", ...args], { OFFLINE_STATE: state });

  after(async () => {
    await down(join(state, "clusters", "default"));
    rmSync(state, { recursive: true, force: true });
  });

  it("says that there is none, and fails", async () => {
    const { code, output } = await command("status");
    assert.equal(code, 1);
    assert.match(output, /There is no control plane; start one by/);
  });

  it("is ready in less than 15 seconds, and prints the KUBECONFIG to use", async () => {
    const { code, output } = await command("up");
    assert.equal(code, 0, output);
    const [, seconds] = /ready after ([\d.]+) s/.exec(output) ?? [];
    assert.ok(Number(seconds) < 15, output);
    const [, path] = /^export KUBECONFIG=(.*)$/m.exec(output) ?? [];
    assert.equal((await Api.open(path).list("v1", "Node")).length, 9);
  });

  it("starts no second one of the same name", async () => {
    const { code, output } = await command("up");
    assert.equal(code, 1);
    assert.match(output, /There is a control plane in .* already/);
  });

  it("shows each part", async () => {
    const { code, output } = await command("status");
    assert.equal(code, 0, output);
    for (const { tool } of parts) assert.match(output, new RegExp(`  ${tool.name} \\(pid \\d+\\) runs`));
  });

  it("ends it and says so", async () => {
    const { output } = await command("down");
    assert.match(output, /Ended the control plane "default"; nothing of it is left/);
    assert.deepEqual(readdirSync(join(state, "clusters")), []);
  });

  it("names an option that it does not know, with the usage", async () => {
    const { code, output } = await command("up", "--node", "3");
    assert.equal(code, 1);
    assert.match(output, /--node.*\n[^]*npm run cluster -- up\|down\|status/);
  });
});
