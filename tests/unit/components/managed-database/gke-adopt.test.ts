import * as assert from "node:assert/strict";
import type { CloudDatabase } from "../../../../components/managed-database/contract";
import { gkeDatabase } from "../../../../components/managed-database/gke";
import { WorkloadIdentity } from "../../../../components/shared/identity/identity";
import { clusterHandle } from "../../../support/handles";
import { record, valueOf } from "../../../support/record";
import { backupRegion, Parent, project, types } from "./gke-support";

function adopt(): CloudDatabase<"gke"> {
  const settings = { mode: "adopt", host: "10.20.128.3", instanceName: "shop-db" } as const;
  return gkeDatabase.adopt("database", { cluster: clusterHandle("gke"), backupRegion, settings }, new Parent());
}

describe("an adopted database on Google Cloud", () => {
  it("is known by its facts alone, and nothing is made", async () => {
    const { result, registrations } = await record(adopt);
    assert.deepEqual(
      registrations.filter(({ type }) => type.startsWith("gcp:")),
      [],
    );
    assert.deepEqual([result.kind, result.port, result.range, result.ready], ["gke", 5432, "10.0.0.0/16", []]);
    assert.equal(await valueOf(result.host), "10.20.128.3");
    assert.equal(await valueOf(result.instanceName), "shop-db");
    assert.equal(await valueOf(result.instanceId), "projects/shop-1234/instances/shop-db");
    assert.equal(await valueOf(result.facts.connectionName), "shop-1234:europe-west1:shop-db");
    assert.deepEqual([result.secondRegionBackups, result.alarmTarget], [undefined, undefined]);
  });
});

describe("the administration of a database on Google Cloud", () => {
  const admitted = async () =>
    record(() => {
      const cluster = clusterHandle("gke");
      const database = adopt();
      const identity = new WorkloadIdentity("database-administration", {
        cluster,
        namespace: "databases",
        serviceAccount: "database-administration",
        rights: gkeDatabase.administratorRights(cluster, database),
      });
      return gkeDatabase.admit("database-administration", { cluster, database, identity }, new Parent());
    });

  it("may connect to this instance and log in, and nothing else", async () => {
    const built = await admitted();
    assert.deepEqual(
      built.all(types.member).map(({ inputs }) => inputs),
      ["roles/cloudsql.client", "roles/cloudsql.instanceUser"].map((role) => ({
        project,
        role,
        member: "serviceAccount:database-administration-account@mock.iam.gserviceaccount.com",
        condition: {
          title: "database",
          expression:
            'resource.name == "projects/shop-1234/instances/shop-db" && resource.type == "sqladmin.googleapis.com/Instance"',
        },
      })),
    );
  });

  it("holds no wildcard in any right", async () => {
    const built = await admitted();
    const rights = built.registrations.filter(({ inputs }) => "role" in inputs || "databaseRoles" in inputs);
    assert.equal(rights.length, 4);
    assert.doesNotMatch(JSON.stringify(rights.map(({ inputs }) => inputs)), /\*/);
  });

  it("is a user of the instance by its identity, without a password, and stays when it goes", async () => {
    const built = await admitted();
    const { inputs } = built.one(types.user, "database-administration-user");
    const { accountId } = built.one("gcp:serviceaccount/account:Account").inputs;
    assert.deepEqual(inputs, {
      project,
      instance: "shop-db",
      name: `${String(accountId)}@shop-1234.iam`,
      type: "CLOUD_IAM_SERVICE_ACCOUNT",
      databaseRoles: ["cloudsqlsuperuser"],
      deletionPolicy: "ABANDON",
    });
    assert.equal(await valueOf(built.result.role), inputs["name"]);
    assert.equal(built.result.resources.length, 1);
  });
});
