import * as assert from "node:assert/strict";
import { aksBackups } from "../../../../components/backup-suite/aks";
import { accountName } from "../../../../components/backup-suite/aks/names";
import { clusterHandle } from "../../../support/handles";
import type { Options } from "../../../support/options";
import { pick, record, valueOf } from "../../../support/record";
import { alarmTargets } from "../../../support/backup-settings";
import {
  accountId,
  at,
  build,
  containerId,
  judgeInputs,
  type Made,
  named,
  optionsOf,
  runbook,
  settings,
  sorted,
} from "./support";

const types = {
  account: "azure-native:storage:StorageAccount",
  blobs: "azure-native:storage:BlobServiceProperties",
  container: "azure-native:storage:BlobContainer",
  lock: "azure-native:storage:BlobContainerImmutabilityPolicy",
  lifecycle: "azure-native:storage:ManagementPolicy",
  replication: "azure-native:storage:ObjectReplicationPolicy",
  alarm: "azure-native:monitor:MetricAlert",
  endpoint: "azure-native:network:PrivateEndpoint",
  endpointName: "azure-native:network:PrivateDnsZoneGroup",
  zone: "azure-native:privatedns:PrivateZone",
  link: "azure-native:privatedns:VirtualNetworkLink",
  vault: "azure-native:keyvault:Vault",
  key: "azure-native:keyvault:Key",
  group: "azure-native:resources:ResourceGroup",
  managementLock: "azure-native:authorization:ManagementLockByScope",
  role: "azure-native:authorization:RoleDefinition",
  assignment: "azure-native:authorization:RoleAssignment",
} as const;

const subscriptionId = "00000000-0000-0000-0000-000000000001";
const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

