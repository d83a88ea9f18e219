import { exampleImages } from "../shared/versions";
import type { Resources } from "../shared/workload/contract";
import type {
  ApplicationDatabase,
  ApplicationSettings,
  ExternalService,
  InstalledKeycloak,
  InstalledOpenFga,
  InstalledRedis,
  PresetName,
  Services,
  Templates,
} from "./contract";
import { passwordTemplate } from "./templates";

/** What one container of a preset runs with, where a description needs none of its own. */
type Preset = Omit<ApplicationSettings, "namespace" | "preset" | "services" | "database"> & {
  readonly services: Services;
  readonly serviceEnv: { readonly [S in ServiceName]: Templates };
  /** Variables that tell the image of its database; absent where it has none. */
  readonly databaseEnv: Templates | undefined;
};

export type ServiceName = keyof Services;
export const serviceNames = ["redis", "keycloak", "openfga"] as const satisfies readonly ServiceName[];

/** The server mcp-server-langgraph, which stands for any service with a PostgreSQL, a Redis, a Keycloak and an OpenFGA. */
export const langgraphDefaults: Preset = {
  image: exampleImages.langgraph,
  ports: { http: { port: 8000, servicePort: 80, appProtocol: "http" } },
  probes: {
    startup: { path: "/health/startup", port: "http" },
    liveness: { path: "/health/live", port: "http" },
    readiness: { path: "/health/ready", port: "http" },
  },
  metrics: { port: "http", path: "/metrics" },
  replicas: { minimum: 3, maximum: 10 },
  resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "2", memory: "2Gi" } },
  writablePaths: { tmp: { path: "/tmp" }, cache: { path: "/app/.cache", sizeLimit: "256Mi" } },
  // Built for 1001; its chart runs it as 1000.
  runAsUser: 1000,
  env: {
    ENVIRONMENT: "production",
    LOG_LEVEL: "INFO",
    AUTH_PROVIDER: "keycloak",
    AUTH_MODE: "session",
    KEYCLOAK_REALM: "mcp-server-langgraph",
    KEYCLOAK_CLIENT_ID: "langgraph-client",
    SESSION_BACKEND: "redis",
    CHECKPOINT_BACKEND: "redis",
    GDPR_STORAGE_BACKEND: "postgres",
    OTLP_ENDPOINT: "http://alloy.monitoring:4317",
  },
  secrets: {
    ANTHROPIC_API_KEY: "anthropic-api-key",
    JWT_SECRET_KEY: "jwt-secret-key",
    KEYCLOAK_CLIENT_SECRET: "keycloak-client-secret",
    OPENFGA_MODEL_ID: "openfga-model-id",
    OPENFGA_STORE_ID: "openfga-store-id",
  },
  databaseEnv: {
    GDPR_POSTGRES_URL: "postgresql://${user}@${host}:${port}/${database}?sslmode=${sslmode}&options=${options}",
  },
  services: { redis: { mode: "install" }, keycloak: { mode: "install" }, openfga: { mode: "install" } },
  serviceEnv: {
    redis: {
      REDIS_PASSWORD: passwordTemplate,
      REDIS_HOST: "${host}",
      REDIS_PORT: "${port}",
      REDIS_URL: "redis://${host}:${port}/0",
      CHECKPOINT_REDIS_URL: "redis://${host}:${port}/1",
    },
    keycloak: { KEYCLOAK_SERVER_URL: "http://${host}:${port}" },
    openfga: { OPENFGA_API_URL: "http://${host}:${port}", OPENFGA_PRESHARED_KEY: passwordTemplate },
  },
  calls: [
    // Providers of models, at public addresses.
    { to: "internet", ports: [443] },
    { to: "pods", namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "alloy" }, ports: [4317] },
  ],
  callers: [{ namespace: "istio-ingress", podLabels: { istio: "ingressgateway" } }],
};

const emptyPreset: Preset = {
  services: {},
  serviceEnv: { redis: {}, keycloak: {}, openfga: {} },
  databaseEnv: undefined,
};

export const presetNames = ["langgraph", "none"] as const satisfies readonly PresetName[];
const presets: { readonly [P in PresetName]: Preset } = { langgraph: langgraphDefaults, none: emptyPreset };

/** Requests and limits of what is installed, for some hundred requests a second. */
export const serviceResources = {
  redis: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "512Mi" } },
  keycloak: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "2Gi" } },
  openfga: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "512Mi" } },
} as const satisfies { readonly [S in ServiceName]: Resources };

/** A service with everything filled in that is the same for all applications. */
export type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type CompleteExternal = Omit<Complete<ExternalService>, "range"> & Pick<ExternalService, "range">;
export type CompleteRedis = Complete<InstalledRedis>;
export type CompleteKeycloak = Omit<Complete<InstalledKeycloak>, "hostname"> & Pick<InstalledKeycloak, "hostname">;
export type CompleteOpenFga = Complete<InstalledOpenFga>;

export interface CompleteServices {
  readonly redis: CompleteRedis | CompleteExternal | undefined;
  readonly keycloak: CompleteKeycloak | CompleteExternal | undefined;
  readonly openfga: CompleteOpenFga | CompleteExternal | undefined;
}

