import * as assert from "node:assert/strict";
import { eksBackups } from "../../../../components/backup-suite/eks";
import { bucketName } from "../../../../components/backup-suite/eks/names";
import { clusterHandle } from "../../../support/handles";
import type { Options } from "../../../support/options";
import { pick, record, valueOf } from "../../../support/record";
import { alarmTargets } from "../../../support/backup-settings";
import { actionsOf, build, judgeInputs, type Made, named, optionsOf, runbook, settings, statementsOf } from "./support";

const types = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  bucket: "aws:s3/bucket:Bucket",
  encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  access: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  ownership: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  policy: "aws:s3/bucketPolicy:BucketPolicy",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  lock: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  replication: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
} as const;

const recovery = {
  bucket: "other-backups",
  region: "eu-west-3",
  keyArn: "arn:aws:kms:eu-west-3:111122223333:key/0a",
};

describe("the stores of backups on AWS", () => {
  let made: Made<"eks">;
  let options: Options;
  let home: string;
  let copy: string;
  before(async () => {
    made = await build("eks");
    options = await optionsOf("eks");
    home = await valueOf(made.result.stores.home);
    copy = await valueOf(made.result.stores.copy ?? assert.fail("there is no copy"));
  });

  it("ask for nothing that the provider does not know", () => judgeInputs(made));

  it("have the region of the cluster and the backup region", () => {
    assert.deepEqual(made.one(types.bucket, "backups-bucket").inputs, {
      region: "eu-west-1",
      bucket: home,
      objectLockEnabled: true,
    });
    assert.deepEqual(made.one(types.bucket, "backups-copy-bucket").inputs, {
      region: "eu-central-1",
      bucket: copy,
      objectLockEnabled: true,
    });
  });

  it("are named after the cluster, and no two alike", async () => {
    const names = await record(() => {
      const handle = clusterHandle("eks");
      const longest = { ...handle, name: "a".repeat(63) };
      const elsewhere = { ...handle, facts: { ...handle.facts, accountId: "444455556666" } };
      return [handle, longest, elsewhere, { ...handle, region: "eu-west-2" }].flatMap((each) => [
        bucketName(each, "backups", "home"),
        bucketName(each, "backups", "copy"),
      ]);
    });
    assert.equal(new Set(names.result).size, names.result.length);
    for (const name of names.result) assert.match(name, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    assert.match(home, /^production-backups-[0-9a-f]{8}$/);
    assert.match(copy, /^production-backups-copy-[0-9a-f]{8}$/);
  });

  for (const [prefix, region] of [
    ["backups", "eu-west-1"],
    ["backups-copy", "eu-central-1"],
  ] as const) {
    const of = () => ({ region, bucket: prefix === "backups" ? home : copy });

    it(`keep every version in ${region}`, () => {
      assert.deepEqual(made.one(types.versioning, `${prefix}-bucket-versioning`).inputs, {
        ...of(),
        versioningConfiguration: { status: "Enabled" },
      });
    });

    it(`are encrypted in ${region} under a customer key of that region that rotates`, () => {
      assert.deepEqual(made.one(types.encryption, `${prefix}-bucket-encryption`).inputs["rules"], [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: `arn:aws:mock:::${prefix}-key`,
          },
          bucketKeyEnabled: true,
        },
      ]);
      const key = made.one(types.key, `${prefix}-key`);
      assert.deepEqual(pick(key, "region", "enableKeyRotation", "deletionWindowInDays"), {
        region,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      });
      assert.deepEqual(
        statementsOf(key.inputs["policy"]).map(({ Sid }) => Sid),
        ["Account"],
      );
      assert.equal(made.one(types.alias, `${prefix}-key-alias`).inputs["name"], `alias/s3/${of().bucket}`);
    });

    it(`are open to nobody outside the account in ${region}`, () => {
      assert.deepEqual(made.one(types.access, `${prefix}-bucket-access`).inputs, {
        ...of(),
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      assert.deepEqual(made.one(types.ownership, `${prefix}-bucket-ownership`).inputs["rule"], {
        objectOwnership: "BucketOwnerEnforced",
      });
    });

    it(`refuse what comes without TLS or under another key in ${region}, and let Kopia name none`, () => {
      const statements = statementsOf(made.one(types.policy, `${prefix}-bucket-policy`).inputs["policy"]);
      const arn = `arn:aws:s3:::${of().bucket}`;
      assert.deepEqual(
        statements.map(({ Sid, Effect, Resource, Condition }) => [Sid, Effect, Resource, Condition]),
        [
          ["OnlyTls", "Deny", [arn, `${arn}/*`], { Bool: { "aws:SecureTransport": "false" } }],
          [
            "OnlyKms",
            "Deny",
            `${arn}/*`,
            {
              Null: { "s3:x-amz-server-side-encryption": "false" },
              StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
            },
          ],
          [
            "OnlyThisKey",
            "Deny",
            `${arn}/*`,
            {
              Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
              StringNotEquals: {
                "s3:x-amz-server-side-encryption-aws-kms-key-id": `arn:aws:mock:::${prefix}-key`,
              },
            },
          ],
          [
            "NoKeyOfTheSender",
            "Deny",
            `${arn}/*`,
            { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
          ],
        ],
      );
    });

    it(`delete nothing that is current in ${region}`, () => {
      assert.deepEqual(made.one(types.lifecycle, `${prefix}-bucket-lifecycle`).inputs["rules"], [
        {
          id: "deleted",
          status: "Enabled",
          filter: {},
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ]);
    });

    it(`lock what is written in ${region}`, () => {
      assert.deepEqual(made.one(types.lock, `${prefix}-bucket-lock`).inputs["rule"], {
        defaultRetention: { mode: "GOVERNANCE", days: 14 },
      });
    });
  }

  it("copy everything, delete markers too, within a quarter of an hour", () => {
    assert.deepEqual(made.one(types.replication).inputs, {
      region: "eu-west-1",
      bucket: home,
      role: "arn:aws:mock:::backups-copy-role",
      rules: [
        {
          id: "everything",
          status: "Enabled",
          priority: 1,
          filter: {},
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: `arn:aws:s3:::${copy}`,
            encryptionConfiguration: { replicaKmsKeyId: "arn:aws:mock:::backups-copy-key" },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
          },
        },
      ],
    });
  });

  it("copy only once both buckets keep versions and the copy is locked", async () => {
    const before = await options.before("backups-copy");
    for (const name of [
      "backups-bucket-versioning",
      "backups-copy-bucket-versioning",
      "backups-copy-bucket-lock",
      "backups-copy-role-policy",
    ])
      assert.ok(before.includes(name), name);
  });

  it("give S3 exactly the rights to read versions here and to write them there", () => {
    const statements = statementsOf(made.one(types.rolePolicy, "backups-copy-role-policy").inputs["policy"]);
    assert.deepEqual(
      statements.map((each) => [each.Sid, each.Resource, actionsOf(each)]),
      [
        ["ReadBucket", `arn:aws:s3:::${home}`, ["s3:GetReplicationConfiguration", "s3:ListBucket"]],
        [
          "ReadVersions",
          `arn:aws:s3:::${home}/*`,
          [
            "s3:GetObjectLegalHold",
            "s3:GetObjectRetention",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionTagging",
          ],
        ],
        ["WriteCopies", `arn:aws:s3:::${copy}/*`, ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]],
        ["ReadKey", "arn:aws:mock:::backups-key", ["kms:Decrypt"]],
        ["WriteKey", "arn:aws:mock:::backups-copy-key", ["kms:Encrypt", "kms:GenerateDataKey"]],
      ],
    );
    assert.deepEqual(statements.at(-1)?.Condition, {
      StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": [`arn:aws:s3:::${copy}`, `arn:aws:s3:::${copy}/*`] },
    });
  });

  it("raise an alarm when copies are late or fail, and none between backups", () => {
    const common = {
      region: "eu-west-1",
      namespace: "AWS/S3",
      dimensions: { SourceBucket: home, DestinationBucket: copy, RuleId: "everything" },
      comparisonOperator: "GreaterThanThreshold",
      period: 300,
      treatMissingData: "notBreaching",
      alarmActions: [alarmTargets.eks],
    };
    assert.deepEqual(made.one(types.alarm, "backups-alarm-copy-behind").inputs, {
      ...common,
      name: `${home}-copy-behind`,
      alarmDescription: `Backups reach the second region too late, or no longer. Runbook: ${runbook}#copy-behind`,
      metricName: "ReplicationLatency",
      statistic: "Maximum",
      threshold: 3600,
      evaluationPeriods: 3,
    });
    assert.deepEqual(
      pick(made.one(types.alarm, "backups-alarm-copy-failed"), "metricName", "statistic", "threshold", "alarmActions"),
      { metricName: "OperationsFailedReplication", statistic: "Sum", threshold: 0, alarmActions: [alarmTargets.eks] },
    );
  });

  it("let alarms speak to nobody where nobody is named", async () => {
    const silent = await build("eks", { alarmTarget: undefined });
    assert.deepEqual(silent.one(types.alarm, "backups-alarm-copy-behind").inputs["alarmActions"], []);
  });

  it("are found by the plugin of AWS, and only at home with a key to write under", async () => {
    const { locations } = made.result;
    assert.deepEqual(await valueOf(locations.home), {
      provider: "aws",
      bucket: home,
      config: { region: "eu-west-1", kmsKeyId: "arn:aws:mock:::backups-key" },
    });
    assert.deepEqual(locations.copy, { provider: "aws", bucket: copy, config: { region: "eu-central-1" } });
    assert.equal(locations.recovery, undefined);
  });

  it("stand before the first backup, with all that guards them", async () => {
    const urns = await Promise.all(made.result.stores.ready.map(({ urn }) => valueOf(urn)));
    const names = urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
    for (const prefix of ["backups", "backups-copy"])
      for (const guard of ["versioning", "encryption", "access", "ownership", "policy", "lifecycle", "lock"])
        assert.ok(names.includes(`${prefix}-bucket-${guard}`), `${prefix} ${guard}`);
    assert.ok(names.includes("backups-copy"));
  });

  it("never replace a bucket over its lock", () => {
    assert.deepEqual(options.ignored(), {
      "backups-bucket": ["objectLockEnabled"],
      "backups-copy-bucket": ["objectLockEnabled"],
    });
  });
});

describe("the settings of backups on AWS", () => {
  it("make no lock where there are no days", async () => {
    const made = await build("eks", { settings: { store: { lockDays: 0, keepDeletedDays: 30 } } });
    assert.deepEqual(made.all(types.lock), []);
    assert.equal(made.one(types.bucket, "backups-bucket").inputs["objectLockEnabled"], false);
  });

  it("make nothing in a second region where none is asked for", async () => {
    const made = await build("eks", { settings: { secondRegion: false } });
    assert.deepEqual(named(made, types.bucket), ["backups-bucket"]);
    assert.deepEqual(named(made, types.key), ["backups-key"]);
    for (const type of [types.replication, types.alarm]) assert.deepEqual(made.all(type), []);
    assert.deepEqual([made.result.stores.copy, made.result.locations.copy], [undefined, undefined]);
    judgeInputs(made);
  });

  it("let backups of another cluster be read, and no more", async () => {
    const made = await build("eks", { settings: { recoverFrom: recovery } });
    assert.deepEqual(made.result.locations.recovery, {
      provider: "aws",
      bucket: "other-backups",
      config: { region: "eu-west-3" },
    });
    const { rights } = made.result.stores;
    assert.deepEqual(rights["recovery-objects"], {
      actions: ["s3:GetObject"],
      resources: ["arn:aws:s3:::other-backups/*"],
    });
    assert.deepEqual(rights["recovery-key"], {
      actions: ["kms:Decrypt"],
      resources: [recovery.keyArn],
      conditions: { StringEquals: { "kms:ViaService": "s3.eu-west-3.amazonaws.com" } },
    });
  });

  it("name partitions as AWS does in China", async () => {
    const facts = await record(() => clusterHandle("eks").facts);
    const made = await build("eks", {
      cluster: { region: "cn-north-1", facts: { ...facts.result, partition: "aws-cn" } },
      settings: { secondRegion: false },
    });
    const { rights } = made.result.stores;
    const [bucket] = rights["home-list"]?.resources ?? [];
    assert.match(await valueOf(bucket ?? ""), /^arn:aws-cn:s3:::/);
    assert.deepEqual(rights["home-key"]?.conditions, {
      StringEquals: { "kms:ViaService": "s3.cn-north-1.amazonaws.com.cn" },
    });
  });

  for (const [removal, held, beside] of [
    ["protect", [true, true], [false, false]],
    ["retain", [false, true], [false, true]],
    ["delete", [false, false], [false, false]],
  ] as const)
    it(`hold buckets and keys as removal ${removal} says`, async () => {
      const options = await optionsOf("eks", { settings: { removal } });
      const guardsOf = (name: string) => [options.named(name).protect, options.named(name).retainOnDelete];
      for (const name of ["backups-bucket", "backups-copy-bucket", "backups-key", "backups-copy-key"])
        assert.deepEqual(guardsOf(name), held, name);
      for (const name of ["backups-bucket-policy", "backups-copy", "backups-copy-role", "backups-key-alias"])
        assert.deepEqual(guardsOf(name), beside, name);
    });

  it("take snapshots by the driver of EBS", async () => {
    const { result } = await record(() =>
      eksBackups.snapshotClass({ cluster: clusterHandle("eks"), settings: settings<"eks">() }),
    );
    assert.deepEqual(result, { driver: "ebs.csi.aws.com", parameters: {} });
  });
});
