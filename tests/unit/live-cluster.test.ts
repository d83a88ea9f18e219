import assert from "node:assert/strict";
import { stateFolder } from "../../offline/commands/pulumi";
import { decide } from "../../offline/providers/live/cluster";

describe("with KUBECONFIG, Kubernetes objects", () => {
  const remote = "https://10.0.0.1:6443";
  const here = ["https://127.0.0.1:6443", "https://127.1.2.3", "https://localhost:6443", "https://[::1]:6443"];
  const table: readonly [wish: string | undefined, server: string | undefined, choice: string][] = [
    ...here.map((server): [undefined, string, string] => [undefined, server, "live"]),
    [undefined, undefined, "simulated"],
    ["", undefined, "simulated"],
    ["live", here[0], "live"],
    ["live", remote, "live"],
    ["simulated", remote, "simulated"],
    ["simulated", here[0], "simulated"],
    ["simulated", undefined, "simulated"],
  ];
  for (const [wish, server, choice] of table) {
    it(`are ${choice} for the server ${server ?? "of none"} with OFFLINE_KUBERNETES=${wish ?? ""}`, () => {
      assert.equal(decide({ wish, server }), choice);
    });
  }

  for (const server of [
    remote,
    "https://example.com",
    "https://127.0.0.1.example.com",
    "https://localhost.example.com",
  ]) {
    it(`are refused for ${server}, with both ways on`, () => {
      assert.throws(
        () => decide({ wish: undefined, server }),
        (error: Error) =>
          error.message.includes(server) &&
          /unset KUBECONFIG, or OFFLINE_KUBERNETES=simulated/.test(error.message) &&
          /OFFLINE_KUBERNETES=live/.test(error.message),
      );
    });
  }

  it("are refused for another wish, with the wishes there are", () => {
    assert.throws(() => decide({ wish: "yes", server: here[0] }), /OFFLINE_KUBERNETES is live or simulated, not yes/);
  });

  it("are refused when they are wished live and there is no cluster", () => {
    assert.throws(() => decide({ wish: "live", server: undefined }), /set KUBECONFIG/);
  });
});

describe("the local state", () => {
  it("of a cluster is one of its own, apart from what is simulated", () => {
    assert.equal(stateFolder("/p", undefined), "/p/.offline");
    assert.equal(stateFolder("/p", { identity: "0123456789ab" }), "/p/.offline/live/0123456789ab");
  });
});