/** The settings of an application with those of its preset, and where these say nothing, with what holds for all. */
export interface Plan extends Omit<ApplicationSettings, "preset" | "services" | "database"> {
  readonly service: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: NonNullable<ApplicationSettings["secrets"]>;
  readonly calls: NonNullable<ApplicationSettings["calls"]>;
  readonly callers: NonNullable<ApplicationSettings["callers"]>;
  readonly services: CompleteServices;
  /** The application's own database; absent where it needs none. */
  readonly database: { readonly name: string; readonly env: Templates } | undefined;
}

/** Settings with the name of their application. */
export interface NamedSettings extends ApplicationSettings {
  readonly service: string;
}

/** Settings that are the workload's own. */
export const workloadKeys = [
  "image",
  "command",
  "args",
  "ports",
  "probes",
  "metrics",
  "replicas",
  "singleton",
  "nodes",
  "resources",
  "writablePaths",
  "runAsUser",
  "terminationSeconds",
] as const satisfies readonly (keyof ApplicationSettings)[];

type Simple = Omit<Plan, "services" | "database">;
const simpleKeys = [...workloadKeys, "env", "secrets", "calls", "callers"] as const;

/** Fills in what the settings leave out. Pure; faulty settings stay faulty. */
export function planOf(settings: NamedSettings): Plan {
  const { serviceEnv, databaseEnv, services, ...preset } = presets[settings.preset ?? "langgraph"];
  const { service, namespace, database } = settings;
  const usual: Simple = { env: {}, secrets: {}, calls: [], callers: [], ...preset, service, namespace };
  return {
    ...overlay(usual, settings, simpleKeys),
    services: completeServices(service, settings.services ?? services, serviceEnv),
    database: completeDatabase(service, database, databaseEnv),
  };
}

/** A database that is named, that the image is told of, or that the preset has. */
function completeDatabase(
  service: string,
  database: ApplicationDatabase | undefined,
  usual: Templates | undefined,
): Plan["database"] {
  const { name, env = usual } = database ?? {};
  if (name === false || (name === undefined && env === undefined)) return undefined;
  return { name: name ?? databaseName(service), env: env ?? {} };
}

/** Of some keys the values of `over` in place of those of `base`, where there are any. */
export function overlay<T extends object, K extends keyof T>(
  base: T,
  over: { readonly [Key in K]?: T[Key] | undefined },
  keys: readonly K[],
): T {
  const merged = { ...base };
  for (const key of keys) merged[key] = over[key] ?? merged[key];
  return merged;
}

/** What PostgreSQL takes as a name without quotes. */
export function databaseName(service: string, suffix = ""): string {
  return `${service.replaceAll("-", "_")}${suffix}`;
}

function completeServices(service: string, services: Services, env: Preset["serviceEnv"]): CompleteServices {
  const { redis, keycloak, openfga } = services;
  return {
    redis: redis?.mode === "install" ? completeRedis(redis, env.redis) : completeExternal(redis, env.redis),
    keycloak:
      keycloak?.mode === "install"
        ? completeKeycloak(service, keycloak, env.keycloak)
        : completeExternal(keycloak, env.keycloak),
    openfga:
      openfga?.mode === "install"
        ? completeOpenFga(service, openfga, env.openfga)
        : completeExternal(openfga, env.openfga),
  };
}

function completeRedis(redis: InstalledRedis, env: Templates): CompleteRedis {
  return {
    mode: "install",
    copies: redis.copies ?? 2,
    storage: redis.storage ?? "8Gi",
    resources: redis.resources ?? serviceResources.redis,
    env: redis.env ?? env,
  };
}

function completeKeycloak(service: string, keycloak: InstalledKeycloak, env: Templates): CompleteKeycloak {
  return {
    mode: "install",
    replicas: keycloak.replicas ?? 2,
    hostname: keycloak.hostname,
    database: keycloak.database ?? databaseName(service, "_keycloak"),
    resources: keycloak.resources ?? serviceResources.keycloak,
    env: keycloak.env ?? env,
  };
}

function completeOpenFga(service: string, openfga: InstalledOpenFga, env: Templates): CompleteOpenFga {
  return {
    mode: "install",
    replicas: openfga.replicas ?? 2,
    database: openfga.database ?? databaseName(service, "_openfga"),
    resources: openfga.resources ?? serviceResources.openfga,
    env: openfga.env ?? env,
  };
}

/** Nobody generates the password of an external service. */
function completeExternal(external: ExternalService | undefined, env: Templates): CompleteExternal | undefined {
  if (external === undefined) return undefined;
  const open = Object.fromEntries(Object.entries(env).filter(([, template]) => template !== passwordTemplate));
  return { ...external, env: external.env ?? open };
}

/** Names of the secrets of the cloud's store that applications read, each once. */
export function remoteSecretsOf(settings: NamedSettings): readonly string[] {
  const keys = Object.values(planOf(settings).secrets);
  return [...new Set(keys.map((key) => (typeof key === "string" ? key : key.remote)))].sort();
}
