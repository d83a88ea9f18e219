import * as assert from "node:assert/strict";
import type { Options } from "../../../support/options";
import { optionsOf } from "./gke-support";

/** Whatever holds data or decrypts it. */
const guarded = [
  "database-instance",
  "database-cloudsql",
  "database-key-ring",
  "database-key",
  "database-key-cloudsql",
  "database-backup-key-ring",
  "database-backup-key",
  "database-backup-key-cloudsql",
];

describe("the options of a database on Google Cloud", () => {
  let options: Options;
  before(async () => {
    options = await optionsOf();
  });

  const removals = [
    ["protect", true, true],
    ["retain", false, true],
    ["delete", false, false],
  ] as const;
  for (const [removal, protect, retainOnDelete] of removals)
    it(`guard data and keys with removal ${removal}`, async () => {
      const own = await optionsOf({ removal });
      for (const name of guarded) {
        const found = own.named(name);
        assert.deepEqual([name, found.protect, found.retainOnDelete], [name, protect, retainOnDelete]);
      }
    });

  it("leave the old replica where it is when a restored server gets one of its own", () => {
    const { protect, retainOnDelete } = options.named("database-replica");
    assert.deepEqual([protect, retainOnDelete], [false, true]);
  });

  it("leave alarms and APIs free to change", () => {
    for (const name of ["database-alarm-cpu-high", "database-backups", "database-service-sqladmin"])
      assert.equal(options.named(name).protect, undefined, name);
  });

  it("ignore what Cloud SQL moves by itself", () => {
    assert.deepEqual(options.ignored(), {
      "database-instance": [
        "settings.diskSize",
        "settings.locationPreference",
        "replicationCluster",
        "encryptionKeyName",
        "includeReplicasForMajorVersionUpgrade",
      ],
      "database-replica": ["settings.diskSize", "encryptionKeyName"],
    });
  });

  it("make instances after the use of their key and the way to managed databases", async () => {
    assert.deepEqual(await options.before("database-instance"), ["database-key-cloudsql", "private-services"]);
    assert.deepEqual(await options.before("database-replica"), ["database-backup-key-cloudsql", "private-services"]);
  });

  it("make keys after the APIs", async () => {
    assert.ok((await options.before("database-key")).includes("database-service-cloudkms"));
    assert.ok((await options.before("database-cloudsql")).includes("database-service-sqladmin"));
  });

  it("make alarms after the metric that they read", async () => {
    assert.ok((await options.before("database-alarm-backup-failed")).includes("database-backups"));
  });

  it("import nothing by themselves", () => assert.equal(options.named("database-instance").import, undefined));

  it("import a restored instance under the same logical name", async () => {
    const own = await optionsOf({ restored: "database-restored" });
    assert.equal(own.named("database-instance").import, "database-restored");
    assert.equal(own.named("database-replica").import, undefined);
  });
});
