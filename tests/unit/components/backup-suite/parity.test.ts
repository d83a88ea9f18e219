import assert from "node:assert/strict";
import { backupAdapter } from "../../../../components/backup-suite/clouds";
import type { SnapshotClass } from "../../../../components/backup-suite/contract";
import { copyAlarmGaps, copyAlarms } from "../../../../components/backup-suite/copy-alarms";
import { type Cloud, clouds } from "../../../../components/shared/cloud";
import { clusterHandle } from "../../../support/handles";
import type { Options } from "../../../support/options";
import { record, type Recording, type Section, valueOf } from "../../../support/record";
import { alarmTargets } from "../../../support/backup-settings";
import {
  actionsOf,
  at,
  build,
  type Built,
  containerId,
  optionsOf,
  runbook,
  settings,
  sorted,
  statementsOf,
} from "./support";

/** What the stores of one cloud show of themselves. */
interface Evidence {
  readonly recording: Recording<Built<Cloud>>;
  readonly options: Options;
  /** The same without a second region. */
  readonly alone: Recording<Built<Cloud>>;
  /** The same without a lock. */
  readonly unlocked: Recording<Built<Cloud>>;
  readonly snapshots: SnapshotClass;
}

async function evidenceOf(cloud: Cloud): Promise<Evidence> {
  const { result: snapshots } = await record(() =>
    backupAdapter(cloud).snapshotClass({ cluster: clusterHandle(cloud), settings: settings() }),
  );
  return {
    recording: await build(cloud),
    options: await optionsOf(cloud),
    alone: await build(cloud, { settings: { secondRegion: false } }),
    unlocked: await build(cloud, { settings: { store: { lockDays: 0, keepDeletedDays: 30 } } }),
    snapshots,
  };
}

/** How one cloud keeps a guarantee: what is looked at, and what must be seen. */
type Proof = readonly [seen: (evidence: Evidence) => unknown, expected: unknown];
type Guarantee = readonly [title: string, proofs: { readonly [C in Cloud]: Proof }];

const input =
  (type: string, name: string, path: string) =>
  ({ recording }: Evidence): unknown =>
    at(recording.one(type, name).inputs, path);

const list = (value: unknown): readonly Section[] => (Array.isArray(value) ? value : []);

const s3 = (kind: string): string => `aws:s3/b${kind.slice(1)}:B${kind.slice(1)}`;
const types = {
  bucket: s3("Bucket"),
  gcsBucket: "gcp:storage/bucket:Bucket",
  encryption: s3("BucketServerSideEncryptionConfiguration"),
  access: s3("BucketPublicAccessBlock"),
  policy: s3("BucketPolicy"),
  versioning: s3("BucketVersioning"),
  lifecycle: s3("BucketLifecycleConfiguration"),
  lock: s3("BucketObjectLockConfiguration"),
  replication: s3("BucketReplicationConfig"),
  kms: "aws:kms/key:Key",
  cryptoKey: "gcp:kms/cryptoKey:CryptoKey",
  ring: "gcp:kms/keyRing:KeyRing",
  account: "azure-native:storage:StorageAccount",
  blobs: "azure-native:storage:BlobServiceProperties",
  container: "azure-native:storage:BlobContainer",
  containerLock: "azure-native:storage:BlobContainerImmutabilityPolicy",
  blobLifecycle: "azure-native:storage:ManagementPolicy",
  blobReplication: "azure-native:storage:ObjectReplicationPolicy",
  vaultKey: "azure-native:keyvault:Key",
} as const;

/** What a policy of a bucket denies to everybody. */
const denied =
  (name: string, sid: string) =>
  ({ recording }: Evidence): unknown => {
    const found = statementsOf(recording.one(types.policy, name).inputs["policy"]).find(({ Sid }) => Sid === sid);
    return [found?.Effect, found?.Principal, found?.Action, found?.Condition];
  };

const both =
  (seen: (role: "home" | "copy") => (evidence: Evidence) => unknown) =>
  (evidence: Evidence): unknown => [seen("home")(evidence), seen("copy")(evidence)];

/** Names of what is at home and what is the copy. */
const aws = (role: "home" | "copy"): string => (role === "home" ? "backups" : "backups-copy");
const azure = (role: "home" | "copy"): string => (role === "home" ? "" : "-2");
const gcs = (path: string) => input(types.gcsBucket, "backups-bucket", path);
const twice = (value: unknown): unknown => [value, value];

