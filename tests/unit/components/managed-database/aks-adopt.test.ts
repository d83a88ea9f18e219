import assert from "node:assert/strict";
import { aksDatabase } from "../../../../components/managed-database/aks";
import { resourceGroupOf } from "../../../../components/managed-database/aks/admission";
import type { Adoption, CloudDatabase } from "../../../../components/managed-database/contract";
import { WorkloadIdentity } from "../../../../components/shared/identity/identity";
import { record, valueOf } from "../../../support/record";
import { answers, cluster, createDatabase, Parent, subscriptionId, tenantId, types } from "./aks-support";

const adoption: Adoption<"aks"> = {
  mode: "adopt",
  host: "hand-made.postgres.database.azure.com",
  serverName: "hand-made",
  resourceGroup: "databases",
};
const serverId = `/subscriptions/${subscriptionId}/resourceGroups/databases/providers/Microsoft.DBforPostgreSQL/flexibleServers/hand-made`;

const adopt = (): CloudDatabase<"aks"> =>
  aksDatabase.adopt("database", { cluster: cluster(), backupRegion: "ukwest", settings: adoption }, new Parent());

const admit = (database: CloudDatabase<"aks">) => {
  const handle = cluster();
  const args = { cluster: handle, namespace: "databases", serviceAccount: "database-administration", rights: {} };
  const identity = new WorkloadIdentity("administration", args);
  return aksDatabase.admit("database-administration", { cluster: handle, database, identity }, new Parent());
};

describe("an adopted PostgreSQL server on Azure", () => {
  it("is known by its facts", async () => {
    const { result } = await record(adopt, answers);
    assert.equal(await valueOf(result.host), adoption.host);
    assert.equal(await valueOf(result.instanceName), "hand-made");
    assert.equal(await valueOf(result.instanceId), serverId);
    assert.equal(result.port, 5432);
    assert.equal(result.range, "10.0.0.0/16");
    assert.deepEqual(result.facts, { tenantId });
    assert.equal(result.alarmTarget, undefined);
  });

  it("is left alone: nothing of Azure is registered", async () => {
    const { registrations } = await record(adopt, answers);
    assert.deepEqual(
      registrations.filter(({ type }) => type.startsWith("azure-native:")),
      [],
    );
  });
});

describe("the administration of a PostgreSQL server on Azure", () => {
  it("needs no right in Azure", async () => {
    const { result } = await record(() => aksDatabase.administratorRights(cluster(), adopt()), answers);
    assert.deepEqual(result, {});
  });

  it("is an identity of Entra ID that the server takes for an administrator", async () => {
    const recording = await record(() => admit(adopt()), answers);
    const { inputs } = recording.one(types.administrator, "database-administration-administrator");
    assert.deepEqual(inputs, {
      resourceGroupName: "databases",
      serverName: "hand-made",
      objectId: "administration-identity-principal",
      principalName: "databases-database-administration-9c666127",
      principalType: "ServicePrincipal",
      tenantId,
    });
    assert.equal(await valueOf(recording.result.role), inputs["principalName"]);
  });

  it("has a name that PostgreSQL takes for a role", async () => {
    const { result } = await record(() => admit(adopt()), answers);
    assert.ok((await valueOf(result.role)).length <= 63);
  });

  it("is let in on a server that is made here, too", async () => {
    const id = serverId.replace("hand-made", "made-here");
    const ids = { ...answers, [types.server]: { id, fullyQualifiedDomainName: "made-here" } };
    const recording = await record(() => admit({ ...createDatabase(), instanceId: adopt().instanceId }), ids);
    assert.equal(recording.one(types.administrator).inputs["serverName"], "database-server-name");
  });

  it("finds the group in any spelling of an id, and refuses what is none", () => {
    assert.equal(resourceGroupOf(serverId.replace("resourceGroups", "resourcegroups")), "databases");
    assert.throws(() => resourceGroupOf("hand-made"), /no id of a resource in a resource group/);
  });
});
