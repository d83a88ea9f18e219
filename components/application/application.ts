import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../shared/cloud";
import { DatabaseLogin } from "../shared/database/login";
import { refuse } from "../shared/faults";
import { syncedSecret } from "../shared/secrets/secrets";
import { ServiceGraph } from "../shared/service-graph/service-graph";
import type { Labels } from "../shared/workload/contract";
import { defaultRunAsUser } from "../shared/workload/defaults";
import { Workload } from "../shared/workload/workload";
import type { ApplicationArgs } from "./contract";
import { type CompleteExternal, type NamedSettings, type Plan, planOf } from "./defaults";
import { environmentOf } from "./environment";
import { accessTo, servicesOf } from "./graph";
import { installKeycloak, installOpenFga, installRedis } from "./install";
import { childOptions, ensured, type Provided, type Site } from "./site";
import { applicationFaults, descriptionOf } from "./validate";

type AllProvided = Readonly<Record<"redis" | "keycloak" | "openfga", Provided | undefined>>;

/**
 * One service with what stands beside it: its database on a server that it reaches by an identity instead of a password,
 * a Valkey, a Keycloak and an OpenFGA or their addresses elsewhere, its secrets from the cloud's store, and one network
 * policy for each that admits exactly their calls. By itself it is the server mcp-server-langgraph; every setting of it
 * can be replaced, or all at once by `preset: "none"`.
 *
 * @example
 * new Application("langgraph", { cluster, service: "langgraph", namespace: "applications", database: { server }, secretStore });
 */
export class Application<C extends Cloud> extends pulumi.ComponentResource {
  /** Labels that exactly the pods of the application bear. */
  readonly podLabels: Labels;
  /** Name of the application's Service; there is none without ports. */
  readonly serviceName: string;
  /** What must exist before something calls the application. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ApplicationArgs<C>, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:Application", name, {}, opts);
    const { limits, database, secretStore } = args;
    const surroundings = {
      administration: database?.server?.administration.namespace,
      secretStore: secretStore !== undefined,
      limits,
    };
    const settings = settingsOf(args);
    refuse(`Application ${name}`, applicationFaults(settings, surroundings));
    const plan = planOf(settings);
    const policies = this.createPolicies(name, plan, args);
    const site = this.siteOf(name, args, policies.ready);
    const provided = provide(site, plan);
    const workload = this.createWorkload(site, plan, args, provided);
    this.podLabels = workload.podLabels;
    this.serviceName = workload.serviceName;
    this.ready = workload.ready;
    this.registerOutputs({ podLabels: this.podLabels, serviceName: this.serviceName });
  }

  private siteOf(name: string, args: ApplicationArgs<C>, policies: readonly pulumi.Resource[]): Site<C> {
    const { cluster, namespace, service, database, secretStore, guardrails = [] } = args;
    const after = [...guardrails, ...policies];
    return { name, cluster, namespace, service, server: database?.server, store: secretStore, after, parent: this };
  }

  /** They come first, so that no pod runs without. */
  private createPolicies(name: string, plan: Plan, args: ApplicationArgs<C>): ServiceGraph {
    const { cluster, namespace, database, monitoring, nodeLocalDns, meshed = false, guardrails = [], guarded } = args;
    const services = servicesOf(plan, { access: accessTo(database?.server), meshed });
    return new ServiceGraph(
      `${name}-calls`,
      { cluster, namespace, services, monitoring, nodeLocalDns, guarded },
      { parent: this, dependsOn: [...guardrails] },
    );
  }

  private createWorkload(site: Site<C>, plan: Plan, args: ApplicationArgs<C>, provided: AllProvided): Workload {
    const { name, cluster, service } = site;
    const login = this.createLogin(site, plan);
    const secret = `${service}-secrets`;
    const secrets = this.createSecrets(site, plan, secret);
    const pod = login?.pod;
    return new Workload(
      name,
      {
        ...ensured(descriptionOf(plan, args.limits), "complete description"),
        cluster,
        env: environmentOf(plan, provided, pod, secret),
        partOf: service,
        ...(pod === undefined
          ? {}
          : {
              sidecars: pod.sidecars,
              volumes: pod.volumes,
              volumeMounts: pod.volumeMounts,
              podLabels: pod.podLabels,
              serviceAccountAnnotations: pod.serviceAccountAnnotations,
            }),
      },
      { parent: this, dependsOn: [...site.after, ...(login?.ready ?? []), ...secrets, ...readyOf(provided)] },
    );
  }

  private createLogin(site: Site<C>, { database, runAsUser = defaultRunAsUser }: Plan): DatabaseLogin<C> | undefined {
    if (database === undefined) return undefined;
    const { name, cluster, namespace, service } = site;
    const server = ensured(site.server, "database server");
    return new DatabaseLogin(
      `${name}-login`,
      { cluster, server, database: database.name, namespace, serviceAccount: service, runAsUser },
      { parent: this, dependsOn: [...site.after] },
    );
  }

  private createSecrets(site: Site<C>, { secrets: keys }: Plan, secret: string): readonly pulumi.Resource[] {
    if (Object.keys(keys).length === 0) return [];
    const { name, cluster, namespace } = site;
    const store = ensured(site.store, "secret store");
    return [syncedSecret(`${name}-secrets`, { cluster, store, namespace, secret, keys }, childOptions(site))];
  }
}

/** The arguments as a stack file has them. */
function settingsOf<C extends Cloud>({ database, ...args }: ApplicationArgs<C>): NamedSettings {
  return { ...args, database: database && { name: database.name, env: database.env } };
}

/** Installs what is to stand beside the application. */
function provide<C extends Cloud>(site: Site<C>, { services: { redis, keycloak, openfga } }: Plan): AllProvided {
  return {
    redis: redis?.mode === "install" ? installRedis(site, redis) : elsewhere(redis),
    keycloak: keycloak?.mode === "install" ? installKeycloak(site, keycloak) : elsewhere(keycloak),
    openfga: openfga?.mode === "install" ? installOpenFga(site, openfga) : elsewhere(openfga),
  };
}

function elsewhere(external: CompleteExternal | undefined): Provided | undefined {
  return external === undefined ? undefined : { host: external.host, port: external.port, ready: [] };
}

function readyOf(provided: AllProvided): readonly pulumi.Resource[] {
  return Object.values(provided).flatMap((each) => each?.ready ?? []);
}
