import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../cloud";
import type { Guards } from "./guards";
import type { Place } from "./place";

/** A customer key of one region, and the identity that opens it. */
export interface CustomerKey {
  readonly vaultId: pulumi.Output<string>;
  /** Address of the key without a version: what it encrypts follows each rotation. */
  readonly keyUri: pulumi.Output<string>;
  readonly keyName: pulumi.Output<string>;
  /** Address of its vault. */
  readonly vaultUri: pulumi.Output<string>;
  readonly identityId: pulumi.Output<string>;
  /** The right without which Azure refuses to make what the key encrypts, or closes it within the hour. */
  readonly grant: pulumi.Resource;
}

/** Key Vault Crypto Service Encryption User: reads a key, wraps and unwraps with it. */
const encryptionUser = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

/** A new version a year; old ones stay valid for what they encrypted. */
const yearly: pulumi.Unwrap<keyvault.KeyArgs["properties"]>["rotationPolicy"] = {
  lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P1Y" } }],
};

/**
 * The key of one region in a vault of its own: private, never purged, and a deleted key comes back for 90 days, the
 * most that Azure offers. Azure wants another vault and another identity for each region.
 *
 * @param suffix of the logical names. The vault's name in Azure is the logical one and 8 characters of chance, 24 at
 *   most: a deleted vault keeps its name for those 90 days.
 */
export function createKey(
  name: string,
  suffix: "" | "-2",
  facts: Handle<"aks">["facts"],
  place: Place,
  guards: Guards,
): CustomerKey {
  const vault = createVault(`${name}-vault${suffix}`, facts.tenantId, place, guards);
  guards.lock(`${name}-vault${suffix}-lock`, vault.id);
  const key = new keyvault.Key(
    `${name}-key${suffix}`,
    {
      resourceGroupName: place.resourceGroupName,
      vaultName: vault.name,
      tags: place.tags,
      properties: { kty: "RSA", keySize: 4096, keyOps: ["wrapKey", "unwrapKey"], rotationPolicy: yearly },
    },
    guards.held,
  );
  const identity = new managedidentity.UserAssignedIdentity(`${name}-key-identity${suffix}`, { ...place }, guards.held);
  const grant = new authorization.RoleAssignment(
    `${name}-key-user${suffix}`,
    {
      scope: key.id,
      roleDefinitionId: `/subscriptions/${facts.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${encryptionUser}`,
      principalId: identity.principalId,
      // Said, so that Azure does not look for an identity that its directory has not copied everywhere yet.
      principalType: "ServicePrincipal",
    },
    guards.held,
  );
  return {
    vaultId: vault.id,
    keyUri: key.keyUri,
    keyName: key.name,
    vaultUri: vault.properties.apply(({ vaultUri }) => vaultUri),
    identityId: identity.id,
    grant,
  };
}

function createVault(logicalName: string, tenantId: string, place: Place, guards: Guards): keyvault.Vault {
  return new keyvault.Vault(
    logicalName,
    {
      ...place,
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        publicNetworkAccess: "Disabled",
        // The services that encrypt with it come as trusted ones.
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
      },
    },
    guards.held,
  );
}