describe("the stores of backups on Azure", () => {
  let made: Made<"aks">;
  let options: Options;
  before(async () => {
    made = await build("aks");
    options = await optionsOf("aks");
  });

  it("ask for nothing that the provider does not know", () => judgeInputs(made));

  for (const [suffix, region, sku] of [
    ["", "uksouth", "Standard_ZRS"],
    ["-2", "ukwest", "Standard_LRS"],
  ] as const) {
    const of = { resourceGroupName: `backups-group${suffix}-name`, accountName: `backups-account${suffix}` };

    it(`stand in ${region} in a group of their own, closed to the internet, to keys and to old TLS`, () => {
      assert.deepEqual(made.one(types.group, `backups-group${suffix}`).inputs, {
        resourceGroupName: `production-${region}-backups`,
        location: region,
        tags: { owner: "platform" },
      });
      const { accountName: name, ...inputs } = made.one(types.account, `backups-account${suffix}`).inputs;
      assert.match(String(name), /^productionback[0-9a-f]{8}$/);
      assert.deepEqual(inputs, {
        resourceGroupName: of.resourceGroupName,
        location: region,
        tags: { owner: "platform" },
        kind: "StorageV2",
        sku: { name: sku },
        accessTier: "Hot",
        identity: { type: "UserAssigned", userAssignedIdentities: [`backups-key-identity${suffix}-id`] },
        encryption: {
          keySource: "Microsoft.Keyvault",
          keyVaultProperties: {
            keyName: `backups-key${suffix}-name`,
            keyVaultUri: `https://backups-vault${suffix}.vault.azure.net/`,
          },
          encryptionIdentity: { encryptionUserAssignedIdentity: `backups-key-identity${suffix}-id` },
          requireInfrastructureEncryption: true,
          services: {
            blob: { enabled: true, keyType: "Account" },
            file: { enabled: true, keyType: "Account" },
          },
        },
        minimumTlsVersion: "TLS1_2",
        enableHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        allowCrossTenantReplication: false,
        isLocalUserEnabled: false,
        publicNetworkAccess: "Disabled",
        networkRuleSet: { defaultAction: "Deny", bypass: "None" },
      });
    });

    it(`are made in ${region} once their identity may use their key`, async () => {
      assert.deepEqual(await options.before(`backups-account${suffix}`), [`backups-key-user${suffix}`]);
    });

    it(`keep versions and deleted blobs in ${region}`, () => {
      assert.deepEqual(made.one(types.blobs, `backups-blobs${suffix}`).inputs, {
        ...of,
        blobServicesName: "default",
        isVersioningEnabled: true,
        ...(suffix === "" ? { changeFeed: { enabled: true, retentionInDays: 90 } } : {}),
        deleteRetentionPolicy: { enabled: true, days: 30 },
        containerDeleteRetentionPolicy: { enabled: true, days: 30 },
      });
    });

    it(`end previous versions in ${region}, and nothing else`, () => {
      assert.deepEqual(made.one(types.lifecycle, `backups-lifecycle${suffix}`).inputs["policy"], {
        rules: [
          {
            enabled: true,
            name: "previous-versions",
            type: "Lifecycle",
            definition: {
              filters: { blobTypes: ["blockBlob"] },
              actions: { version: { delete: { daysAfterCreationGreaterThan: 30 } } },
            },
          },
        ],
      });
    });

    it(`hold one container in ${region} that nobody reads without a name`, () => {
      assert.deepEqual(made.one(types.container, `backups-container${suffix}`).inputs, {
        ...of,
        containerName: "velero",
        publicAccess: "None",
        ...(suffix === "" ? { immutableStorageWithVersioning: { enabled: true } } : {}),
      });
    });
  }

  it("have names that Azure takes, and no two alike", async () => {
    const names = await record(() => {
      const handle = clusterHandle("aks");
      const others = [
        { ...handle, name: "a-b-c-d-e-f-g-h-i-j-k" },
        { ...handle, region: "northeurope" },
      ];
      return [handle, ...others].flatMap((each) => [
        accountName(each, "backups", "home"),
        accountName(each, "backups", "copy"),
      ]);
    });
    assert.equal(new Set(names.result).size, names.result.length);
    for (const name of names.result) assert.match(name, /^[a-z0-9]{3,24}$/);
  });

  it("lock versions at home alone, where a lock refuses no copy", () => {
    assert.deepEqual(
      sorted(made, types.lock).map(({ inputs }) => inputs),
      [
        {
          resourceGroupName: "backups-group-name",
          accountName: "backups-account",
          containerName: "velero",
          immutabilityPolicyName: "default",
          immutabilityPeriodSinceCreationInDays: 14,
        },
      ],
    );
  });

  it("copy everything: the second account is told first, the first by the ids that Azure then knows", async () => {
    const rule = {
      sourceContainer: "velero",
      destinationContainer: "velero",
      filters: { minCreationTime: "1601-01-01T00:00:00Z" },
    };
    const common = {
      sourceAccount: accountId("backups-account"),
      destinationAccount: accountId("backups-account-2"),
      metrics: { enabled: true },
    };
    assert.deepEqual(made.one(types.replication, "backups-copy-arriving").inputs, {
      resourceGroupName: "backups-group-2-name",
      accountName: "backups-account-2",
      objectReplicationPolicyId: "default",
      rules: [rule],
      ...common,
    });
    assert.deepEqual(made.one(types.replication, "backups-copy-leaving").inputs, {
      resourceGroupName: "backups-group-name",
      accountName: "backups-account",
      objectReplicationPolicyId: "policy-1",
      rules: [{ ruleId: "rule-1", ...rule }],
      ...common,
    });
    assert.deepEqual(await options.before("backups-copy-arriving"), ["backups-blobs", "backups-blobs-2"]);
  });

  it("have an address among the nodes each, in a zone that the cluster's network reads", () => {
    assert.equal(made.one(types.zone).inputs["privateZoneName"], "privatelink.blob.core.windows.net");
    assert.deepEqual(pick(made.one(types.link), "registrationEnabled", "resolutionPolicy", "virtualNetwork"), {
      registrationEnabled: false,
      resolutionPolicy: "NxDomainRedirect",
      virtualNetwork: { id: "/subscriptions/1/resourceGroups/production/virtualNetworks/production" },
    });
    assert.deepEqual(
      sorted(made, types.endpoint).map(({ name, inputs }) => [
        name,
        inputs["location"],
        at(inputs, "subnet.id"),
        inputs["privateLinkServiceConnections"],
      ]),
      [
        ["backups-endpoint-copy", "backups-account-2"],
        ["backups-endpoint-home", "backups-account"],
      ].map(([name, account = ""]) => [
        name,
        "uksouth",
        "/subscriptions/1/resourceGroups/production/virtualNetworks/production/subnets/nodes",
        [{ name: "blob", groupIds: ["blob"], privateLinkServiceId: accountId(account) }],
      ]),
    );
    assert.deepEqual(named(made, types.endpointName), ["backups-endpoint-copy-name", "backups-endpoint-home-name"]);
  });

  it("let Velero write blobs at home, read the copy, sign for both, and nothing more", () => {
    const read = ["Microsoft.Storage/storageAccounts/blobServices/containers/read"];
    const sign = ["Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"];
    assert.deepEqual(
      sorted(made, types.role).map(({ name, inputs }) => [name, inputs["permissions"]]),
      [
        ["velero-role-copy-blobs", [{ actions: read, dataActions: [`${blobs}/read`] }]],
        ["velero-role-copy-sign-addresses", [{ actions: sign, dataActions: [] }]],
        [
          "velero-role-home-blobs",
          [
            {
              actions: read,
              dataActions: [`${blobs}/add/action`, `${blobs}/delete`, `${blobs}/read`, `${blobs}/write`],
            },
          ],
        ],
        ["velero-role-home-sign-addresses", [{ actions: sign, dataActions: [] }]],
      ],
    );
    const scopes = sorted(made, types.assignment)
      .filter(({ name }) => name.startsWith("velero-"))
      .map(({ name, inputs }) => [name, inputs["scope"]]);
    assert.deepEqual(scopes, [
      ["velero-grant-copy-blobs", containerId("backups-container-2")],
      ["velero-grant-copy-sign-addresses", accountId("backups-account-2")],
      ["velero-grant-home-blobs", containerId("backups-container")],
      ["velero-grant-home-sign-addresses", accountId("backups-account")],
    ]);
  });

  it("raise an alarm when something has waited for the copy for a day", () => {
    assert.deepEqual(made.one(types.alarm).inputs, {
      resourceGroupName: "backups-group-name",
      location: "Global",
      tags: { owner: "platform" },
      description: `Backups reach the second region too late, or no longer. Runbook: ${runbook}#copy-behind`,
      enabled: true,
      severity: 0,
      scopes: [`${accountId("backups-account")}/objectReplicationPolicies/policy-1`],
      evaluationFrequency: "PT15M",
      windowSize: "PT1H",
      autoMitigate: true,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "copy-behind",
            metricName: "PendingOperationsForReplication",
            dimensions: [{ name: "TimeBucket", operator: "StartsWith", values: [">"] }],
            operator: "GreaterThan",
            threshold: 0,
            timeAggregation: "Maximum",
            skipMetricValidation: true,
          },
        ],
      },
      actions: [{ actionGroupId: alarmTargets.aks }],
    });
  });

  it("are found by the plugin of Azure, which asks for no keys", async () => {
    const { locations } = made.result;
    const found = (suffix: string) => ({
      provider: "azure",
      bucket: "velero",
      config: {
        resourceGroup: `backups-group${suffix}-name`,
        storageAccount: `backups-account${suffix}`,
        subscriptionId,
        useAAD: "true",
        storageAccountURI: `https://backups-account${suffix}.blob.core.windows.net/`,
      },
    });
    assert.deepEqual(await valueOf(locations.home), found(""));
    assert.deepEqual(await valueOf(locations.copy), found("-2"));
    assert.equal(locations.recovery, undefined);
  });

  it("stand before the first backup, with their guards and the way to them", async () => {
    const urns = await Promise.all(made.result.stores.ready.map(({ urn }) => valueOf(urn)));
    assert.deepEqual(urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)).sort(), [
      "backups-account",
      "backups-account-2",
      "backups-blobs",
      "backups-blobs-2",
      "backups-container",
      "backups-container-2",
      "backups-container-lock",
      "backups-copy-arriving",
      "backups-copy-leaving",
      "backups-endpoint-copy-name",
      "backups-endpoint-home-name",
      "backups-lifecycle",
      "backups-lifecycle-2",
      "backups-zone-link",
    ]);
  });
});

