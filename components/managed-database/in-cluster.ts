import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { AnyHandle } from "../shared/cloud";
import type { Server } from "../shared/database/contract";
import { managedByPulumi } from "../shared/labels";
import { postgresImages } from "../shared/versions";
import { Workload } from "../shared/workload/workload";
import type { Labels, WorkloadArgs } from "../shared/workload/contract";
import type { AdministrationSettings, InCluster } from "./contract";

/** Name of the server's objects, and of its Service. */
const service = "postgresql";
const port = 5432;
const administratorSecret = "postgresql-administrator";

/** User of the image, which its files belong to. */
const postgresUser = 999;

const dataPath = "/data";

export interface InClusterArgs {
  readonly cluster: AnyHandle;
  readonly settings: InCluster;
  readonly administration: AdministrationSettings;
  /** What guards the namespace. */
  readonly guardrails: readonly pulumi.Resource[];
}

/** A server in the cluster, and the role that administers it. */
export type InClusterDatabase = Omit<Server<"in-cluster">, "administration"> & {
  readonly role: pulumi.Output<string>;
};

/**
 * PostgreSQL in one pod, beside the Jobs that administer it. It keeps none of what a managed server guarantees: no
 * standby, so it is away whenever its pod or its zone is; no backup and no point to go back to; no certificate; no alarm;
 * a password that nobody rotates. Its volume outlives the pod and stays when the server is removed. Another major does
 * not read what the last one wrote: dump the databases, delete the claim, and load them again.
 */
export function createInCluster(
  name: string,
  { cluster, settings, administration: { namespace }, guardrails }: InClusterArgs,
  parent: pulumi.ComponentResource,
): InClusterDatabase {
  const after = [...guardrails, ...cluster.ready];
  const secret = createSecret(name, { cluster, namespace, after }, parent);
  const server = new Workload(
    `${name}-${service}`,
    { cluster, namespace, ...description(settings) },
    { parent, dependsOn: [...after, secret] },
  );
  const policy = new k8s.networking.v1.NetworkPolicy(
    `${name}-${service}-policy`,
    networkPolicy(namespace, server.podLabels),
    { parent, provider: cluster.provider, dependsOn: after },
  );
  return {
    kind: "in-cluster",
    host: pulumi.output(`${server.serviceName}.${namespace}.svc`),
    port,
    range: cluster.ranges.pods,
    facts: { namespace, podLabels: server.podLabels, administratorSecret: secret.metadata.name },
    role: pulumi.output("postgres"),
    ready: [secret, ...server.ready, policy],
  };
}

interface SecretArgs {
  readonly cluster: AnyHandle;
  readonly namespace: string;
  readonly after: readonly pulumi.Resource[];
}

function createSecret(
  name: string,
  { cluster, namespace, after }: SecretArgs,
  parent: pulumi.ComponentResource,
): k8s.core.v1.Secret {
  const password = new random.RandomPassword(
    `${name}-administrator-password`,
    { length: 32, special: false },
    { parent },
  );
  return new k8s.core.v1.Secret(
    `${name}-administrator-secret`,
    {
      metadata: { name: administratorSecret, namespace, labels: { ...managedByPulumi } },
      type: "Opaque",
      stringData: { password: password.result },
    },
    { parent, provider: cluster.provider, dependsOn: [...after] },
  );
}

function description({ version, storageGiB }: InCluster): Omit<WorkloadArgs, "cluster" | "namespace"> {
  const isReady = { command: ["pg_isready", "--quiet", "--host=127.0.0.1"], timeoutSeconds: 5 };
  return {
    service,
    image: postgresImages[version],
    ports: { [service]: { port } },
    replicas: 1,
    singleton: "PostgreSQL for development: one pod owns the volume, and there is no standby",
    resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "1", memory: "2Gi" } },
    probes: {
      // The first start makes the cluster of databases.
      startup: { ...isReady, periodSeconds: 5, failureThreshold: 60 },
      liveness: { ...isReady, periodSeconds: 30 },
      readiness: isReady,
    },
    env: {
      // Below the volume, whose own directory is not the server's.
      PGDATA: `${dataPath}/postgresql`,
      POSTGRES_INITDB_ARGS: "--auth-host=scram-sha-256 --data-checksums",
      POSTGRES_PASSWORD: { secret: administratorSecret, key: "password" },
    },
    writablePaths: { socket: { path: "/var/run/postgresql" }, tmp: { path: "/tmp" } },
    persistentPaths: { data: { path: dataPath, size: `${storageGiB}Gi` } },
    runAsUser: postgresUser,
    // A server that is told to stop ends its sessions and writes what it holds.
    terminationSeconds: 60,
  };
}

/** The administration comes from the server's own namespace; each login opens the way for its pods. */
function networkPolicy(namespace: string, podLabels: Labels): k8s.types.input.networking.v1.NetworkPolicy {
  return {
    metadata: { name: service, namespace, labels: { ...managedByPulumi } },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port, protocol: "TCP" }] }],
    },
  };
}
