import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../shared/cloud";
import type { ServerOf } from "../shared/database/contract";
import type { LimitOverrides } from "../shared/limits";
import type { RemoteKey, SecretStore } from "../shared/secrets/contract";
import type { Pods } from "../shared/service-graph/contract";
import type { Description, Resources } from "../shared/workload/contract";

/** Environment variables by name; a value may hold placeholders such as `${host}`. */
export type Templates = Readonly<Record<string, string>>;

/**
 * Something that the application calls, beside its database and its services. Ports are those of containers, over TCP;
 * a range is one of private addresses.
 */
export type ApplicationCall =
  | { readonly to: "internet"; readonly ports: readonly number[] }
  | { readonly to: "range"; readonly range: string; readonly ports: readonly number[] }
  | {
      readonly to: "pods";
      readonly namespace: string;
      readonly podLabels: Readonly<Record<string, string>>;
      readonly ports: readonly number[];
    };

/** A service that runs elsewhere. */
export interface ExternalService {
  readonly mode: "external";
  /** Name or IPv4 address. */
  readonly host: string;
  readonly port: number;
  /**
   * Private addresses among which the service is, in CIDR notation; without it the service has public ones.
   * @default public addresses
   */
  readonly range?: string | undefined;
  /** Variables of the application with the placeholders host and port. @default those of the preset */
  readonly env?: Templates | undefined;
}

/** A service that runs beside the application. */
interface InstalledService {
  readonly mode: "install";
  readonly resources?: Resources | undefined;
  /** Variables of the application with the placeholders host, port and password. @default those of the preset */
  readonly env?: Templates | undefined;
}

/** An installed service with a database of its own on the application's server. */
interface InstalledServer extends InstalledService {
  /** Pods: 2 to 9. @default 2 */
  readonly replicas?: number | undefined;
  /** @default the name of the application with `_keycloak` or `_openfga` */
  readonly database?: string | undefined;
}

/** Valkey beside the application: one primary, and copies that take its place only by hand. */
export interface InstalledRedis extends InstalledService {
  /** Copies of the primary: 1 to 5. @default 2 */
  readonly copies?: number | undefined;
  /** Volume of each pod; a change of it recreates the StatefulSet. @default "8Gi" */
  readonly storage?: string | undefined;
}

/** Keycloak beside the application. */
export interface InstalledKeycloak extends InstalledServer {
  /** Public address, such as `https://login.example.com`. @default the one of each request */
  readonly hostname?: string | undefined;
}

/** OpenFGA beside the application. */
export type InstalledOpenFga = InstalledServer;

/** Services that the application uses, each installed beside it, or at an address outside the cluster, or absent. */
export interface Services {
  readonly redis?: InstalledRedis | ExternalService | undefined;
  readonly keycloak?: InstalledKeycloak | ExternalService | undefined;
  readonly openfga?: InstalledOpenFga | ExternalService | undefined;
}

export interface ApplicationDatabase {
  /**
   * Database of the application: up to 57 lower-case letters, digits and `_`, a letter first; `false` where only its
   * services need one. A change makes another one, and leaves the old one where it is.
   * @default the name of the application with `_` for `-`; with the preset "none" no database, unless `env` is given
   */
  readonly name?: string | false | undefined;
  /**
   * Variables that tell the image of the connection beside those of libpq, with the placeholders host, port, database,
   * user, sslmode and options. In a value that holds `://` they are percent-encoded. There is no password: drivers read
   * the file of PGPASSFILE. A driver that does not read PGOPTIONS needs the options in its URL, for by them the sessions
   * act as the owner of the database. @default those of the preset
   */
  readonly env?: Templates | undefined;
}

/** Where unset settings come from: an application that this package knows, or nowhere. */
export type PresetName = "langgraph" | "none";

/** What the workload's own contract says of an application; the preset gives what is left out. */
type Described = Partial<
  Pick<
    Description,
    | "image"
    | "command"
    | "args"
    | "ports"
    | "probes"
    | "metrics"
    | "replicas"
    | "singleton"
    | "nodes"
    | "resources"
    | "writablePaths"
    | "runAsUser"
    | "terminationSeconds"
  >
>;

/** What a stack file says of an application. A key that is set replaces that of the preset as a whole. */
export interface ApplicationSettings extends Described {
  /** @default "langgraph" */
  readonly preset?: PresetName | undefined;
  /** Namespace: a DNS label. A change replaces everything; databases stay. */
  readonly namespace: string;
  /** Variables by name. @default {} */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Secrets of the cloud's store by the variable that holds them. @default {} */
  readonly secrets?: Readonly<Record<string, RemoteKey>> | undefined;
  readonly database?: ApplicationDatabase | undefined;
  /** @default {} */
  readonly services?: Services | undefined;
  /** @default [] */
  readonly calls?: readonly ApplicationCall[] | undefined;
  /** Pods that call the application and Keycloak, such as those of the ingress gateway. @default [] */
  readonly callers?: readonly Pods[] | undefined;
}

export interface ApplicationArgs<C extends Cloud> extends Omit<ApplicationSettings, "database"> {
  /** The cluster. A change replaces everything; databases stay. */
  readonly cluster: Handle<C>;
  /**
   * Name of the workload, and with a suffix of all that stands beside it: a DNS label of at most 40 characters. A
   * change replaces everything; databases stay.
   */
  readonly service: string;
  /**
   * The server of the application's database, and of those of Keycloak and OpenFGA; `{ name: false }` where a preset has
   * one and this application needs none. A change moves to databases of the new server, and leaves the data behind.
   * @default none, which only the preset "none" can do without
   */
  readonly database?:
    | (ApplicationDatabase & { readonly server: ServerOf<C> })
    | { readonly name: false; readonly env?: undefined; readonly server?: undefined }
    | undefined;
  /**
   * The store that `secrets` are read from, with External Secrets, which generates the passwords of installed services:
   * needed by either.
   * @default none
   */
  readonly secretStore?: SecretStore | undefined;
  /** Limits of the namespace where they differ from `defaultLimits`. @default {} */
  readonly limits?: LimitOverrides | undefined;
  /** The pods that scrape metrics. @default { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "prometheus" } } */
  readonly monitoring?: Pods | undefined;
  /** Whether pods ask the DNS cache of their node as well as kube-dns. @default false */
  readonly nodeLocalDns?: boolean | undefined;
  /** Whether sidecars of the mesh run in the pods. @default false */
  readonly meshed?: boolean | undefined;
  /**
   * Other namespaces of the program that deny by default, by name, with what guards them: where pods there call the
   * application, are called or scrape, their ends are opened too. @default {}
   */
  readonly guarded?: Readonly<Record<string, readonly pulumi.Resource[]>> | undefined;
  /** What guards the namespace; everything comes after it. @default [] */
  readonly guardrails?: readonly pulumi.Resource[] | undefined;
}
