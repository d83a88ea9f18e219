import * as pulumi from "@pulumi/pulumi";
import { aksDatabase } from "../../../../components/managed-database/aks";
import { alarmTexts } from "../../../../components/managed-database/alarms";
import type { CloudDatabase, Creation } from "../../../../components/managed-database/contract";
import type { Handle } from "../../../../components/shared/cloud";
import { clusterHandle } from "../../../support/handles";
import { Options } from "../../../support/options";
import { record, type Answers, type Recording } from "../../../support/record";

export const subscriptionId = "00000000-0000-0000-0000-000000000001";
/** Tags of the stack, on all that takes tags. */
export const tags = { owner: "platform" };
export const tenantId = "00000000-0000-0000-0000-000000000002";

/** What the shortest section `database` of a stack means. */
const usual: Creation<"aks"> = {
  mode: "create",
  version: "17",
  tier: "Standard_D2ds_v5",
  highAvailability: true,
  storage: { initialGiB: 128, maximumGiB: 4095 },
  backups: { retentionDays: 35, start: "01:00", secondRegion: true },
  maintenance: { day: "Sunday", start: "03:00" },
  parameters: {},
  alarms: { emails: ["oncall@example.com"], webhooks: [], runbook: "https://example.com/alarms.md" },
  removal: "protect",
  logRetentionDays: 90,
  highAvailabilityGranted: false,
};
export const settings = (changes: Partial<Creation<"aks">> = {}): Creation<"aks"> => ({ ...usual, ...changes });

/** The cluster `production` in a region that has everything. */
export const cluster = (): Handle<"aks"> =>
  clusterHandle("aks", { region: "uksouth", zones: ["uksouth-1", "uksouth-2", "uksouth-3"] });

export class Parent extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Parent", "parent");
  }
}

export function createDatabase(changes: Partial<Creation<"aks">> = {}): CloudDatabase<"aks"> {
  const args = { cluster: cluster(), backupRegion: "ukwest", settings: settings(changes) };
  return aksDatabase.create("database", args, alarmTexts(args.settings.alarms.runbook), new Parent());
}

export const answers: Answers = {
  "azure-native:keyvault:Key": (name) => ({ keyUri: `https://vault/keys/${name}` }),
  "azure-native:dbforpostgresql:Server": { fullyQualifiedDomainName: "server.postgres.database.azure.com" },
};

export const made = (changes: Partial<Creation<"aks">> = {}): Promise<Recording<CloudDatabase<"aks">>> =>
  record(() => createDatabase(changes), answers);

export const optionsOf = (changes: Partial<Creation<"aks">> = {}): Promise<Options> =>
  Options.of(() => createDatabase(changes), answers);

export const types = {
  action: "azure-native:monitor:ActionGroup",
  administrator: "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra",
  assignment: "azure-native:authorization:RoleAssignment",
  configuration: "azure-native:dbforpostgresql:Configuration",
  diagnostics: "azure-native:monitor:DiagnosticSetting",
  event: "azure-native:monitor:ActivityLogAlert",
  group: "azure-native:resources:ResourceGroup",
  identity: "azure-native:managedidentity:UserAssignedIdentity",
  key: "azure-native:keyvault:Key",
  link: "azure-native:privatedns:VirtualNetworkLink",
  lock: "azure-native:authorization:ManagementLockByScope",
  metric: "azure-native:monitor:MetricAlert",
  server: "azure-native:dbforpostgresql:Server",
  vault: "azure-native:keyvault:Vault",
  workspace: "azure-native:operationalinsights:Workspace",
  zone: "azure-native:privatedns:PrivateZone",
} as const;
