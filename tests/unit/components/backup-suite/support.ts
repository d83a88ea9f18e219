import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { WorkloadIdentity } from "../../../../components";
import { backupAdapter } from "../../../../components/backup-suite/clouds";
import type { BackupSettings, CloudStores, Locations, Place } from "../../../../components/backup-suite/contract";
import type { Cloud, Handle } from "../../../../components/shared/cloud";
import { Judge } from "../../../../offline/providers/judge";
import { clusterHandle } from "../../../support/handles";
import { schemas } from "../../../support/offline";
import { alarmTargets, defaultSettings } from "../../../support/backup-settings";
import { Options } from "../../../support/options";
import { type Answers, record, type Recording, type Registration, type Section } from "../../../support/record";

export const runbook = "https://example.org/backup-alarms.md";

/** Settings as the stack file's defaults make them. */
const defaults: Omit<BackupSettings<Cloud>, "recoverFrom"> = { ...defaultSettings, alarms: { runbook } };

export const settings = <C extends Cloud>(changes: Partial<BackupSettings<C>> = {}): BackupSettings<C> => ({
  ...defaults,
  ...changes,
});

/** Where the stores of each cloud are in these tests. */
export const places: { readonly [C in Cloud]: Place } = {
  gke: { region: "europe-west1", backupRegion: "europe-west4" },
  eks: { region: "eu-west-1", backupRegion: "eu-central-1" },
  aks: { region: "uksouth", backupRegion: "ukwest" },
};

export const storageAgent = "service-1@gs-project-accounts.iam.gserviceaccount.com";

const storage = "/subscriptions/1/resourceGroups/production/providers/Microsoft.Storage/storageAccounts";
/** Resource ids of accounts and containers, by the logical name. */
export const accountId = (name: string): string => `${storage}/${name}`;
export const containerId = (name: string): string => `${storage}/${name}/blobServices/default/containers/velero`;

const answers: Answers = {
  "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": { emailAddress: storageAgent },
  "azure-native:keyvault:Vault": (name) => ({ properties: { vaultUri: `https://${name}.vault.azure.net/` } }),
  "azure-native:storage:StorageAccount": (name) => ({
    id: accountId(name),
    name,
    primaryEndpoints: { blob: `https://${name}.blob.core.windows.net/` },
  }),
  "azure-native:storage:BlobContainer": (name) => ({ id: containerId(name), name: "velero" }),
  "azure-native:storage:ObjectReplicationPolicy": { policyId: "policy-1", rules: [{ ruleId: "rule-1" }] },
};

/** The stores, and what Velero's identity makes of its rights. */
export interface Built<C extends Cloud> {
  readonly stores: CloudStores<C>;
  readonly locations: Locations;
}

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("kubernetes-best-practices:index:BackupSuite", "backups");
  }
}

export interface Changes<C extends Cloud> {
  readonly settings?: Partial<BackupSettings<C>>;
  readonly cluster?: Partial<Handle<C>>;
  readonly alarmTarget?: string | undefined;
}

function create<C extends Cloud>(cloud: C, changes: Changes<C>): Built<C> {
  const { region, backupRegion } = places[cloud];
  const moved: Partial<Handle<C>> = { region, ...changes.cluster };
  const cluster = clusterHandle<C>(cloud, moved);
  const alarmTarget = "alarmTarget" in changes ? changes.alarmTarget : alarmTargets[cloud];
  const args = { cluster, backupRegion, settings: settings<C>(changes.settings), alarmTarget };
  const stores = backupAdapter(cloud).createStores("backups", args, new Parent());
  const identity = new WorkloadIdentity<C>("velero", {
    cluster,
    namespace: "velero",
    serviceAccount: "server",
    rights: stores.rights,
  });
  return { stores, locations: stores.locations(identity) };
}

export type Made<C extends Cloud> = Recording<Built<C>>;

export const build = <C extends Cloud>(cloud: C, changes: Changes<C> = {}): Promise<Made<C>> =>
  record(() => create(cloud, changes), answers);

export const optionsOf = <C extends Cloud>(cloud: C, changes: Changes<C> = {}): Promise<Options> =>
  Options.of(() => create(cloud, changes), answers);

/** Registrations of a type, in the order of their names, for they arrive in any. */
export const sorted = (made: Recording<unknown>, type: string): readonly Registration[] =>
  [...made.all(type)].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Names of what is of a type. */
export const named = (made: Recording<unknown>, type: string): readonly string[] =>
  sorted(made, type).map(({ name }) => name);

/** A value of inputs, by a dotted path. */
export const at = (inputs: Section, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => Object(value)[key], inputs);

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

export const statementsOf = (policy: unknown): readonly Statement[] => JSON.parse(String(policy)).Statement;

export const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();

/** Fails for every input that a provider's schema does not know. */
export function judgeInputs({ registrations }: Recording<unknown>): void {
  const judge = new Judge(schemas());
  const findings = registrations
    .filter(({ type, custom }) => custom && !type.startsWith("pulumi:"))
    .flatMap(({ type, name, inputs }) =>
      judge
        .resource(type, JSON.parse(JSON.stringify(inputs)))
        .map((finding) => `${name} ${finding.path}: ${finding.reason}`),
    );
  assert.deepEqual(findings, []);
}
