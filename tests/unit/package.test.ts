import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { z } from "zod";

const root = join(__dirname, "..", "..");

const manifestSchema = z.object({
  files: z.array(z.string()),
  exports: z.record(z.string(), z.unknown()),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })),
  devDependencies: z.record(z.string(), z.string()),
});

describe("the package", () => {
  let manifest: z.output<typeof manifestSchema>;

  before(() => {
    manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  });

  it("holds compiled components and no stack, policy or test", () => {
    assert.deepEqual(
      manifest.files.filter((file) => !file.startsWith("docs/")),
      ["dist"],
    );
    assert.deepEqual(manifest.exports, {
      ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
      "./package.json": "./package.json",
    });
  });

  it("names every package that its components import", () => {
    const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    assert.deepEqual(
      [...importers().keys()].filter((each) => !named.includes(each)),
      [],
    );
  });

  it("leaves the SDKs to choose that only adapters of one cloud import", () => {
    const ofClouds = [...importers()].filter(([, files]) => files.every(isOfOneCloud)).map(([name]) => name);
    const optional = Object.entries(manifest.peerDependenciesMeta).filter(([, meta]) => meta.optional);
    assert.deepEqual(optional.map(([name]) => name).sort(), ofClouds.sort());
  });

  it("admits the versions that its tests run with, and later ones of the same major", () => {
    for (const [name, range] of Object.entries(manifest.peerDependencies)) {
      assert.equal(range, `^${manifest.devDependencies[name]}`, name);
    }
  });

  it("loads the SDK of no cloud before a cluster asks for it", () => {
    const program = 'require("./components"); console.log(JSON.stringify(Object.keys(require.cache)))';
    const output = execFileSync(process.execPath, ["--require", "esbuild-register", "--eval", program], { cwd: root });
    const loaded = z.array(z.string()).parse(JSON.parse(output.toString()));
    assert.ok(loaded.some((file) => file.includes("/@pulumi/kubernetes/")));
    assert.deepEqual(
      loaded.filter((file) => /\/@pulumi\/(aws|azure-native|eks|gcp)\//.test(file)),
      [],
    );
  });
});

/** The packages that components import, each with the files that do; types count, for declarations show them. */
function importers(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const file of readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, "components", file), "utf8"));
    for (const { fileName } of importedFiles) {
      const name = /^(?!\.|node:)(@[^/]+\/)?[^/]+/.exec(fileName)?.[0];
      if (name !== undefined) found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  return found;
}

function isOfOneCloud(file: string): boolean {
  return /(^|\/)(gke|eks|aks)(\/|-|\.ts$)/.test(file) && basename(file) !== "clouds.ts";
}
