import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listingUnjudged, packFlags, policyPacks } from "../../../offline/engine/packs";
import { temporaryFolder } from "./temporary-folder";

describe("the policy packs of a project", () => {
  const folder = temporaryFolder();
  const pack = (name: string): string => join(folder(), "policies", name);
  beforeEach(() => {
    for (const name of ["spread", "quotas", "shared"]) mkdirSync(pack(name), { recursive: true });
    for (const name of ["spread", "quotas"]) writeFileSync(join(pack(name), "PulumiPolicy.yaml"), "");
    writeFileSync(pack("shared.json"), "{}");
  });

  it("are the folders with a PulumiPolicy.yaml, by name", () => {
    assert.deepEqual(policyPacks(folder()), [
      { folder: pack("quotas"), config: undefined },
      { folder: pack("spread"), config: undefined },
    ]);
  });

  it("are none where there is no folder policies", () => assert.deepEqual(policyPacks(join(folder(), "policies")), []));

  it("are attached without configuration where none has a file", () => {
    assert.deepEqual(packFlags(policyPacks(folder()), folder()), [
      "--policy-pack",
      pack("quotas"),
      "--policy-pack",
      pack("spread"),
    ]);
  });

  it("are all configured where one is, as the CLI wants it", () => {
    writeFileSync(pack("spread.json"), '{"zone-spread": "advisory"}');
    const flags = packFlags(policyPacks(folder()), folder()).slice(4);
    const none = join(folder(), "no-policy-config.json");
    assert.deepEqual(flags, ["--policy-pack-config", none, "--policy-pack-config", pack("spread.json")]);
    assert.equal(readFileSync(none, "utf8"), "{}");
  });

  it("list what they could not judge when they are asked to, and keep their configuration", () => {
    writeFileSync(pack("spread.json"), '{"zone-spread": "advisory"}');
    const coverage = { enforcementLevel: "advisory", list: true };
    const configs = listingUnjudged(policyPacks(folder()), folder()).map(({ config = "" }) =>
      JSON.parse(readFileSync(config, "utf8")),
    );
    assert.deepEqual(configs, [{ coverage }, { "zone-spread": "advisory", coverage }]);
  });

  it("are not configured by a file that is no JSON object", () => {
    writeFileSync(pack("spread.json"), "[]");
    assert.throws(() => listingUnjudged(policyPacks(folder()), folder()), /spread\.json is no JSON object/);
  });
});
