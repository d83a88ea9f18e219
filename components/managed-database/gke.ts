import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../shared/cloud";
import { enableServices } from "../shared/gke/services";
import { guards } from "../shared/removal";
import type { CloudDatabase, DatabaseAdapter } from "./contract";
import { createAlarms } from "./gke/alarms";
import { createInstance, createReplica } from "./gke/instance";
import { createKeys } from "./gke/keys";

/** APIs that the database uses. Those of the cluster are on already, but not those of an adopted one. */
const apis = ["cloudkms", "cloudresourcemanager", "logging", "monitoring", "servicenetworking", "sqladmin"];

/** Cloud SQL for PostgreSQL. */
export const gkeDatabase: DatabaseAdapter<"gke"> = {
  create(name, args, alarms, parent) {
    const { cluster, backupRegion, settings } = args;
    const { project } = cluster.facts;
    const opts = { parent, provider: cluster.cloudProvider };
    const services = enableServices(name, project, apis, opts);
    const enabled = { ...opts, dependsOn: [...services] };
    const keys = createKeys(
      name,
      { project, region: cluster.region, backupRegion: settings.backups.secondRegion ? backupRegion : undefined },
      { ...enabled, ...guards(settings.removal) },
    );
    const primary = createInstance(`${name}-instance`, args, keys.home, opts);
    const replica =
      settings.replica && keys.backup !== undefined
        ? createReplica(`${name}-replica`, args, { primary, key: keys.backup }, opts)
        : undefined;
    const alarmTarget = createAlarms(name, { ...args, primary, replica, alarms }, enabled);
    return {
      ...serverOf(cluster, primary.name, primary.privateIpAddress),
      secondRegionBackups: replica === undefined ? undefined : instancePath(project, replica.name),
      alarmTarget,
      ready: [primary],
    };
  },

  adopt(_name, { cluster, settings }) {
    return {
      ...serverOf(cluster, pulumi.output(settings.instanceName), pulumi.output(settings.host)),
      secondRegionBackups: undefined,
      alarmTarget: undefined,
      ready: [],
    };
  },

  /** To reach the instance through the proxy, and to log in; Cloud SQL has no policies of single instances. */
  administratorRights(cluster, { instanceId }) {
    const on = { kind: "project", id: cluster.facts.project } as const;
    const condition = {
      title: "database",
      expression: pulumi.interpolate`resource.name == "${instanceId}" && resource.type == "sqladmin.googleapis.com/Instance"`,
    };
    const because = "Cloud SQL takes roles on the project alone; the condition names the instance";
    return {
      connect: { role: "roles/cloudsql.client", on, condition, because },
      login: { role: "roles/cloudsql.instanceUser", on, condition, because },
    };
  },

  admit(name, { cluster, database, identity }, parent) {
    const { project } = cluster.facts;
    const user = new gcp.sql.User(
      `${name}-user`,
      {
        project,
        instance: database.instanceName,
        // The account's e-mail without its ending.
        name: `${identity.identityName}@${project}.iam`,
        type: "CLOUD_IAM_SERVICE_ACCOUNT",
        databaseRoles: ["cloudsqlsuperuser"],
        // PostgreSQL drops no role that owns something or has rights; it goes with the instance.
        deletionPolicy: "ABANDON",
      },
      { parent, provider: cluster.cloudProvider, dependsOn: [...database.ready, ...identity.resources] },
    );
    return { role: user.name, resources: [user] };
  },
};

type Server = Omit<CloudDatabase<"gke">, "secondRegionBackups" | "alarmTarget" | "ready">;

/** What is known of an instance, made here or not. */
function serverOf(cluster: Handle<"gke">, instanceName: pulumi.Output<string>, host: pulumi.Output<string>): Server {
  const { project } = cluster.facts;
  return {
    kind: "gke",
    host,
    port: 5432,
    // Private services access takes its addresses from the network's range.
    range: cluster.ranges.nodes,
    instanceName,
    instanceId: instancePath(project, instanceName),
    facts: { project, instanceName, connectionName: pulumi.interpolate`${project}:${cluster.region}:${instanceName}` },
  };
}

const instancePath = (project: string, name: pulumi.Output<string>): pulumi.Output<string> =>
  pulumi.interpolate`projects/${project}/instances/${name}`;
