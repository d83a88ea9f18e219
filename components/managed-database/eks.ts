import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../shared/cloud";
import { arnOf, dnsSuffix, placeOf } from "../shared/eks/place";
import type { Rights } from "../shared/identity/contract";
import type { WorkloadIdentity } from "../shared/identity/identity";
import { guards, standing } from "../shared/removal";
import type { Alarms } from "./alarms";
import type { AdapterArgs, Adoption, CloudDatabase, Creation, DatabaseAdapter } from "./contract";
import { createAlarms } from "./eks/alarms";
import { replicateBackups } from "./eks/backups";
import { administratorRole, createInstance, createParameterGroup } from "./eks/instance";
import { createKey, type KeyPurpose } from "./eks/keys";
import { createLogGroups } from "./eks/logs";
import { createMonitoringRole } from "./eks/monitoring";
import { instanceIdentifier } from "./eks/names";
import { createNetwork, port } from "./eks/network";
import { following, watching } from "./eks/removal";

/** A server of RDS, and the role of PostgreSQL whose password RDS keeps. */
interface EksDatabase extends CloudDatabase<"eks"> {
  readonly administratorRole: pulumi.Output<string>;
}

/** Amazon RDS for PostgreSQL: a Multi-AZ instance with automated backups in two regions. */
export const eksDatabase: DatabaseAdapter<"eks"> = { create, adopt, administratorRights, admit };

function create(
  name: string,
  args: AdapterArgs<"eks", Creation<"eks">>,
  alarms: Alarms,
  parent: pulumi.ComponentResource,
): EksDatabase {
  const { cluster, backupRegion, settings } = args;
  const first = placeOf(cluster);
  const second = { ...first, region: backupRegion };
  const baseName = instanceIdentifier(cluster, name);
  const identifier = settings.restored ?? baseName;
  const names = { settings, baseName, identifier };
  const opts = { parent, provider: cluster.cloudProvider };

  const { instance, ingress, secretKey } = createServer(name, cluster, names, opts);
  const copies = settings.backups.secondRegion
    ? replicateBackups(name, { ...names, place: second, instanceArn: instance.arn }, opts)
    : undefined;
  const { resourceId } = instance;
  const alarmTarget = createAlarms(name, { ...names, alarms, resourceId, first, second }, { ...opts, ...watching });
  return {
    kind: "eks",
    host: instance.address,
    port,
    range: cluster.ranges.nodes,
    facts: {
      resourceId,
      administratorSecretArn: instance.masterUserSecrets.apply(administratorSecret),
      administratorSecretKeyArn: secretKey.arn,
    },
    administratorRole: pulumi.output(administratorRole),
    instanceName: instance.identifier,
    instanceId: instance.arn,
    secondRegionBackups: copies?.id,
    alarmTarget,
    ready: [instance, ingress],
  };
}

interface Names {
  readonly settings: Creation<"eks">;
  readonly baseName: string;
  readonly identifier: string;
}

/** The instance and what it stands on. */
function createServer(name: string, cluster: Handle<"eks">, names: Names, opts: pulumi.CustomResourceOptions) {
  const { settings, identifier } = names;
  const { removal } = settings;
  const place = placeOf(cluster);
  const base = { ...opts, ...standing(removal) };
  const key = (purpose: KeyPurpose): aws.kms.Key => createKey(name, { ...names, purpose, place, removal }, opts);
  const [storageKey, secretKey, logsKey] = [key("storage"), key("secret"), key("logs")];
  const { subnetGroup, securityGroup, ingress } = createNetwork(name, { cluster, identifier }, base);
  const logGroups = createLogGroups(name, { identifier, logsKeyArn: logsKey.arn }, { ...opts, ...following(removal) });
  const monitoring = createMonitoringRole(name, { identifier, place }, base);
  const instance = createInstance(
    `${name}-instance`,
    {
      settings,
      identifier,
      subnetGroupName: subnetGroup.name,
      securityGroupId: securityGroup.id,
      parameterGroupName: createParameterGroup(name, settings, base).name,
      storageKeyArn: storageKey.arn,
      secretKeyArn: secretKey.arn,
      monitoringRoleArn: monitoring.role.arn,
    },
    { ...opts, ...guards(removal), dependsOn: [...logGroups, monitoring.policy] },
  );
  return { instance, ingress, secretKey };
}

/** ARN of the secret in which RDS keeps the administrator's password. */
function administratorSecret(secrets: readonly { readonly secretArn: string }[]): string {
  const [secret] = secrets;
  if (secret === undefined)
    throw new Error(
      "RDS keeps no password of this instance: run aws rds modify-db-instance --manage-master-user-password",
    );
  return secret.secretArn;
}

/** Nothing is made: the facts are those of the stack file. */
function adopt(_name: string, { cluster, settings }: AdapterArgs<"eks", Adoption<"eks">>): EksDatabase {
  return {
    kind: "eks",
    host: pulumi.output(settings.host),
    port,
    range: cluster.ranges.nodes,
    facts: {
      resourceId: pulumi.output(settings.resourceId),
      administratorSecretArn: pulumi.output(settings.administratorSecretArn),
      administratorSecretKeyArn: pulumi.output(settings.administratorSecretKeyArn),
    },
    administratorRole: pulumi.output(settings.administratorRole),
    instanceName: pulumi.output(settings.identifier),
    instanceId: pulumi.output(arnOf(placeOf(cluster), "rds", `db:${settings.identifier}`)),
    secondRegionBackups: undefined,
    alarmTarget: undefined,
    ready: [],
  };
}

/** To read the administrator's password where RDS keeps it, and to decrypt it there. */
function administratorRights(cluster: Handle<"eks">, { facts }: CloudDatabase<"eks">): Rights["eks"] {
  const place = placeOf(cluster);
  return {
    "read-administrator-secret": {
      actions: ["secretsmanager:GetSecretValue"],
      resources: [facts.administratorSecretArn],
    },
    "decrypt-administrator-secret": {
      actions: ["kms:Decrypt"],
      resources: [facts.administratorSecretKeyArn],
      conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${place.region}.${dnsSuffix(place)}` } },
    },
  };
}

interface AdmitArgs {
  readonly cluster: Handle<"eks">;
  readonly database: EksDatabase;
  readonly identity: WorkloadIdentity<"eks">;
}

/** The administration logs in as the master user, whose password its rights let it read: nothing is made. */
function admit(
  _name: string,
  { database }: AdmitArgs,
): { readonly role: pulumi.Output<string>; readonly resources: readonly pulumi.Resource[] } {
  return { role: database.administratorRole, resources: [] };
}
