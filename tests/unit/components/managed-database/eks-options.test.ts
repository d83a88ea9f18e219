import * as assert from "node:assert/strict";
import type { Options } from "../../../support/options";
import { optionsOf } from "./eks-support";

/** Whatever holds data or decrypts it. */
const holding = [
  "database-instance",
  "database-storage-key",
  "database-secret-key",
  "database-logs-key",
  "database-backups-key",
];
/** What the instance stands on. */
const standing = [
  "database-subnets",
  "database-security-group",
  "database-from-cluster",
  "database-parameters",
  "database-monitoring-role",
  "database-monitoring-policy",
  "database-backups",
];
const logs = ["database-postgresql-log", "database-upgrade-log", "database-iam-db-auth-error-log"];
const watching = ["database-alarms", "database-alarms-key", "database-alarm-cpu-high", "database-watch"];

describe("the options of a database on AWS", () => {
  const guards = (options: Options, name: string): unknown[] => {
    const { protect, retainOnDelete } = options.named(name);
    return [name, protect, retainOnDelete];
  };

  // Protected data is retained as well, for when another instance is imported in its place.
  for (const [removal, protect, retained, left] of [
    ["protect", true, true, false],
    ["retain", false, true, true],
    ["delete", false, false, false],
  ] as const)
    it(`guard with removal ${removal}`, async () => {
      const options = await optionsOf({ removal });
      const each = (names: readonly string[], ...expected: readonly boolean[]): void => {
        for (const name of names) assert.deepEqual(guards(options, name), [name, ...expected]);
      };
      each(holding, protect, retained);
      each(standing, false, left);
      each(logs, false, retained);
      each(watching, false, false);
    });

  it("ignore nothing but the storage, which RDS grows", async () => {
    assert.deepEqual((await optionsOf()).ignored(), { "database-instance": ["allocatedStorage"] });
  });

  it("import nothing", async () => {
    assert.equal((await optionsOf()).named("database-instance").import, undefined);
  });

  it("import an instance that was restored, by its name and with the same guards", async () => {
    const options = await optionsOf({ restored: "shop-2" });
    assert.equal(options.named("database-instance").import, "shop-2");
    assert.deepEqual(guards(options, "database-instance"), ["database-instance", true, true]);
  });

  it("leave an instance that was restored under the keys of its backup, which RDS cannot change", async () => {
    assert.deepEqual((await optionsOf({ restored: "shop-2" })).ignored(), {
      "database-instance": ["allocatedStorage", "kmsKeyId", "performanceInsightsKmsKeyId"],
    });
  });

  it("stop the copying to the second region before it is started anew: there is one per instance", async () => {
    assert.equal((await optionsOf()).named("database-backups").deleteBeforeReplace, true);
  });

  it("make the instance after its log groups, which RDS would make unencrypted, and its monitoring's rights", async () => {
    const before = await (await optionsOf()).before("database-instance");
    assert.deepEqual(before, [...logs, "database-monitoring-policy"]);
  });
});
