import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cluster } from "../support/cluster";
import { configMap, described, LiveProgram } from "../support/live";
import { offline } from "../support/offline";

describe("the cluster that Kubernetes objects are applied to", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-kubeconfig-"));
  const remote = "https://192.0.2.1:6443";
  const reference = { apiVersion: "v1", kind: "ConfigMap", name: "live-choice", namespace: "default" };
  const objects = [described(configMap("default", "live-choice", {}))];
  let live: LiveProgram;
  /** A kubeconfig with another server in the place of the cluster's. */
  const elsewhere = async (server: string): Promise<{ KUBECONFIG: string }> => {
    const { kubeconfig } = await cluster();
    const file = join(folder, "kubeconfig");
    writeFileSync(file, readFileSync(kubeconfig, "utf8").replace(/https:\/\/127\.0\.0\.1:\d+/g, server));
    return { KUBECONFIG: file };
  };

  beforeEach(async () => {
    live = await LiveProgram.start();
    live.describe({ objects });
  });
  afterEach(() => live.remove());
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is not one elsewhere unless that is asked for", async () => {
    const { code, output } = await live.run(["up", "--yes"], await elsewhere(remote));
    assert.equal(code, 1);
    assert.match(output, /server https:\/\/192\.0\.2\.1:6443 is not on this machine\. Nothing was done/);
  });

  it("is one elsewhere when that is asked for", async () => {
    const env = { ...(await elsewhere("https://nowhere.invalid:1")), OFFLINE_KUBERNETES: "live" };
    const { code, output } = await live.run(["up", "--yes"], env);
    assert.equal(code, 1);
    assert.match(output, /API server https:\/\/nowhere\.invalid:1 of KUBECONFIG does not answer/);
  });

  it("must answer", async () => {
    const { code, output } = await live.run(["up", "--yes"], await elsewhere("https://127.0.0.1:1"));
    assert.equal(code, 1);
    assert.match(output, /https:\/\/127\.0\.0\.1:1 of KUBECONFIG does not answer: .*ECONNREFUSED[^]*Cure:/);
  });

  it("is none when a simulation is asked for", async () => {
    const env = { ...(await elsewhere(remote)), OFFLINE_KUBERNETES: "simulated" };
    const { code, output } = await live.run(["up", "--yes", "--skip-preview"], env);
    assert.equal(code, 0, output);
    assert.equal(await live.api.get(reference), undefined);
  });

  it("is none for `npm run preview`, whatever KUBECONFIG says", async () => {
    const env = { ...(await elsewhere(remote)), PROGRAM: JSON.stringify({ objects }) };
    const { code, output } = await offline(["preview", "--cwd", live.folder], env);
    assert.equal(code, 0, output);
  });

  it("needs no answer for what concerns the state alone", async () => {
    const { code, output } = await live.runAnywhere(["stack", "ls"], await elsewhere("https://127.0.0.1:1"));
    assert.equal(code, 0, output);
  });
});
