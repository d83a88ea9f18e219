import * as pulumi from "@pulumi/pulumi";
import { alarmTexts } from "../../../../components/managed-database/alarms";
import type { CloudDatabase, Creation } from "../../../../components/managed-database/contract";
import { gkeDatabase } from "../../../../components/managed-database/gke";
import type { Handle } from "../../../../components/shared/cloud";
import { clusterHandle } from "../../../support/handles";
import { Options } from "../../../support/options";
import { record, type Answers, type Recording } from "../../../support/record";

export const project = "shop-1234";
export const region = "europe-west1";
export const backupRegion = "europe-west4";
const runbook = "https://example.org/alarms.md";

export const types = {
  instance: "gcp:sql/databaseInstance:DatabaseInstance",
  user: "gcp:sql/user:User",
  ring: "gcp:kms/keyRing:KeyRing",
  key: "gcp:kms/cryptoKey:CryptoKey",
  keyMember: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  agent: "gcp:projects/serviceIdentity:ServiceIdentity",
  service: "gcp:projects/service:Service",
  policy: "gcp:monitoring/alertPolicy:AlertPolicy",
  channel: "gcp:monitoring/notificationChannel:NotificationChannel",
  metric: "gcp:logging/metric:Metric",
  member: "gcp:projects/iAMMember:IAMMember",
} as const;

export const answers: Answers = { [types.instance]: { privateIpAddress: "10.0.128.3" } };

/** Settings as the stack file's defaults make them. */
export const creation: Creation<"gke"> = {
  mode: "create",
  version: "17",
  tier: "db-perf-optimized-N-2",
  highAvailability: true,
  storage: { initialGiB: 100, maximumGiB: 1000 },
  backups: { retentionDays: 35, start: "01:00", secondRegion: true },
  maintenance: { day: "Sunday", start: "03:00" },
  parameters: {},
  alarms: { emails: ["oncall@example.org"], webhooks: [], runbook },
  removal: "protect",
  replica: true,
};

export class Parent extends pulumi.ComponentResource {
  constructor() {
    super("kubernetes-best-practices:index:ManagedDatabase", "database");
  }
}

/** What a cluster waits for, such as the way to managed databases. */
class Ready extends pulumi.ComponentResource {
  constructor() {
    super("kubernetes-best-practices:test:Ready", "private-services");
  }
}

function create(changes: Partial<Creation<"gke">>): CloudDatabase<"gke"> {
  const cluster: Handle<"gke"> = clusterHandle("gke", { ready: [new Ready()] });
  const settings = { ...creation, ...changes };
  return gkeDatabase.create(
    "database",
    { cluster, backupRegion, settings },
    alarmTexts(settings.alarms.runbook),
    new Parent(),
  );
}

export const build = (changes: Partial<Creation<"gke">> = {}): Promise<Recording<CloudDatabase<"gke">>> =>
  record(() => create(changes), answers);

export const optionsOf = (changes: Partial<Creation<"gke">> = {}): Promise<Options> =>
  Options.of(() => create(changes), answers);
