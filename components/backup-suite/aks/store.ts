import * as storage from "@pulumi/azure-native/storage";
import type * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { CustomerKey } from "../../shared/aks/keys";
import type { Place } from "../../shared/aks/place";
import type { StoreSettings } from "../contract";
import { containerName, type Role } from "./names";

export interface StoreArgs {
  readonly role: Role;
  readonly accountName: string;
  readonly sku: "Standard_ZRS" | "Standard_LRS";
  readonly place: Place;
  readonly key: CustomerKey;
  readonly settings: StoreSettings;
}

/** An account with its container and everything that guards it. */
export interface Store {
  readonly place: Place;
  readonly account: storage.StorageAccount;
  readonly container: storage.BlobContainer;
  /** Without versions Azure copies nothing, and from the home account nothing without its change feed. */
  readonly properties: storage.BlobServiceProperties;
  /** What must stand before anything is written. */
  readonly ready: readonly pulumi.Resource[];
}

/**
 * A private account under a customer key that keeps versions and deleted blobs.
 *
 * @param suffix of the logical names.
 */
export function createStore(name: string, suffix: "" | "-2", args: StoreArgs, guards: Guards): Store {
  const { place } = args;
  const account = createAccount(`${name}-account${suffix}`, args, guards);
  guards.lock(`${name}-account${suffix}-lock`, account.id);
  const of = { resourceGroupName: place.resourceGroupName, accountName: account.name };
  const properties = createProperties(`${name}-blobs${suffix}`, args, of, guards);
  const versioned = { ...guards.movable, dependsOn: [properties] };
  const container = new storage.BlobContainer(
    `${name}-container${suffix}`,
    {
      ...of,
      containerName,
      publicAccess: "None",
      // At home always, for it can be had with the container alone: it locks nothing until a policy says so. Where
      // copies arrive a lock would refuse them.
      ...(args.role === "home" ? { immutableStorageWithVersioning: { enabled: true } } : {}),
    },
    { ...guards.held, dependsOn: [properties] },
  );
  const { lockDays, keepDeletedDays } = args.settings;
  const lifecycle = new storage.ManagementPolicy(
    `${name}-lifecycle${suffix}`,
    { ...of, managementPolicyName: "default", policy: { rules: [versionsRule(keepDeletedDays)] } },
    versioned,
  );
  const locks =
    args.role === "home" && lockDays > 0
      ? [
          new storage.BlobContainerImmutabilityPolicy(
            `${name}-container-lock`,
            {
              ...of,
              containerName: container.name,
              immutabilityPolicyName: "default",
              // Unlocked, as Azure makes it: who may administer the account can still shorten a lock that was set too
              // long. A locked policy would outlive the stack, and the account with it. Velero has no right to either.
              immutabilityPeriodSinceCreationInDays: lockDays,
            },
            guards.movable,
          ),
        ]
      : [];
  return { place, account, container, properties, ready: [account, properties, container, lifecycle, ...locks] };
}

function createAccount(
  logicalName: string,
  { accountName, sku, place, key }: StoreArgs,
  guards: Guards,
): storage.StorageAccount {
  const ofAccount = { enabled: true, keyType: "Account" };
  return new storage.StorageAccount(
    logicalName,
    {
      ...place,
      accountName,
      kind: "StorageV2",
      sku: { name: sku },
      accessTier: "Hot",
      identity: { type: "UserAssigned", userAssignedIdentities: [key.identityId] },
      encryption: {
        keySource: "Microsoft.Keyvault",
        keyVaultProperties: { keyName: key.keyName, keyVaultUri: key.vaultUri },
        encryptionIdentity: { encryptionUserAssignedIdentity: key.identityId },
        requireInfrastructureEncryption: true,
        services: { blob: ofAccount, file: ofAccount },
      },
      minimumTlsVersion: "TLS1_2",
      enableHttpsTrafficOnly: true,
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
      isLocalUserEnabled: false,
      // Reached through private endpoints alone. Azure's own services, which encrypt and copy, do not come this way.
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "None" },
    },
    { ...guards.held, dependsOn: [key.grant] },
  );
}

/** Days for which changes are on record, which the copy follows: longer than it may lag. */
const changeFeedDays = 90;

function createProperties(
  logicalName: string,
  { role, settings }: StoreArgs,
  of: { readonly resourceGroupName: pulumi.Input<string>; readonly accountName: pulumi.Input<string> },
  guards: Guards,
): storage.BlobServiceProperties {
  const kept = { enabled: true, days: settings.keepDeletedDays };
  return new storage.BlobServiceProperties(
    logicalName,
    {
      ...of,
      blobServicesName: "default",
      isVersioningEnabled: true,
      ...(role === "home" ? { changeFeed: { enabled: true, retentionInDays: changeFeedDays } } : {}),
      deleteRetentionPolicy: kept,
      containerDeleteRetentionPolicy: kept,
    },
    guards.movable,
  );
}

/**
 * Ends previous versions, and nothing else. Azure counts from the day on which a version was written, so one that was
 * deleted yesterday may go today; it can be brought back for as many days more, for soft deletion keeps it.
 */
function versionsRule(days: number) {
  return {
    enabled: true,
    name: "previous-versions",
    type: "Lifecycle",
    definition: {
      filters: { blobTypes: ["blockBlob"] },
      actions: { version: { delete: { daysAfterCreationGreaterThan: days } } },
    },
  };
}
