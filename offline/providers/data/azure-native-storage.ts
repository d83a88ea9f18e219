import type { ResourceBehaviour } from "../behaviour";
import { text } from "../values";
import { arm, located } from "./azure-native-place";
import { uuid } from "./random";

const account = "Microsoft.Storage/storageAccounts/{accountName}";

/** Storage accounts, what is copied between them, and the private ways to them. */
export const storageResources: Readonly<Record<string, ResourceBehaviour>> = {
  "azure-native:storage:StorageAccount": located("Microsoft.Storage/storageAccounts", "accountName", {
    replaces: ["kind", "isHnsEnabled", "encryption.requireInfrastructureEncryption"],
    outputs: (subject) => ({
      primaryEndpoints: { blob: `https://${subject.physicalName}.blob.core.windows.net/` },
      primaryLocation: text(subject.inputs["location"]) ?? "",
    }),
  }),
  "azure-native:storage:BlobContainer": arm(`${account}/blobServices/default/containers`, "containerName"),
  "azure-native:storage:BlobServiceProperties": arm(`${account}/blobServices`, "blobServicesName"),
  "azure-native:storage:ManagementPolicy": arm(`${account}/managementPolicies`, "managementPolicyName"),
  "azure-native:storage:BlobContainerImmutabilityPolicy": arm(
    `${account}/blobServices/default/containers/{containerName}/immutabilityPolicies`,
    "immutabilityPolicyName",
  ),
  // The account that is copied to numbers the policy and its rules; the other is told these numbers.
  "azure-native:storage:ObjectReplicationPolicy": arm(
    `${account}/objectReplicationPolicies`,
    "objectReplicationPolicyId",
    {
      outputs: (subject) => ({
        policyId: subject.physicalName === "default" ? uuid(subject) : subject.physicalName,
        rules: (Array.isArray(subject.inputs["rules"]) ? subject.inputs["rules"] : []).map(() => ({
          ruleId: uuid(subject),
        })),
      }),
    },
  ),
  "azure-native:network:PrivateEndpoint": located("Microsoft.Network/privateEndpoints", "privateEndpointName", {
    replaces: ["subnet"],
  }),
  "azure-native:network:PrivateDnsZoneGroup": arm(
    "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups",
    "privateDnsZoneGroupName",
  ),
};
