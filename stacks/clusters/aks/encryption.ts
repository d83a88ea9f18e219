import * as compute from "@pulumi/azure-native/compute";
import * as keyvault from "@pulumi/azure-native/keyvault";
import type * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement";
import { present } from "./present";
import type { Roles } from "./roles";

export interface Encryption {
  readonly vaultId: pulumi.Output<string>;
  /** Versioned address of the key that encrypts Secrets in etcd. */
  readonly secretsKeyUri: pulumi.Output<string>;
  readonly diskEncryptionSetId: pulumi.Output<string>;
  /** Rights without which neither key opens anything. */
  readonly ready: readonly pulumi.Resource[];
}

/**
 * Customer keys: one for Secrets in etcd, one for the disks of nodes and volumes. Their vault is private, cannot be
 * purged, and keeps a deleted key for 90 days; who loses a key loses what it encrypts.
 */
export function createEncryption(
  name: string,
  args: {
    readonly tenantId: string;
    readonly controlPlane: managedidentity.UserAssignedIdentity;
    readonly roles: Roles;
  },
  placement: Placement,
  parent: pulumi.Resource,
): Encryption {
  const { controlPlane, roles } = args;
  const vault = createVault(name, args.tenantId, placement, parent);
  const key = (role: string, properties: KeyProperties): keyvault.Key =>
    new keyvault.Key(
      `${name}-${role}-key`,
      {
        resourceGroupName: placement.resourceGroupName,
        vaultName: vault.name,
        properties: { kty: "RSA", keySize: 3072, ...properties },
        tags: placement.tags,
      },
      { parent },
    );

  // AKS pins a version of this key and leaves it to its owner to encrypt all Secrets anew after a rotation.
  const secretsKey = key("secrets", { keyOps: ["encrypt", "decrypt"] });
  const disksKey = key("disks", { keyOps: ["wrapKey", "unwrapKey"], rotationPolicy: yearly });
  const disks = createDiskEncryption(name, { vault, key: disksKey }, placement, parent);

  const principalId = controlPlane.principalId;
  const grants = [
    roles.assign(
      `${name}-disks-key-user`,
      {
        role: "keyVaultCryptoServiceEncryptionUser",
        scope: disksKey.id,
        principalId: present(
          disks.identity.apply((identity) => identity?.principalId),
          "identity of the disk encryption set",
        ),
      },
      parent,
    ),
    roles.assign(`${name}-disks-reader`, { role: "reader", scope: disks.id, principalId }, parent),
    roles.assign(`${name}-secrets-key-user`, { role: "keyVaultCryptoUser", scope: secretsKey.id, principalId }, parent),
    // AKS attaches the private endpoint through which its API server reaches the vault.
    roles.assign(`${name}-vault-contributor`, { role: "keyVaultContributor", scope: vault.id, principalId }, parent),
  ];
  return {
    vaultId: vault.id,
    secretsKeyUri: secretsKey.keyUriWithVersion,
    diskEncryptionSetId: disks.id,
    ready: grants,
  };
}

type KeyProperties = Pick<pulumi.Unwrap<keyvault.KeyArgs["properties"]>, "keyOps" | "rotationPolicy">;

/** A new version a year; old ones stay valid for what they encrypted. */
const yearly: KeyProperties["rotationPolicy"] = {
  lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P1Y" } }],
};

function createVault(name: string, tenantId: string, placement: Placement, parent: pulumi.Resource): keyvault.Vault {
  return new keyvault.Vault(
    `${name}-vault`,
    {
      ...placement,
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        publicNetworkAccess: "Disabled",
        // Azure Disks come as a trusted service, the API server through its private endpoint.
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
      },
    },
    { parent },
  );
}

function createDiskEncryption(
  name: string,
  { vault, key }: { readonly vault: keyvault.Vault; readonly key: keyvault.Key },
  placement: Placement,
  parent: pulumi.Resource,
): compute.DiskEncryptionSet {
  return new compute.DiskEncryptionSet(
    `${name}-disks`,
    {
      ...placement,
      identity: { type: "SystemAssigned" },
      encryptionType: "EncryptionAtRestWithCustomerKey",
      activeKey: { sourceVault: { id: vault.id }, keyUrl: key.keyUriWithVersion },
      rotationToLatestKeyVersionEnabled: true,
    },
    // Azure moves the set to each new version of the key.
    { parent, ignoreChanges: ["activeKey.keyUrl"] },
  );
}