const guards =
  (...names: readonly string[]) =>
  ({ options }: Evidence): unknown =>
    names.map((name) => [options.named(name).protect, options.named(name).retainOnDelete]);
const guarded = (count: number): unknown => Array.from({ length: count }, () => [true, true]);

/** Actions of Velero's identity by what they are granted on, roles and scopes resolved. */
const granted: { readonly [C in Cloud]: (evidence: Evidence) => unknown } = {
  gke: ({ recording }) =>
    sorted(recording, "gcp:projects/iAMCustomRole:IAMCustomRole").map(({ inputs }) => inputs["permissions"]),
  eks: ({ recording }) =>
    statementsOf(recording.one("aws:iam/rolePolicy:RolePolicy", "velero-policy").inputs["policy"]).map((each) => [
      String(each.Resource).replace(/-[0-9a-f]{8}/, ""),
      actionsOf(each),
    ]),
  aks: ({ recording }) =>
    sorted(recording, "azure-native:authorization:RoleDefinition").map(({ name, inputs }) => [
      recording.one("azure-native:authorization:RoleAssignment", name.replace("-role-", "-grant-")).inputs["scope"],
      list(inputs["permissions"]).flatMap(({ dataActions }) => dataActions),
    ]),
};

const blob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const azureAccount = (name: string): string => containerId(name).replace(/\/blobServices.*/, "");

