import assert from "node:assert/strict";
import type { Rights } from "../../../components/shared/identity/contract";
import { grantFaults } from "../../../components/shared/identity/validate";
import { record } from "../../support/record";
import { paths, velero } from "./velero";

describe("WorkloadIdentity on GKE", () => {
  it("lets only this service account act as the Google service account", async () => {
    const recording = await record(() => velero("gke"));
    assert.deepEqual(recording.one("gcp:serviceaccount/account:Account").inputs, {
      accountId: "velero-server-876fdefe",
      description: "Pods of velero/server on cluster production",
      displayName: "velero/server",
      project: "shop-1234",
    });
    assert.deepEqual(recording.one("gcp:serviceaccount/iAMMember:IAMMember").inputs, {
      member: "serviceAccount:shop-1234.svc.id.goog[velero/server]",
      role: "roles/iam.workloadIdentityUser",
      serviceAccountId: "velero-account-name",
    });
  });

  const member = "serviceAccount:velero-account@mock.iam.gserviceaccount.com";
  const grants = [
    ["project", "gcp:projects/iAMMember:IAMMember", { project: "it" }],
    ["bucket", "gcp:storage/bucketIAMMember:BucketIAMMember", { bucket: "it" }],
    ["secret", "gcp:secretmanager/secretIamMember:SecretIamMember", { secretId: "it" }],
    ["cryptoKey", "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", { cryptoKeyId: "it" }],
    ["serviceAccount", "gcp:serviceaccount/iAMMember:IAMMember", { serviceAccountId: "it" }],
    ["dataset", "gcp:bigquery/datasetIamMember:DatasetIamMember", { datasetId: "it", project: "shop-1234" }],
  ] as const;
  for (const [kind, type, target] of grants)
    it(`adds one member to a role on a ${kind}`, async () => {
      const rights: Rights["gke"] = { use: { role: "roles/x.user", on: { kind, id: "it" }, because: "a test" } };
      const grant = (await record(() => velero("gke", rights))).one(type, "velero-grant-use");
      assert.deepEqual(grant.inputs, { member, role: "roles/x.user", ...target });
    });

  it("grants a role on its own account, under a condition", async () => {
    const condition = { title: "by-day", expression: "request.time.getHours() < 18" };
    const rights: Rights["gke"] = {
      sign: { role: "roles/iam.serviceAccountTokenCreator", on: { kind: "self" }, condition },
    };
    const grant = (await record(() => velero("gke", rights))).one(
      "gcp:serviceaccount/iAMMember:IAMMember",
      "velero-grant-sign",
    );
    assert.deepEqual(grant.inputs, {
      condition,
      member,
      role: "roles/iam.serviceAccountTokenCreator",
      serviceAccountId: "velero-account-name",
    });
  });

  it("makes a role of the permissions that no predefined role holds alone", async () => {
    const rights: Rights["gke"] = {
      snapshots: {
        permissions: ["compute.snapshots.get", "compute.disks.createSnapshot"],
        on: { kind: "project", id: "shop-1234" },
        because: "disks are made by the cluster and have no name before",
      },
    };
    const recording = await record(() => velero("gke", rights));
    assert.deepEqual(recording.one("gcp:projects/iAMCustomRole:IAMCustomRole", "velero-role-snapshots").inputs, {
      permissions: ["compute.disks.createSnapshot", "compute.snapshots.get"],
      project: "shop-1234",
      title: "velero-role-snapshots",
    });
    assert.equal(recording.one("gcp:projects/iAMMember:IAMMember").inputs.role, "velero-role-snapshots-name");
  });

  const bucket = { kind: "bucket", id: "backups" } as const;
  const project = { kind: "project", id: "shop-1234" } as const;
  const refused: readonly [string, Rights["gke"][string], readonly string[]][] = [
    ["a basic role", { role: "roles/editor", on: bucket }, ["rights.a.role"]],
    ["a project without a reason", { role: "roles/cloudsql.client", on: project }, ["rights.a.on"]],
    ["a wildcard in a permission", { permissions: ["compute.disks.*"], on: bucket }, ["rights.a.permissions[0]"]],
    ["no permission", { permissions: [], on: bucket }, ["rights.a.permissions"]],
    ["an empty reason", { role: "roles/cloudsql.client", on: project, because: "" }, ["rights.a.because"]],
  ];
  for (const [title, grant, expected] of refused)
    it(`refuses ${title}`, () => {
      assert.deepEqual(paths(grantFaults(grant, "rights.a")), expected);
    });

  it("takes a predefined role on a bucket", () => {
    assert.deepEqual(grantFaults({ role: "roles/storage.objectUser", on: bucket }, "rights.a"), []);
  });
});
