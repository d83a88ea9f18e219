import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";
import { bundle, bundleOf } from "../../policies/bundle";
import { packs, pageOf, withPolicies } from "../../policies/documentation";

const root = join(__dirname, "..", "..");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");
const manifestOf = (folder: string): Record<string, unknown> => JSON.parse(read(folder, "package.json"));

describe("the packs", () => {
  it("are the folders with a PulumiPolicy.yaml", () => {
    const folders = readdirSync(join(root, "policies"), { withFileTypes: true })
      .filter(
        (each) => each.isDirectory() && readdirSync(join(root, "policies", each.name)).includes("PulumiPolicy.yaml"),
      )
      .map((each) => each.name);
    assert.deepEqual(folders, packs.map((each) => each.name).sort());
  });

  for (const pack of packs) {
    describe(pack.name, () => {
      const folder = join("policies", pack.name);
      const manifest = manifestOf(folder);

      it("are bundled as they are written; `npm run packs` renews the bundle", () =>
        assert.equal(readFileSync(bundleOf(pack.name), "utf8"), bundle(pack.name)));

      it("need nothing but the SDK of CrossGuard", () => {
        const wanted = [...bundle(pack.name).matchAll(/require\("([^"]+)"\)/g)].map(([, name = ""]) => name);
        const modules = new Set(wanted.filter((name) => !builtinModules.includes(name.replace("node:", ""))));
        assert.deepEqual([...modules], ["@pulumi/policy"]);
      });

      it("pin the SDK to the version that the tests run with", () => {
        const { devDependencies } = manifestOf(".") as { devDependencies: Record<string, string> };
        const { dependencies } = manifest as { dependencies: Record<string, string> };
        assert.deepEqual(Object.keys(dependencies), ["@pulumi/policy", "@pulumi/pulumi"]);
        for (const [name, version] of Object.entries(dependencies)) assert.equal(version, devDependencies[name]);
      });

      it("have a lock file for what they need", () => {
        const lock = JSON.parse(read(folder, "package-lock.json"));
        assert.equal(lock.name, manifest["name"]);
        assert.deepEqual(lock.packages[""].dependencies, manifest["dependencies"]);
      });

      it("run without a compiler, from the bundle", () => {
        const project = parse(read(folder, "PulumiPolicy.yaml"));
        assert.deepEqual(project.runtime, { name: "nodejs", options: { typescript: false } });
        assert.equal(project.main, "dist/index.js");
        assert.equal(project.description, pack.description);
        assert.equal(manifest["description"], pack.description);
      });

      it("are documented as they are; `npm run docs` renews the tables", () => {
        const page = readFileSync(pageOf(pack), "utf8");
        assert.equal(page, withPolicies(page, pack));
      });

      it("name each policy once, in kebab case", () => {
        const names = pack.policies.map((each) => each.name);
        assert.deepEqual(names, [...new Set(names)]);
        for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
      });

      it("explain each policy: a rule, the reason of its level, its source and a cure, in sentences", () => {
        for (const policy of pack.policies) {
          for (const sentence of [policy.description, policy.why, policy.cure]) {
            assert.match(sentence, /^[A-Z"].*\.$/, `${policy.name}: ${sentence}`);
          }
          assert.match(policy.why, policy.enforcement === "mandatory" ? /^Mandatory, / : /^Advisory, /, policy.name);
          assert.match(policy.source, /^https:\/\//, policy.name);
        }
      });

      it("describe each setting", () => {
        for (const { name, configSchema } of pack.policies) {
          for (const [key, schema] of Object.entries(configSchema?.properties ?? {})) {
            assert.match(schema.description ?? "", /^[A-Z].*\.$/s, `${name}.${key}`);
          }
        }
      });
    });
  }
});
