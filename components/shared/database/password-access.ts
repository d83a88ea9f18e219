import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cloud";
import { hashedName } from "../names";
import type { Container, EnvValue } from "../workload/contract";
import type { Access, LoginRequest } from "./adapter";
import type { Server, ServerKind } from "./contract";
import { passwordMount, passwordVolume, rootsConfigMap, rootsFile, rootsMount, rootsVolume } from "./manifests";
import { passwordFile } from "./scripts";

type Request = LoginRequest<Cloud, Server<ServerKind>>;

/** Where a server is and who connects, in the variables of libpq. */
export function addressOf(
  { host, port }: Pick<Server<ServerKind>, "host" | "port">,
  role: pulumi.Output<string>,
): { readonly PGHOST: pulumi.Output<string>; readonly PGPORT: string; readonly PGUSER: pulumi.Output<string> } {
  return { PGHOST: host, PGPORT: String(port), PGUSER: role };
}

/** Access by a password file that a container before or beside keeps, to a server whose certificate is checked. */
export function byPasswordFile(
  address: Readonly<Record<string, EnvValue>>,
  keeper: Container,
  configMap: string,
): Access {
  return {
    env: { ...address, PGSSLMODE: "verify-full", PGSSLROOTCERT: rootsFile, PGPASSFILE: passwordFile },
    initContainers: [keeper],
    volumes: [passwordVolume, rootsVolume(configMap)],
    volumeMounts: [passwordMount, rootsMount],
  };
}

/** Name of the objects of a login, the same in the namespace of its pods and in that of the administration. */
export function objectName({ namespace, serviceAccount }: Pick<Request, "namespace" | "serviceAccount">): string {
  return hashedName(`${serviceAccount}-database`, [namespace, serviceAccount], 63);
}

/** Role of a login that this package names: one for each service account of each cluster and each database. */
export function roleName({
  cluster,
  namespace,
  serviceAccount,
  database,
}: Pick<Request, "cluster" | "namespace" | "serviceAccount" | "database">): string {
  const identity = [cluster.name, cluster.region, namespace, serviceAccount, database];
  return hashedName(`${namespace}-${serviceAccount}`, identity, 63);
}

/** The roots that the server's certificate is checked against, beside the pods and beside the Job. */
export function createRoots(
  name: string,
  request: LoginRequest<Cloud, Server<ServerKind>>,
  roots: string,
  parent: pulumi.ComponentResource,
): readonly pulumi.Resource[] {
  const { cluster, namespace, server } = request;
  const configMap = (role: string, place: string, after: readonly pulumi.Resource[]) =>
    new k8s.core.v1.ConfigMap(`${name}-${role}`, rootsConfigMap(objectName(request), place, roots), {
      parent,
      provider: cluster.provider,
      dependsOn: [...cluster.ready, ...after],
    });
  const { administration } = server;
  return [
    configMap("roots", namespace, []),
    configMap("administration-roots", administration.namespace, administration.ready),
  ];
}
