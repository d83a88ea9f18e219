import * as assert from "node:assert/strict";
import { gkeBackups } from "../../../../components/backup-suite/gke";
import { dualRegion, oneRegion, pairedRegions, partnersOf } from "../../../../components/backup-suite/gke/places";
import { clusterHandle } from "../../../support/handles";
import type { Options } from "../../../support/options";
import { pick, record, valueOf } from "../../../support/record";
import { alarmTargets } from "../../../support/backup-settings";
import {
  at,
  build,
  judgeInputs,
  type Made,
  named,
  optionsOf,
  runbook,
  settings,
  sorted,
  storageAgent,
} from "./support";

const types = {
  bucket: "gcp:storage/bucket:Bucket",
  key: "gcp:kms/cryptoKey:CryptoKey",
  keyMember: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  ring: "gcp:kms/keyRing:KeyRing",
  policy: "gcp:monitoring/alertPolicy:AlertPolicy",
  service: "gcp:projects/service:Service",
  role: "gcp:projects/iAMCustomRole:IAMCustomRole",
  bucketMember: "gcp:storage/bucketIAMMember:BucketIAMMember",
  accountMember: "gcp:serviceaccount/iAMMember:IAMMember",
} as const;

describe("the store of backups on Google Cloud", () => {
  let made: Made<"gke">;
  let options: Options;
  let bucket: string;
  before(async () => {
    made = await build("gke");
    options = await optionsOf("gke");
    bucket = await valueOf(made.result.stores.home);
  });

  it("asks for nothing that the provider does not know", () => judgeInputs(made));

  it("is one private bucket in both regions that keeps versions and what was deleted", () => {
    assert.match(bucket, /^production-backups-[0-9a-f]{8}$/);
    assert.deepEqual(made.one(types.bucket).inputs, {
      project: "shop-1234",
      name: bucket,
      location: "EU",
      customPlacementConfig: { dataLocations: ["EUROPE-WEST1", "EUROPE-WEST4"] },
      rpo: "ASYNC_TURBO",
      encryption: { defaultKmsKeyName: "backups-key-id" },
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: 14 * 86_400 },
      lifecycleRules: [
        { action: { type: "Delete" }, condition: { daysSinceNoncurrentTime: 30, withState: "ARCHIVED" } },
        { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 7 } },
      ],
    });
  });

  it("has no retention policy, which would refuse what Velero overwrites", () => {
    assert.equal(made.one(types.bucket).inputs["retentionPolicy"], undefined);
  });

  it("is encrypted under a key of its location, which its agent may use before there is a bucket", async () => {
    assert.equal(made.one(types.ring).inputs["location"], "europe");
    assert.deepEqual(pick(made.one(types.key), "rotationPeriod", "destroyScheduledDuration"), {
      rotationPeriod: "7776000s",
      destroyScheduledDuration: "10368000s",
    });
    assert.deepEqual(made.one(types.keyMember).inputs, {
      cryptoKeyId: "backups-key-id",
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: `serviceAccount:${storageAgent}`,
    });
    assert.deepEqual(await options.before("backups-bucket"), ["backups-key-storage"]);
  });

  it("is its own copy, and both are found under one name", async () => {
    const { stores, locations } = made.result;
    assert.equal(await valueOf(stores.copy ?? ""), bucket);
    const found = await valueOf(locations.home);
    assert.deepEqual(found, {
      provider: "gcp",
      bucket,
      config: { serviceAccount: "velero-account@mock.iam.gserviceaccount.com" },
    });
    assert.deepEqual(await valueOf(locations.copy), found);
    assert.equal(locations.recovery, undefined);
  });

  it("lets Velero write objects and sign as itself, and nothing more", () => {
    assert.deepEqual(
      sorted(made, types.role).map(({ name, inputs }) => [name, inputs["permissions"]]),
      [
        [
          "velero-role-home-objects",
          ["storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"],
        ],
        ["velero-role-sign-addresses", ["iam.serviceAccounts.signBlob"]],
      ],
    );
    assert.deepEqual(named(made, types.bucketMember), ["velero-grant-home-objects"]);
    assert.equal(made.one(types.bucketMember).inputs["bucket"], bucket);
    assert.equal(
      made.one(types.accountMember, "velero-grant-sign-addresses").inputs["serviceAccountId"],
      "velero-account-name",
    );
  });

  it("raises an alarm when writes do not reach the second region in time", () => {
    const policy = made.one(types.policy);
    assert.equal(policy.name, "backups-alarm-copy-behind");
    assert.equal(
      at(policy.inputs, "documentation.content"),
      `Backups reach the second region too late, or no longer. Runbook: ${runbook}#copy-behind`,
    );
    assert.deepEqual(policy.inputs["notificationChannels"], [alarmTargets.gke]);
    assert.deepEqual(policy.inputs["conditions"], [
      {
        displayName: "copy-behind",
        conditionThreshold: {
          filter: `metric.type="storage.googleapis.com/replication/meeting_rpo" AND resource.type="gcs_bucket" AND resource.labels.bucket_name="${bucket}"`,
          comparison: "COMPARISON_LT",
          thresholdValue: 1,
          duration: "3600s",
          aggregations: [{ alignmentPeriod: "300s", perSeriesAligner: "ALIGN_FRACTION_TRUE" }],
          trigger: { count: 1 },
        },
      },
    ]);
  });

  it("switches on the APIs that it uses, and never off", () => {
    assert.deepEqual(
      sorted(made, types.service).map(({ inputs }) => [inputs["service"], inputs["disableOnDestroy"]]),
      ["cloudkms", "iamcredentials", "monitoring", "storage"].map((api) => [`${api}.googleapis.com`, false]),
    );
  });
});

