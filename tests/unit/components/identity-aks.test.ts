import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { Rights } from "../../../components/shared/identity/contract";
import { assignableScope, assignmentFaults } from "../../../components/shared/identity/validate";
import { record } from "../../support/record";
import { paths, velero } from "./velero";

const backups = "/subscriptions/1/resourceGroups/production/providers/Microsoft.Storage/storageAccounts/backups";
const blobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

describe("WorkloadIdentity on AKS", () => {
  it("trusts the tokens of this service account alone", async () => {
    const recording = await record(() => velero("aks"));
    assert.deepEqual(recording.one("azure-native:managedidentity:UserAssignedIdentity").inputs, {
      location: "westeurope",
      resourceGroupName: "production",
      resourceName: "velero-server-43c7c36e",
      tags: { owner: "platform" },
    });
    assert.deepEqual(recording.one("azure-native:managedidentity:FederatedIdentityCredential").inputs, {
      audiences: ["api://AzureADTokenExchange"],
      federatedIdentityCredentialResourceName: "kubernetes",
      issuer: "https://westeurope.oic.prod-aks.azure.com/tenant/issuer/",
      resourceGroupName: "production",
      resourceName: "velero-identity-name",
      subject: "system:serviceaccount:velero:server",
    });
  });

  it("assigns a built-in role at its scope", async () => {
    const recording = await record(() => velero("aks", { blobs: { role: blobContributor, scope: backups } }));
    assert.deepEqual(recording.one("azure-native:authorization:RoleAssignment", "velero-grant-blobs").inputs, {
      principalId: "velero-identity-principal",
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/${blobContributor}`,
      scope: backups,
    });
    assert.deepEqual(recording.all("azure-native:authorization:RoleDefinition"), []);
  });

  it("makes a role of the actions that no built-in role holds alone", async () => {
    const dataActions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"];
    const actions = ["Microsoft.Storage/storageAccounts/read", "Microsoft.Compute/disks/read"];
    const recording = await record(() => velero("aks", { blobs: { actions, dataActions, scope: backups } }));
    assert.deepEqual(recording.one("azure-native:authorization:RoleDefinition", "velero-role-blobs").inputs, {
      assignableScopes: ["/subscriptions/1/resourceGroups/production"],
      permissions: [
        { actions: ["Microsoft.Compute/disks/read", "Microsoft.Storage/storageAccounts/read"], dataActions },
      ],
      roleName: "velero-server-43c7c36e-blobs",
      scope: "/subscriptions/1/resourceGroups/production",
    });
    const assignment = recording.one("azure-native:authorization:RoleAssignment");
    assert.equal(assignment.inputs.roleDefinitionId, "velero-role-blobs-id");
    assert.equal(assignment.inputs.scope, backups);
  });

  it("assigns nothing when the deployment reveals a subscription without a reason", async () => {
    const assigned = async (scope: string): Promise<number> => {
      const right = { role: blobContributor, scope: pulumi.output(scope) };
      return (await record(() => velero("aks", { blobs: right }))).all("azure-native:authorization:RoleAssignment")
        .length;
    };
    assert.equal(await assigned(backups), 1);
    assert.equal(await assigned("/subscriptions/1"), 0);
  });

  const refused: readonly [string, Rights["aks"][string], readonly string[]][] = [
    ["Contributor", { role: "b24988ac-6180-42a0-ab88-20f7382dd24c", scope: backups }, ["rights.a.role"]],
    ["a role by its display name", { role: "Storage Blob Data Contributor", scope: backups }, ["rights.a.role"]],
    ["a wildcard in an action", { actions: ["Microsoft.Compute/*"], scope: backups }, ["rights.a.actions[0]"]],
    ["a wildcard in a data action", { dataActions: ["*/read"], scope: backups }, ["rights.a.dataActions[0]"]],
    ["a role without actions", { scope: backups }, ["rights.a.actions"]],
    ["a subscription without a reason", { role: blobContributor, scope: "/subscriptions/1" }, ["rights.a.scope"]],
    ["what is no resource id", { role: blobContributor, scope: "backups" }, ["rights.a.scope"]],
  ];
  for (const [title, assignment, expected] of refused)
    it(`refuses ${title}`, () => {
      assert.deepEqual(paths(assignmentFaults(assignment, "rights.a")), expected);
    });

  it("takes a subscription with a reason", () => {
    const right = { role: blobContributor, scope: "/subscriptions/1", because: "nodes move between groups" };
    assert.deepEqual(assignmentFaults(right, "rights.a"), []);
  });

  const scopes: readonly [string, string][] = [
    [backups, "/subscriptions/1/resourceGroups/production"],
    ["/subscriptions/1/resourcegroups/production", "/subscriptions/1/resourcegroups/production"],
    ["/subscriptions/1", "/subscriptions/1"],
  ];
  for (const [scope, owner] of scopes)
    it(`keeps a custom role for ${scope} in ${owner}`, () => {
      assert.equal(assignableScope(scope), owner);
    });
});
