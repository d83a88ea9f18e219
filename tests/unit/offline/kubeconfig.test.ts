import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readKubeconfig } from "../../../offline/kubernetes/connection";

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

  it("is taken from several files, of which the first says what is current", () => {
    const files = [file("first"), file("second")].join(delimiter);
    assert.equal(server(files), "https://first.example.com");
    assert.deepEqual(
      readKubeconfig(files)
        .getClusters()
        .map(({ name }) => name),
      ["first", "second"],
    );
  });

  it("takes what is current from a later file when the first does not say", () => {
    assert.equal(server([file("first", ""), file("second")].join(delimiter)), "https://second.example.com");
  });

  it("is refused when one of its files is not there", () => {
    const missing = join(folder, "missing.json");
    assert.throws(() => server([file("first"), missing].join(delimiter)), {
      message: `There is no kubeconfig at ${missing}.`,
    });
  });
});
