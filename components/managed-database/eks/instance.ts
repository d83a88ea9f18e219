import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Creation } from "../contract";
import { logTypes } from "./names";
import { port } from "./network";
import { appliedParameters } from "./parameters";
import { backupWindow, maintenanceWindow } from "./windows";

/** The administrator's role in PostgreSQL: RDS keeps its password, and only the administration reads it. */
export const administratorRole = "platform_admin";

export interface InstanceArgs {
  readonly settings: Creation<"eks">;
  /** Name of the instance, as AWS knows it. */
  readonly identifier: string;
  readonly subnetGroupName: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly parameterGroupName: pulumi.Input<string>;
  readonly storageKeyArn: pulumi.Input<string>;
  readonly secretKeyArn: pulumi.Input<string>;
  readonly monitoringRoleArn: pulumi.Input<string>;
}

/** Parameters of the server's major. A change of the major replaces the group; the instance moves over in its upgrade. */
export function createParameterGroup(
  name: string,
  { version, parameters }: Pick<Creation<"eks">, "version" | "parameters">,
  opts: pulumi.CustomResourceOptions,
): aws.rds.ParameterGroup {
  return new aws.rds.ParameterGroup(
    `${name}-parameters`,
    {
      family: `postgres${version}`,
      description: `Parameters of the database ${name}`,
      parameters: appliedParameters(parameters),
    },
    opts,
  );
}

/**
 * The Multi-AZ instance: of the shapes that RDS has, the only one whose backups are replicated to another region with
 * every point in time.
 */
export function createInstance(name: string, args: InstanceArgs, opts: pulumi.CustomResourceOptions): aws.rds.Instance {
  const { settings, identifier } = args;
  const { restored } = settings;
  return new aws.rds.Instance(
    name,
    {
      identifier,
      ...engine(settings),
      ...storage(settings, args),
      multiAz: settings.highAvailability,
      dbSubnetGroupName: args.subnetGroupName,
      vpcSecurityGroupIds: [args.securityGroupId],
      publiclyAccessible: false,
      networkType: "IPV4",
      port,
      parameterGroupName: args.parameterGroupName,
      ...authentication(args),
      ...backups(settings, identifier),
      ...monitoring(args),
    },
    {
      ...opts,
      // RDS grows the storage. The engine version names the major only, so minors are no change either.
      ignoreChanges: ["allocatedStorage", ...(restored === undefined ? [] : keysOfBackup)],
      ...(restored === undefined ? {} : { import: restored }),
    },
  );
}

/** An instance restored from backups stays under the key they had, in the second region that of the copies. */
const keysOfBackup = ["kmsKeyId", "performanceInsightsKmsKeyId"];

function engine({ version, tier, maintenance }: Creation<"eks">) {
  return {
    engine: "postgres",
    engineVersion: version,
    // Once the major is out of standard support, RDS upgrades it rather than bills for extended support.
    engineLifecycleSupport: "open-source-rds-extended-support-disabled",
    allowMajorVersionUpgrade: true,
    autoMinorVersionUpgrade: true,
    instanceClass: tier,
    maintenanceWindow: maintenanceWindow(maintenance),
    // An update does what its preview says, and not days later.
    applyImmediately: true,
  };
}

function storage({ storage: { initialGiB, maximumGiB }, iops, throughput }: Creation<"eks">, args: InstanceArgs) {
  return {
    storageType: "gp3",
    allocatedStorage: initialGiB,
    maxAllocatedStorage: maximumGiB,
    ...(iops === undefined ? {} : { iops }),
    ...(throughput === undefined ? {} : { storageThroughput: throughput }),
    storageEncrypted: true,
    kmsKeyId: args.storageKeyArn,
  };
}

/** RDS makes, keeps and rotates the one password there is; everybody else comes with a token of IAM. */
function authentication({ secretKeyArn }: InstanceArgs) {
  return {
    iamDatabaseAuthenticationEnabled: true,
    username: administratorRole,
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: secretKeyArn,
    // Valid until 2061, and the server's certificate is renewed without a restart.
    caCertIdentifier: "rds-ca-rsa2048-g1",
  };
}

function backups({ backups: { retentionDays, start }, removal }: Creation<"eks">, identifier: string) {
  return {
    backupRetentionPeriod: retentionDays,
    backupWindow: backupWindow(start),
    copyTagsToSnapshot: true,
    deleteAutomatedBackups: false,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: `${identifier}-final`,
    deletionProtection: removal === "protect",
  };
}

function monitoring({ storageKeyArn, monitoringRoleArn }: InstanceArgs) {
  return {
    monitoringInterval: 60,
    monitoringRoleArn,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: storageKeyArn,
    // What costs nothing: a week, in the standard mode of Database Insights.
    performanceInsightsRetentionPeriod: 7,
    databaseInsightsMode: "standard",
    enabledCloudwatchLogsExports: [...logTypes],
  };
}