const guarantees: readonly Guarantee[] = [
  [
    "a customer key encrypts what lies at home",
    {
      gke: [gcs("encryption.defaultKmsKeyName"), "backups-key-id"],
      eks: [
        input(types.encryption, "backups-bucket-encryption", "rules.0.applyServerSideEncryptionByDefault"),
        { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:aws:mock:::backups-key" },
      ],
      aks: [
        input(types.account, "backups-account", "encryption.keyVaultProperties"),
        { keyName: "backups-key-name", keyVaultUri: "https://backups-vault.vault.azure.net/" },
      ],
    },
  ],
  [
    "a customer key that the loss of the home region leaves alone encrypts the copy",
    {
      // The bucket is one, and its key lies in both regions.
      gke: [input(types.ring, "backups-key-ring", "location"), "europe"],
      eks: [
        ({ recording }) => [
          at(
            recording.one(types.encryption, "backups-copy-bucket-encryption").inputs,
            "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
          ),
          recording.one(types.kms, "backups-copy-key").inputs["region"],
        ],
        ["arn:aws:mock:::backups-copy-key", "eu-central-1"],
      ],
      aks: [
        input(types.account, "backups-account-2", "encryption.keyVaultProperties"),
        { keyName: "backups-key-2-name", keyVaultUri: "https://backups-vault-2.vault.azure.net/" },
      ],
    },
  ],
  [
    "keys rotate by themselves",
    {
      gke: [input(types.cryptoKey, "backups-key", "rotationPeriod"), "7776000s"],
      eks: [both((role) => input(types.kms, `${aws(role)}-key`, "enableKeyRotation")), twice(true)],
      aks: [
        both((role) =>
          input(types.vaultKey, `backups-key${azure(role)}`, "properties.rotationPolicy.lifetimeActions.0.action.type"),
        ),
        twice("rotate"),
      ],
    },
  ],
  [
    "nobody is heard without TLS, where a store can say so",
    {
      // No bucket of Google has such a setting: it is the organisation's (`storage.secureHttpTransport`).
      gke: [
        ({ recording }) =>
          Object.keys(recording.one(types.gcsBucket).inputs).filter((name) => /tls|transport/i.test(name)),
        [],
      ],
      eks: [
        both((role) => denied(`${aws(role)}-bucket-policy`, "OnlyTls")),
        twice(["Deny", "*", "s3:*", { Bool: { "aws:SecureTransport": "false" } }]),
      ],
      aks: [
        both((role) => ({ recording }) => {
          const { enableHttpsTrafficOnly, minimumTlsVersion } = recording.one(
            types.account,
            `backups-account${azure(role)}`,
          ).inputs;
          return [enableHttpsTrafficOnly, minimumTlsVersion];
        }),
        twice([true, "TLS1_2"]),
      ],
    },
  ],
  [
    "nobody reads without an identity",
    {
      gke: [
        ({ recording }) => {
          const { publicAccessPrevention, uniformBucketLevelAccess } = recording.one(types.gcsBucket).inputs;
          return [publicAccessPrevention, uniformBucketLevelAccess];
        },
        ["enforced", true],
      ],
      eks: [
        both((role) => ({ recording }) => {
          const { region: _, bucket: __, ...block } = recording.one(types.access, `${aws(role)}-bucket-access`).inputs;
          return block;
        }),
        twice({
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        }),
      ],
      aks: [
        both((role) => ({ recording }) => {
          const { allowBlobPublicAccess, allowSharedKeyAccess, publicNetworkAccess } = recording.one(
            types.account,
            `backups-account${azure(role)}`,
          ).inputs;
          return [allowBlobPublicAccess, allowSharedKeyAccess, publicNetworkAccess];
        }),
        twice([false, false, "Disabled"]),
      ],
    },
  ],
  [
    "what is overwritten stays as a version",
    {
      gke: [gcs("versioning.enabled"), true],
      eks: [
        both((role) => input(types.versioning, `${aws(role)}-bucket-versioning`, "versioningConfiguration.status")),
        twice("Enabled"),
      ],
      aks: [both((role) => input(types.blobs, `backups-blobs${azure(role)}`, "isVersioningEnabled")), twice(true)],
    },
  ],
  [
    "what is deleted can be brought back for keepDeletedDays",
    {
      gke: [gcs("lifecycleRules.0.condition.daysSinceNoncurrentTime"), 30],
      eks: [
        both((role) =>
          input(types.lifecycle, `${aws(role)}-bucket-lifecycle`, "rules.0.noncurrentVersionExpiration.noncurrentDays"),
        ),
        twice(30),
      ],
      aks: [
        both((role) => input(types.blobs, `backups-blobs${azure(role)}`, "deleteRetentionPolicy")),
        twice({ enabled: true, days: 30 }),
      ],
    },
  ],
  [
    "nobody with Velero's rights ends what was written for lockDays",
    {
      // Google refuses to overwrite what it locks; what was deleted for good it keeps all the same.
      gke: [gcs("softDeletePolicy.retentionDurationSeconds"), 14 * 24 * 60 * 60],
      eks: [
        both((role) => input(types.lock, `${aws(role)}-bucket-lock`, "rule.defaultRetention")),
        twice({ mode: "GOVERNANCE", days: 14 }),
      ],
      // The copy has none, for Azure would refuse to copy over it; Velero has no right to delete there.
      aks: [
        ({ recording }) =>
          recording
            .all(types.containerLock)
            .map(({ inputs }) => [inputs["accountName"], inputs["immutabilityPeriodSinceCreationInDays"]]),
        [["backups-account", 14]],
      ],
    },
  ],
  [
    "a lock of no days locks nothing",
    {
      gke: [({ unlocked }) => at(unlocked.one(types.gcsBucket).inputs, "softDeletePolicy.retentionDurationSeconds"), 0],
      eks: [({ unlocked }) => unlocked.all(types.lock).length, 0],
      aks: [({ unlocked }) => unlocked.all(types.containerLock).length, 0],
    },
  ],
  [
    "no rule refuses what Velero overwrites",
    {
      gke: [gcs("retentionPolicy"), undefined],
      // Locks are of versions, and an overwritten object has a new one.
      eks: [both((role) => input(types.bucket, `${aws(role)}-bucket`, "objectLockConfiguration")), twice(undefined)],
      aks: [
        both((role) => input(types.container, `backups-container${azure(role)}`, "immutableStorageWithVersioning")),
        [{ enabled: true }, undefined],
      ],
    },
  ],
  [
    "no rule deletes what is current",
    {
      gke: [
        ({ recording }) =>
          list(recording.one(types.gcsBucket).inputs["lifecycleRules"]).map((rule) => [
            at(rule, "action.type"),
            at(rule, "condition.withState"),
          ]),
        [
          ["Delete", "ARCHIVED"],
          ["AbortIncompleteMultipartUpload", undefined],
        ],
      ],
      eks: [
        both(
          (role) =>
            ({ recording }) =>
              list(recording.one(types.lifecycle, `${aws(role)}-bucket-lifecycle`).inputs["rules"]).map((rule) => [
                rule["expiration"],
                rule["transitions"],
              ]),
        ),
        twice([[{ expiredObjectDeleteMarker: true }, undefined]]),
      ],
      aks: [
        both(
          (role) =>
            ({ recording }) =>
              list(
                at(recording.one(types.blobLifecycle, `backups-lifecycle${azure(role)}`).inputs, "policy.rules"),
              ).flatMap((rule) => Object.keys(Object(at(rule, "definition.actions")))),
        ),
        twice(["version"]),
      ],
    },
  ],
  [
    "the copy is in the backup region",
    {
      gke: [gcs("customPlacementConfig.dataLocations"), ["EUROPE-WEST1", "EUROPE-WEST4"]],
      eks: [input(types.bucket, "backups-copy-bucket", "region"), "eu-central-1"],
      aks: [input(types.account, "backups-account-2", "location"), "ukwest"],
    },
  ],
  [
    "the copy follows whatever is written and deleted",
    {
      gke: [gcs("rpo"), "ASYNC_TURBO"],
      eks: [
        ({ recording }) =>
          list(recording.one(types.replication).inputs["rules"]).map((rule) => [
            rule["filter"],
            at(rule, "deleteMarkerReplication.status"),
            at(rule, "destination.replicationTime.time.minutes"),
          ]),
        [[{}, "Enabled", 15]],
      ],
      aks: [
        input(types.blobReplication, "backups-copy-leaving", "rules"),
        [
          {
            ruleId: "rule-1",
            sourceContainer: "velero",
            destinationContainer: "velero",
            filters: { minCreationTime: "1601-01-01T00:00:00Z" },
          },
        ],
      ],
    },
  ],
  [
    "the identity writes at home alone, and only reads the copy",
    {
      // One bucket, which is its own copy.
      gke: [
        granted.gke,
        [
          ["storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"],
          ["iam.serviceAccounts.signBlob"],
        ],
      ],
      eks: [
        granted.eks,
        [
          ["arn:aws:mock:::backups-copy-key", ["kms:Decrypt"]],
          ["arn:aws:s3:::production-backups-copy", ["s3:ListBucket"]],
          ["arn:aws:s3:::production-backups-copy/*", ["s3:GetObject"]],
          ["arn:aws:mock:::backups-key", ["kms:Decrypt", "kms:GenerateDataKey"]],
          ["arn:aws:s3:::production-backups", ["s3:ListBucket"]],
          [
            "arn:aws:s3:::production-backups/*",
            [
              "s3:AbortMultipartUpload",
              "s3:DeleteObject",
              "s3:GetObject",
              "s3:ListMultipartUploadParts",
              "s3:PutObject",
            ],
          ],
        ],
      ],
      aks: [
        granted.aks,
        [
          [containerId("backups-container-2"), [`${blob}/read`]],
          [azureAccount("backups-account-2"), []],
          [containerId("backups-container"), [`${blob}/add/action`, `${blob}/delete`, `${blob}/read`, `${blob}/write`]],
          [azureAccount("backups-account"), []],
        ],
      ],
    },
  ],
  [
    "with removal protect the engine deletes neither stores nor keys",
    {
      gke: [guards("backups-bucket", "backups-key"), guarded(2)],
      eks: [guards("backups-bucket", "backups-copy-bucket", "backups-key", "backups-copy-key"), guarded(4)],
      aks: [
        guards(
          "backups-account",
          "backups-account-2",
          "backups-container",
          "backups-container-2",
          "backups-key",
          "backups-key-2",
        ),
        guarded(6),
      ],
    },
  ],
  [
    "nothing leaves the home region where secondRegion is off",
    {
      gke: [
        ({ alone }) => {
          const { location, rpo, customPlacementConfig } = alone.one(types.gcsBucket).inputs;
          return [location, rpo, customPlacementConfig, alone.one(types.ring).inputs["location"]];
        },
        ["EUROPE-WEST1", undefined, undefined, "europe-west1"],
      ],
      eks: [
        ({ alone }) => [
          alone.all(types.replication).length,
          alone.registrations.filter(({ inputs }) => inputs["region"] === "eu-central-1").length,
        ],
        [0, 0],
      ],
      aks: [
        ({ alone }) => [
          alone.all(types.blobReplication).length,
          alone.registrations.filter(({ inputs }) => inputs["location"] === "ukwest").length,
        ],
        [0, 0],
      ],
    },
  ],
  [
    "snapshots are taken by the driver of the cloud's disks",
    {
      gke: [
        ({ snapshots }) => snapshots,
        { driver: "pd.csi.storage.gke.io", parameters: { "storage-locations": "europe-west1" } },
      ],
      eks: [({ snapshots }) => snapshots, { driver: "ebs.csi.aws.com", parameters: {} }],
      aks: [({ snapshots }) => snapshots, { driver: "disk.csi.azure.com", parameters: { incremental: "true" } }],
    },
  ],
];

/** What says of an alarm where its runbook is, and who hears of it. */
const alarmOf: { readonly [C in Cloud]: (inputs: Section) => readonly [words: unknown, heard: unknown] } = {
  gke: (inputs) => [at(inputs, "documentation.content"), at(inputs, "notificationChannels.0")],
  eks: (inputs) => [inputs["alarmDescription"], at(inputs, "alarmActions.0")],
  aks: (inputs) => [inputs["description"], at(inputs, "actions.0.actionGroupId")],
};

for (const cloud of clouds) {
  describe(`the guarantees of backups on ${cloud}`, () => {
    let evidence: Evidence;
    before(async () => (evidence = await evidenceOf(cloud)));

    for (const [title, proofs] of guarantees)
      it(title, () => {
        const [seen, expected] = proofs[cloud];
        assert.deepEqual(seen(evidence), expected);
      });

    for (const [row, summary] of Object.entries(copyAlarms)) {
      const gap = Object.entries(copyAlarmGaps[cloud]).find(([name]) => name === row)?.[1];
      const alarms = () => evidence.recording.registrations.filter(({ name }) => name === `backups-alarm-${row}`);
      if (gap === undefined)
        it(`the alarm ${row} reaches somebody and points to its runbook`, () => {
          assert.deepEqual(
            alarms().map(({ inputs }) => alarmOf[cloud](inputs)),
            [[`${summary} Runbook: ${runbook}#${row}`, alarmTargets[cloud]]],
          );
          assert.deepEqual(
            evidence.alone.registrations.filter(({ name }) => name.includes("-alarm-")),
            [],
          );
        });
      else
        it(`the alarm ${row} is missing, and it is said what tells instead`, () => {
          assert.deepEqual(alarms(), []);
          assert.match(gap, /counts no failures: .* (told by|tells)/);
        });
    }

    it("the places of backups are the same as on every cloud", async () => {
      const { stores, locations } = evidence.recording.result;
      for (const output of [stores.home, stores.copy ?? "", locations.home.bucket, locations.copy?.bucket ?? ""])
        assert.notEqual(await valueOf(output), "");
      assert.equal(locations.recovery, undefined);
      const { stores: alone, locations: aloneAt } = evidence.alone.result;
      assert.deepEqual([alone.copy, aloneAt.copy], [undefined, undefined]);
    });

    it("nobody is given an action by a wildcard", () => {
      const { registrations } = evidence.recording;
      const statements = registrations.flatMap(({ inputs }) =>
        ["policy", "assumeRolePolicy"].flatMap((key) =>
          typeof inputs[key] === "string" ? statementsOf(inputs[key]) : [],
        ),
      );
      const roles = registrations.flatMap(({ inputs }) =>
        Array.isArray(inputs["permissions"]) ? [JSON.stringify(inputs["permissions"])] : [],
      );
      const actions = statements.filter(({ Effect }) => Effect === "Allow").flatMap(actionsOf);
      assert.notEqual(actions.length + roles.length, 0);
      assert.deepEqual(
        [...actions, ...roles].filter((action) => action.includes("*")),
        [],
      );
    });

    it("everything stands under the component and goes to the cloud's own provider", () => {
      const made = evidence.recording.registrations.filter(({ name, custom }) => custom && name.startsWith("backups-"));
      assert.notEqual(made.length, 0);
      for (const { name, provider } of made) assert.match(String(provider), /::cloud::/, name);
    });
  });
}