describe("the settings of backups on Azure", () => {
  it("lock nothing where there are no days, and keep the container that can be locked", async () => {
    const made = await build("aks", { settings: { store: { lockDays: 0, keepDeletedDays: 30 } } });
    assert.deepEqual(made.all(types.lock), []);
    assert.deepEqual(made.one(types.container, "backups-container").inputs["immutableStorageWithVersioning"], {
      enabled: true,
    });
  });

  it("make nothing in a second region where none is asked for", async () => {
    const made = await build("aks", { settings: { secondRegion: false } });
    assert.deepEqual(named(made, types.account), ["backups-account"]);
    assert.deepEqual(named(made, types.key), ["backups-key"]);
    assert.deepEqual(named(made, types.group), ["backups-group"]);
    for (const type of [types.replication, types.alarm]) assert.deepEqual(made.all(type), []);
    assert.deepEqual([made.result.stores.copy, made.result.locations.copy], [undefined, undefined]);
    judgeInputs(made);
  });

  it("keep the account in one place where the cluster stands in one zone", async () => {
    const made = await build("aks", { cluster: { zones: ["uksouth-1"] } });
    assert.deepEqual(made.one(types.account, "backups-account").inputs["sku"], { name: "Standard_LRS" });
  });

  it("let backups of another cluster be reached and read, and no more", async () => {
    const recoverFrom = { storageAccount: "other", container: "velero", resourceGroup: "other-group" };
    const made = await build("aks", { settings: { recoverFrom } });
    const other = `/subscriptions/${subscriptionId}/resourceGroups/other-group/providers/Microsoft.Storage/storageAccounts/other`;
    assert.deepEqual(made.result.stores.rights["recovery-blobs"], {
      actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
      dataActions: [`${blobs}/read`],
      scope: `${other}/blobServices/default/containers/velero`,
    });
    assert.deepEqual(made.one(types.endpoint, "backups-endpoint-recovery").inputs["privateLinkServiceConnections"], [
      { name: "blob", groupIds: ["blob"], privateLinkServiceId: other },
    ]);
    assert.deepEqual(made.result.locations.recovery, {
      provider: "azure",
      bucket: "velero",
      config: {
        resourceGroup: "other-group",
        storageAccount: "other",
        subscriptionId,
        storageAccountURI: "https://other.blob.core.windows.net/",
        useAAD: "true",
      },
    });
  });

  it("let alarms speak to nobody where nobody is named", async () => {
    const silent = await build("aks", { alarmTarget: undefined });
    assert.deepEqual(silent.one(types.alarm).inputs["actions"], []);
  });

  for (const [removal, held, locks] of [
    [
      "protect",
      [true, true],
      ["backups-account-2-lock", "backups-account-lock", "backups-vault-2-lock", "backups-vault-lock"],
    ],
    ["retain", [false, true], []],
    ["delete", [false, false], []],
  ] as const)
    it(`hold accounts and keys as removal ${removal} says`, async () => {
      const changes = { settings: { removal } };
      const options = await optionsOf("aks", changes);
      for (const suffix of ["", "-2"])
        for (const part of ["account", "container", "key", "vault", "group"]) {
          const name = `backups-${part}${suffix}`;
          assert.deepEqual([options.named(name).protect, options.named(name).retainOnDelete], held, name);
        }
      const made = await build("aks", changes);
      assert.deepEqual(named(made, types.managementLock), locks);
    });

  it("take snapshots by the driver of Azure disks, one after the other", async () => {
    const { result } = await record(() =>
      aksBackups.snapshotClass({ cluster: clusterHandle("aks"), settings: settings<"aks">() }),
    );
    assert.deepEqual(result, { driver: "disk.csi.azure.com", parameters: { incremental: "true" } });
  });
});
