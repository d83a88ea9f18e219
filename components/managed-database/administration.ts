import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AnyHandle, Cloud, Handle } from "../shared/cloud";
import { databaseCalls } from "../shared/database/calls";
import type { Administration, DatabaseServer } from "../shared/database/contract";
import { WorkloadIdentity } from "../shared/identity/identity";
import { appLabels, managedByPulumi } from "../shared/labels";
import type { Call } from "../shared/service-graph/contract";
import { ServiceGraph } from "../shared/service-graph/service-graph";
import type { AdministrationSettings, CloudDatabase, DatabaseAdapter } from "./contract";

/** Name of the Jobs' service account and of their pods' `app.kubernetes.io/name`. */
const service = "database-administration";

const podLabels = { [appLabels.name]: service };

/** Clouds are asked for secrets and tokens at public addresses. */
const cloudApi: Call = { to: "internet", ports: [{ port: 443 }] };

interface ManagedArgs<C extends Cloud> {
  readonly cluster: Handle<C>;
  readonly settings: AdministrationSettings;
  readonly database: CloudDatabase<C>;
  readonly adapter: DatabaseAdapter<C>;
  /** What guards the namespace. */
  readonly guardrails: readonly pulumi.Resource[];
}

/**
 * The Jobs' way into a managed server: an identity that the server takes for an administrator, in a namespace of its
 * own, so that whoever may start pods beside an application does not become one.
 */
export function administrationOf<C extends Cloud>(
  name: string,
  { cluster, settings: { namespace }, database, adapter, guardrails }: ManagedArgs<C>,
  parent: pulumi.ComponentResource,
): Administration {
  const identity = new WorkloadIdentity(
    `${name}-administration`,
    { cluster, namespace, serviceAccount: service, rights: adapter.administratorRights(cluster, database) },
    { parent },
  );
  const admitted = adapter.admit(`${name}-administration`, { cluster, database, identity }, parent);
  const objects = namespaceObjects(
    name,
    {
      cluster,
      namespace,
      annotations: identity.annotations,
      calls: [...databaseCalls(database), cloudApi],
      identity: true,
    },
    guardrails,
    parent,
  );
  return {
    namespace,
    serviceAccount: service,
    podLabels: { ...podLabels, ...identity.podLabels },
    role: admitted.role,
    ready: [...identity.resources, ...admitted.resources, ...objects],
  };
}

/** The same for a server in the cluster, which knows no identities of a cloud. */
export function inClusterAdministration(
  name: string,
  args: {
    readonly cluster: AnyHandle;
    readonly settings: AdministrationSettings;
    readonly server: Omit<Extract<DatabaseServer, { kind: "in-cluster" }>, "administration">;
    readonly role: pulumi.Output<string>;
    readonly guardrails: readonly pulumi.Resource[];
  },
  parent: pulumi.ComponentResource,
): Administration {
  const { namespace } = args.settings;
  const calls = databaseCalls(args.server);
  const ready = namespaceObjects(
    name,
    { cluster: args.cluster, namespace, annotations: {}, calls, identity: false },
    args.guardrails,
    parent,
  );
  return { namespace, serviceAccount: service, podLabels, role: args.role, ready };
}

interface ObjectsArgs {
  readonly cluster: AnyHandle;
  readonly namespace: string;
  readonly annotations: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly calls: readonly Call[];
  readonly identity: boolean;
}

function namespaceObjects(
  name: string,
  { cluster, namespace, annotations, calls, identity }: ObjectsArgs,
  guardrails: readonly pulumi.Resource[],
  parent: pulumi.ComponentResource,
): readonly pulumi.Resource[] {
  const after = [...guardrails, ...cluster.ready];
  const account = new k8s.core.v1.ServiceAccount(
    `${name}-administration-account`,
    {
      metadata: { name: service, namespace, labels: { ...managedByPulumi, ...podLabels }, annotations },
      automountServiceAccountToken: false,
    },
    { parent, provider: cluster.provider, dependsOn: after },
  );
  const graph = new ServiceGraph(
    `${name}-administration`,
    { cluster, namespace, services: { [service]: { podLabels, ports: {}, calls, identity } } },
    { parent, dependsOn: after },
  );
  return [account, ...graph.ready];
}
