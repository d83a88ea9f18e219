import * as pulumi from "@pulumi/pulumi";
import { databaseImages } from "../versions";
import type { EnvValue } from "../workload/contract";
import type { LoginRequest, PreparedLogin } from "./adapter";
import type { Server } from "./contract";
import { administrationUser, passwordInitContainer, passwordSidecar } from "./manifests";
import { addressOf, byPasswordFile, createRoots, objectName, roleName } from "./password-access";
import { rdsRoots } from "./roots";
import { rdsDialect } from "./sql";
import { loginRights } from "./validate";

/** Seconds that RDS takes a token: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html */
const tokenSeconds = 900;

/** RDS: a role that logs in by tokens of IAM, and a sidecar that signs them. */
export function eksLogin(request: LoginRequest<"eks", Server<"eks">>): PreparedLogin<"eks"> {
  const { cluster, server, runAsUser } = request;
  const { partition, accountId } = cluster.facts;
  const { resourceId, administratorSecretArn } = server.facts;
  const role = roleName(request);
  const user = pulumi.interpolate`arn:${partition}:rds-db:${cluster.region}:${accountId}:dbuser:${resourceId}/${role}`;
  const environment = (
    address: Readonly<Record<string, EnvValue>>,
    more: Readonly<Record<string, EnvValue>>,
  ): Readonly<Record<string, EnvValue>> => ({
    ...address,
    AWS_REGION: cluster.region,
    // Credentials come from the Pod Identity agent alone.
    AWS_EC2_METADATA_DISABLED: "true",
    // A user without a home: the CLI wants to know one, and to keep its session there.
    AWS_CLI_SESSION_ID_DISABLED: "true",
    HOME: "/tmp",
    ...more,
  });
  const podAddress = addressOf(server, pulumi.output(role));
  const administratorAddress = addressOf(server, server.administration.role);
  return {
    rights: { [loginRights.connect]: { actions: ["rds-db:connect"], resources: [user] } },
    connect: (name, _identity, parent) => ({
      role: pulumi.output(role),
      dialect: rdsDialect,
      pods: byPasswordFile(
        podAddress,
        passwordSidecar({
          source: "rds",
          image: databaseImages.awsCli,
          env: environment(podAddress, { TOKEN_SECONDS: String(tokenSeconds) }),
          runAsUser,
        }),
        objectName(request),
      ),
      administration: byPasswordFile(
        administratorAddress,
        passwordInitContainer({
          source: "rdsAdministrator",
          image: databaseImages.awsCli,
          env: environment(administratorAddress, { ADMINISTRATOR_SECRET: administratorSecretArn }),
          runAsUser: administrationUser,
        }),
        objectName(request),
      ),
      resources: createRoots(name, request, rootsOf(cluster.region), parent),
    }),
  };
}

function rootsOf(region: string): string {
  const roots = rdsRoots(region);
  if (roots === undefined) throw new Error(`there are no roots of RDS for ${region}`);
  return roots;
}
