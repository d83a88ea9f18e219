import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import type { Access, LoginRequest, PreparedLogin } from "./adapter";
import type { Server } from "./contract";
import { proxySidecar } from "./manifests";
import { cloudSqlDialect } from "./sql";
import { loginRights } from "./validate";

/** Port of the proxy on the pod's loopback. */
const port = 5432;

/** Role that the members of the administration act as: on Cloud SQL only it may make roles and databases. */
const superuser = "cloudsqlsuperuser";

/** Cloud SQL: an IAM user, and the Auth Proxy beside the container that connects. */
export function gkeLogin({ cluster, server }: LoginRequest<"gke", Server<"gke">>): PreparedLogin<"gke"> {
  const { project, instanceName, connectionName } = server.facts;
  const on = { kind: "project", id: project } as const;
  const condition = {
    title: "database",
    expression: pulumi.interpolate`resource.name == "projects/${project}/instances/${instanceName}" && resource.type == "sqladmin.googleapis.com/Instance"`,
  };
  const because = "Cloud SQL takes roles on the project alone; the condition names the instance";
  return {
    rights: {
      // The proxy asks for the address of the instance and for its certificates.
      [loginRights.connect]: { role: "roles/cloudsql.client", on, condition, because },
      // The instance takes the identity's tokens.
      [loginRights.login]: { role: "roles/cloudsql.instanceUser", on, condition, because },
    },
    connect(name, identity, parent) {
      const user = new gcp.sql.User(
        `${name}-user`,
        {
          project,
          instance: instanceName,
          // The account's e-mail without its ending; no role of the database but those that the Job gives.
          name: `${identity.identityName}@${project}.iam`,
          type: "CLOUD_IAM_SERVICE_ACCOUNT",
          // PostgreSQL drops no role that owns something or has rights; it goes with the instance.
          deletionPolicy: "ABANDON",
        },
        { parent, provider: cluster.cloudProvider, dependsOn: [...server.ready, ...identity.resources] },
      );
      return {
        role: user.name,
        dialect: cloudSqlDialect,
        pods: throughProxy(connectionName, user.name),
        administration: throughProxy(connectionName, server.administration.role, { PGOPTIONS: `-c role=${superuser}` }),
        resources: [user],
      };
    },
  };
}

function throughProxy(
  connectionName: pulumi.Output<string>,
  role: pulumi.Output<string>,
  more: Readonly<Record<string, string>> = {},
): Access {
  return {
    env: {
      PGHOST: "127.0.0.1",
      PGPORT: String(port),
      PGUSER: role,
      // The proxy listens on loopback without TLS, and speaks TLS to the server.
      PGSSLMODE: "disable",
      ...more,
    },
    initContainers: [proxySidecar(connectionName, port)],
    volumes: [],
    volumeMounts: [],
  };
}
