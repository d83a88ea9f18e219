import assert from "node:assert/strict";
import { made, subscriptionId, tags, tenantId, types } from "./aks-support";

const encryptionUser = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

describe("the customer keys of a PostgreSQL server on Azure", () => {
  let database: Awaited<ReturnType<typeof made>>;
  before(async () => (database = await made()));

  const regions = [
    { suffix: "", region: "uksouth" },
    { suffix: "-2", region: "ukwest" },
  ];
  for (const { suffix, region } of regions) {
    it(`stand in ${region} in a group of that region`, () => {
      assert.deepEqual(database.one(types.group, `database-group${suffix}`).inputs, {
        resourceGroupName: `production-${region}-database`,
        location: region,
        tags,
      });
      for (const [type, name] of [
        [types.vault, `database-vault${suffix}`],
        [types.identity, `database-key-identity${suffix}`],
      ] as const) {
        const { inputs } = database.one(type, name);
        assert.equal(inputs["location"], region);
        assert.equal(inputs["resourceGroupName"], `database-group${suffix}-name`);
      }
    });

    it(`come back for 90 days after a deletion in ${region}, and nobody can purge them`, () => {
      const { properties } = database.one(types.vault, `database-vault${suffix}`).inputs;
      assert.deepEqual(properties, {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
      });
    });

    it(`rotate once a year in ${region} and only wrap other keys`, () => {
      assert.deepEqual(database.one(types.key, `database-key${suffix}`).inputs, {
        resourceGroupName: `database-group${suffix}-name`,
        vaultName: `database-vault${suffix}-name`,
        tags,
        properties: {
          kty: "RSA",
          keySize: 4096,
          keyOps: ["wrapKey", "unwrapKey"],
          rotationPolicy: {
            lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P1Y" } }],
          },
        },
      });
    });

    it(`are opened in ${region} by one identity with one role on one key`, () => {
      assert.deepEqual(database.one(types.assignment, `database-key-user${suffix}`).inputs, {
        scope: `database-key${suffix}-id`,
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${encryptionUser}`,
        principalId: `database-key-identity${suffix}-principal`,
        principalType: "ServicePrincipal",
      });
    });
  }

  it("are opened by nobody else", () => assert.equal(database.all(types.assignment).length, 2));

  it("stand in vaults whose names fit Azure's 24 characters with the 8 of chance", () => {
    for (const { name } of database.all(types.vault)) assert.ok(name.length <= 16, name);
  });
});
