import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { readKubeconfig } from "../../offline/kubernetes/connection";
import { loadKubeconfig } from "../../operations/shared/kubeconfig";

describe("a kubeconfig", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-kubeconfigs-"));
  after(() => rmSync(folder, { recursive: true }));

  const contents = (name: string, current: string | undefined = name): string =>
    JSON.stringify({
      clusters: [{ name, cluster: { server: `https://${name}.example.com` } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      users: [{ name, user: { token: name } }],
      ...(current === "" ? {} : { "current-context": current }),
    });
  const file = (name: string, current?: string): string => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, contents(name, current));
    return path;
  };
  const server = (kubeconfig: string): string | undefined => readKubeconfig(kubeconfig).getCurrentCluster()?.server;

  it("is taken from its contents", () => assert.equal(server(contents("inline")), "https://inline.example.com"));

  it("is taken from a file", () => assert.equal(server(file("first")), "https://first.example.com"));

  for (const [reader, read] of [
    ["the offline engine", (files: string) => readKubeconfig(files)],
    ["the offline engine by KUBECONFIG", named(() => readKubeconfig(""))],
    ["the operations by KUBECONFIG", named(() => loadKubeconfig("", undefined))],
  ] as const) {
    describe(`of several files, read for ${reader},`, () => {
      it("has what all of them hold, and is what the first says is current", () => {
        const config = read([file("first"), file("second"), file("third")].join(delimiter));
        assert.equal(config.getCurrentCluster()?.server, "https://first.example.com");
        const names = config.getClusters().map(({ name }) => name);
        assert.deepEqual(names, ["first", "second", "third"]);
      });

      it("takes what is current from a later file when the first does not say", () => {
        const config = read([file("first", ""), file("second"), file("third")].join(delimiter));
        assert.equal(config.getCurrentCluster()?.server, "https://second.example.com");
      });
    });
  }

  it("is refused when one of its files is not there", () => {
    const missing = join(folder, "missing.json");
    assert.throws(() => server([file("first"), missing].join(delimiter)), {
      message: `There is no kubeconfig at ${missing}.`,
    });
  });
});

/** A reader of what KUBECONFIG names. */
function named(read: () => KubeConfig): (files: string) => KubeConfig {
  return (files) => {
    const { KUBECONFIG: before } = process.env;
    process.env["KUBECONFIG"] = files;
    try {
      return read();
    } finally {
      if (before === undefined) delete process.env["KUBECONFIG"];
      else process.env["KUBECONFIG"] = before;
    }
  };
}