describe("the settings of backups on Google Cloud", () => {
  it("keep the bucket in the home region where no second is asked for", async () => {
    const made = await build("gke", { settings: { secondRegion: false } });
    assert.deepEqual(pick(made.one(types.bucket), "location", "rpo", "customPlacementConfig"), {
      location: "EUROPE-WEST1",
      rpo: undefined,
      customPlacementConfig: undefined,
    });
    assert.equal(made.one(types.ring).inputs["location"], "europe-west1");
    assert.deepEqual(made.all(types.policy), []);
    assert.deepEqual([made.result.stores.copy, made.result.locations.copy], [undefined, undefined]);
    judgeInputs(made);
  });

  it("end soft deletion where no days are locked", async () => {
    const made = await build("gke", { settings: { store: { lockDays: 0, keepDeletedDays: 30 } } });
    assert.deepEqual(made.one(types.bucket).inputs["softDeletePolicy"], { retentionDurationSeconds: 0 });
  });

  it("let backups of another cluster be read, and no more", async () => {
    const made = await build("gke", { settings: { recoverFrom: { bucket: "other-backups" } } });
    assert.deepEqual(made.one(types.role, "velero-role-recovery-objects").inputs["permissions"], [
      "storage.objects.get",
      "storage.objects.list",
    ]);
    assert.equal(made.one(types.bucketMember, "velero-grant-recovery-objects").inputs["bucket"], "other-backups");
    assert.equal(await valueOf(made.result.locations.recovery?.bucket ?? ""), "other-backups");
  });

  it("let alarms speak to nobody where nobody is named", async () => {
    const silent = await build("gke", { alarmTarget: undefined });
    assert.deepEqual(silent.one(types.policy).inputs["notificationChannels"], []);
  });

  for (const [removal, held] of [
    ["protect", [true, true]],
    ["retain", [false, true]],
    ["delete", [false, false]],
  ] as const)
    it(`hold bucket and key as removal ${removal} says`, async () => {
      const options = await optionsOf("gke", { settings: { removal } });
      for (const name of ["backups-bucket", "backups-key", "backups-key-ring", "backups-key-storage"])
        assert.deepEqual([options.named(name).protect, options.named(name).retainOnDelete], held, name);
    });

  it("take snapshots by the driver of Persistent Disk, and keep them in the region", async () => {
    const { result } = await record(() =>
      gkeBackups.snapshotClass({ cluster: clusterHandle("gke"), settings: settings<"gke">() }),
    );
    assert.deepEqual(result, {
      driver: "pd.csi.storage.gke.io",
      parameters: { "storage-locations": "europe-west1" },
    });
  });
});

describe("the regions that share a bucket of Cloud Storage", () => {
  const pairs: readonly (readonly [string, string, ReturnType<typeof dualRegion>])[] = [
    [
      "europe-west4",
      "europe-west1",
      { location: "EU", dual: true, keyLocation: "europe", dataLocations: ["EUROPE-WEST1", "EUROPE-WEST4"] },
    ],
    [
      "us-west1",
      "us-central1",
      { location: "US", dual: true, keyLocation: "us", dataLocations: ["US-CENTRAL1", "US-WEST1"] },
    ],
    ["europe-north1", "europe-west4", { location: "EUR4", dual: true, keyLocation: "eur4" }],
    ["us-east1", "us-central1", { location: "NAM4", dual: true, keyLocation: "nam4" }],
    ["asia-northeast2", "asia-northeast1", { location: "ASIA1", dual: true, keyLocation: "asia1" }],
    [
      "europe-west3",
      "europe-west10",
      { location: "DE", dual: true, keyLocation: "de", dataLocations: ["EUROPE-WEST10", "EUROPE-WEST3"] },
    ],
    ["europe-west1", "us-central1", undefined],
    ["europe-west1", "europe-west6", undefined],
    ["europe-west1", "europe-west1", undefined],
  ];
  for (const [first, second, place] of pairs)
    it(`${place === undefined ? "are not" : "are"} ${first} and ${second}`, () =>
      assert.deepEqual(dualRegion(first, second), place));

  it("are the same in whatever order they are named", () => {
    for (const first of pairedRegions)
      for (const second of partnersOf(first)) assert.deepEqual(dualRegion(first, second), dualRegion(second, first));
  });

  it("are those of Google's tables", () => {
    assert.deepEqual(partnersOf("europe-west1"), [
      "europe-central2",
      "europe-north1",
      "europe-southwest1",
      "europe-west10",
      "europe-west12",
      "europe-west2",
      "europe-west3",
      "europe-west4",
      "europe-west8",
      "europe-west9",
    ]);
    assert.deepEqual(partnersOf("asia-east1"), ["asia-southeast1"]);
    assert.equal(partnersOf("us-central1").length, 8);
    assert.equal(pairedRegions.length, 30);
  });

  it("are never one and the same", () => {
    for (const region of pairedRegions) assert.ok(!partnersOf(region).includes(region), region);
  });

  it("have a bucket of their own each", () => {
    assert.deepEqual(oneRegion("me-west1"), { location: "ME-WEST1", dual: false, keyLocation: "me-west1" });
  });
});
