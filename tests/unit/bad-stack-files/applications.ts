import type { BadStackFile } from "./bad-stack-file";
import { eks } from "./good";
import type { StackFile } from "./stack-file";

/** The shortest stack file with an application: the example one, with all that it needs. */
export const withApplication: StackFile = {
  ...eks,
  namespaces: { applications: {}, databases: {} },
  database: { mode: "in-cluster" },
  secrets: { mode: "existing-store", store: "cloud" },
  applications: { langgraph: { namespace: "applications" } },
};

const one = "applications.langgraph";

/** Another image, of which nothing comes from a preset. */
const shop = {
  preset: "none",
  namespace: "applications",
  image: "registry.example/shop:1.4.2",
  ports: { http: { port: 8080 } },
  probes: { readiness: { path: "/ready", port: "http" } },
  resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: 1, memory: "512Mi" } },
};

interface Case {
  readonly title: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly faults: BadStackFile["faults"];
}

const cases: readonly Case[] = [
  {
    title: "applications as a list",
    changes: { applications: ["langgraph"] },
    faults: [["applications", '["langgraph"] is a list, not a section']],
  },
  {
    title: "an application's name that Kubernetes refuses",
    changes: { applications: { My_App: { namespace: "applications" } } },
    faults: [["applications.My_App", '"My_App" is not a valid name', "rename it"]],
  },
  {
    title: "an application's name that leaves no room for suffixes",
    changes: { applications: { [`a${"b".repeat(40)}`]: { namespace: "applications" } } },
    faults: [[`applications.a${"b".repeat(40)}`, "is not a valid name"]],
  },
  {
    title: "an application without a namespace",
    changes: { [`${one}.namespace`]: undefined },
    faults: [[`${one}.namespace`, "is missing", "a namespace of the stack"]],
  },
  {
    title: "an application in a namespace that is not the stack's",
    changes: { [`${one}.namespace`]: "shop" },
    faults: [[`${one}.namespace`, '"shop" is not among the namespaces', "add `shop: {}` to namespaces"]],
  },
  {
    title: "an application where databases are administered",
    changes: { [`${one}.namespace`]: "databases" },
    faults: [[`${one}.namespace`, '"databases" is where the server of databases is administered', "move it"]],
  },
  {
    title: "a database that PostgreSQL keeps for itself",
    changes: { [`${one}.database.name`]: "postgres" },
    faults: [[`${one}.database.name`, '"postgres" is not allowed', "a database of the pods' own"]],
  },
  {
    title: "a misspelt setting of an application",
    changes: { [`${one}.imge`]: "registry.example/shop:1.4.2" },
    faults: [[`${one}.imge`, "did you mean image?"]],
  },
  {
    title: "an unknown preset",
    changes: { [`${one}.preset`]: "langraph" },
    faults: [[`${one}.preset`, '"langraph" is not allowed', "did you mean langgraph?"]],
  },
  {
    title: "no preset and nothing in its place",
    changes: { [`${one}.preset`]: "none" },
    faults: [
      [`${one}.image`, "is missing", "or take the preset langgraph"],
      [`${one}.ports`, "is missing"],
      [`${one}.probes`, "is missing", "a readiness probe"],
      [`${one}.resources`, "is missing", "requests and limits"],
    ],
  },
  {
    title: "an image that means something else tomorrow",
    changes: { [`${one}.image`]: "registry.example/shop:latest" },
    faults: [[`${one}.image`, '"registry.example/shop:latest" is not allowed', "a tag other than latest"]],
  },
  {
    title: "a port that needs a privilege",
    changes: { [`${one}.ports`]: { http: { port: 80 } } },
    faults: [[`${one}.ports.http.port`, "80 is not allowed", "1024 to 65535"]],
  },
  {
    title: "a probe of a port that there is not",
    changes: { [`${one}.probes`]: { readiness: { path: "/ready", port: "web" } } },
    faults: [[`${one}.probes.readiness.port`, '"web" is not allowed', "http"]],
  },
  {
    title: "metrics of a port that there is not",
    changes: { [`${one}.metrics`]: { port: "metrics" } },
    faults: [[`${one}.metrics.port`, '"metrics" is not allowed', "add the port"]],
  },
  {
    title: "one pod without a reason",
    changes: { [`${one}.replicas`]: 1 },
    faults: [[`${one}.singleton`, "why one pod is all there may be", "run 2 pods or more"]],
  },
  {
    title: "an autoscaler whose bounds are the wrong way round",
    changes: { [`${one}.replicas`]: { minimum: 6, maximum: 3 } },
    faults: [[`${one}.replicas.maximum`, "3 is not allowed", "more than replicas.minimum (6)"]],
  },
  {
    title: "a request below the least that the namespace admits",
    changes: {
      [`${one}.resources`]: { requests: { cpu: "50m", memory: "512Mi" }, limits: { cpu: "200m", memory: "1Gi" } },
    },
    faults: [[`${one}.resources.requests.cpu`, '"50m" is not allowed', "at least 100m"]],
  },
  {
    title: "a limit of an application above what its namespace admits",
    changes: { "namespaces.applications.limits": { container: { max: { memory: "1Gi" } } } },
    faults: [
      [`${one}.resources.limits.memory`, "at most 1Gi", "let the namespace allow it"],
      [`${one}.services.keycloak.resources.limits.memory`, "at most 1Gi"],
    ],
  },
  {
    title: "a limit of an installed service that is more than four times its request",
    changes: {
      [`${one}.services`]: {
        redis: {
          mode: "install",
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "2Gi" } },
        },
      },
      [`${one}.calls`]: [],
    },
    faults: [[`${one}.services.redis.resources.limits.memory`, "maxLimitRequestRatio"]],
  },
  {
    title: "an application that needs a database, without one",
    changes: { database: undefined },
    faults: [
      [
        "database",
        "is missing, and langgraph needs it for database.name, services.keycloak.database, services.openfga.database",
        "set database.name to false",
      ],
    ],
  },
  {
    title: "an application that needs generated passwords, without External Secrets",
    changes: { secrets: undefined, [`${one}.secrets`]: {} },
    faults: [["secrets", "langgraph needs it for services.redis, services.keycloak, services.openfga"]],
  },
  {
    title: "secrets of an application, without External Secrets",
    changes: { secrets: undefined, [`${one}.services`]: {} },
    faults: [["secrets", "is missing, and langgraph needs it for secrets"]],
  },
  {
    title: "a name of a database that needs quotes in SQL",
    changes: { [`${one}.database`]: { name: "Lang-Graph" } },
    faults: [[`${one}.database.name`, '"Lang-Graph" is not allowed', "lower-case letters"]],
  },
  {
    title: "a database that two services of an application share",
    changes: { [`${one}.services`]: { openfga: { mode: "install", database: "langgraph" } } },
    faults: [[`${one}.services.openfga.database`, '"langgraph" has another owner already']],
  },
  {
    title: "a placeholder that nothing fills in",
    changes: { [`${one}.database`]: { env: { DATABASE_URL: "postgresql://${user}@${hostname}/${database}" } } },
    faults: [[`${one}.database.env.DATABASE_URL`, "holds ${hostname}, which nothing fills in", "${host}"]],
  },
  {
    title: "a password of the database, which there is not",
    changes: { [`${one}.database`]: { env: { DATABASE_URL: "postgresql://${user}:${password}@${host}/${database}" } } },
    faults: [[`${one}.database.env.DATABASE_URL`, "asks for a password that there is not", "PGPASSFILE"]],
  },
  {
    title: "a password within a URL",
    changes: {
      [`${one}.services`]: { redis: { mode: "install", env: { REDIS_URL: "redis://:${password}@${host}:${port}/0" } } },
    },
    faults: [[`${one}.services.redis.env.REDIS_URL`, "would hold a password in plain text", "$(VARIABLE)"]],
  },
  {
    title: "a variable that is set twice",
    changes: { [`${one}.env`]: { JWT_SECRET_KEY: "open" } },
    faults: [[`${one}.env.JWT_SECRET_KEY`, '"open" is set by secrets already', "each once"]],
  },
  {
    title: "a variable of the database's own",
    changes: { [`${one}.env`]: { PGSSLMODE: "disable" } },
    faults: [[`${one}.env.PGSSLMODE`, '"disable" is set by database already']],
  },
  {
    title: "a variable's name that no shell takes",
    changes: { [`${one}.env`]: { "log-level": "info" } },
    faults: [[`${one}.env.log-level`, '"log-level" is not a valid name']],
  },
  {
    title: "an external service at a private address without its range",
    changes: { [`${one}.services`]: { redis: { mode: "external", host: "10.60.0.5", port: 6379 } } },
    faults: [[`${one}.services.redis.host`, '"10.60.0.5" is not public', "add a range"]],
  },
  {
    title: "an external service outside its range",
    changes: {
      [`${one}.services`]: { redis: { mode: "external", host: "10.60.0.5", port: 6379, range: "10.61.0.0/24" } },
    },
    faults: [[`${one}.services.redis.range`, '"10.61.0.0/24" is not allowed', "a range that holds 10.60.0.5"]],
  },
  {
    title: "an external service with its scheme",
    changes: { [`${one}.services`]: { openfga: { mode: "external", host: "https://fga.example.com", port: 443 } } },
    faults: [[`${one}.services.openfga.host`, "a DNS name", "without scheme"]],
  },
  {
    title: "an external service among the addresses that give out credentials",
    changes: {
      [`${one}.services`]: { redis: { mode: "external", host: "redis.internal", port: 80, range: "169.254.0.0/16" } },
    },
    faults: [[`${one}.services.redis.range`, "where clouds give out credentials"]],
  },
  {
    title: "a generated password of an external service",
    changes: {
      [`${one}.services`]: {
        redis: { mode: "external", host: "redis.example.com", port: 6379, env: { KEY: "${password}" } },
      },
    },
    faults: [[`${one}.services.redis.env.KEY`, "asks for a password that there is not", "`secrets`"]],
  },
  {
    title: "a Keycloak in one pod",
    changes: { [`${one}.services`]: { keycloak: { mode: "install", replicas: 1 } } },
    faults: [[`${one}.services.keycloak.replicas`, "1 is not allowed", "2 to 9"]],
  },
  {
    title: "a public address of Keycloak without TLS",
    changes: { [`${one}.services`]: { keycloak: { mode: "install", hostname: "http://login.example.com" } } },
    faults: [[`${one}.services.keycloak.hostname`, "https://login.example.com", "write it with https"]],
  },
  {
    title: "a volume of Valkey that the namespace refuses",
    changes: { [`${one}.services`]: { redis: { mode: "install", storage: "200Gi" } } },
    faults: [[`${one}.services.redis.storage`, '"200Gi" is not allowed', "at most 100Gi"]],
  },
  {
    title: "a call on no port",
    changes: { [`${one}.calls`]: [{ to: "internet", ports: [] }] },
    faults: [[`${one}.calls[0].ports`, "numbers from 1 to 65535"]],
  },
  {
    title: "a call of every pod of a namespace",
    changes: { [`${one}.calls`]: [{ to: "pods", namespace: "monitoring", podLabels: {}, ports: [4317] }] },
    faults: [[`${one}.calls[0].podLabels`, "one label or more"]],
  },
  {
    title: "a caller without labels",
    changes: { [`${one}.callers`]: [{ namespace: "istio-ingress", podLabels: {} }] },
    faults: [[`${one}.callers[0].podLabels`, "one label or more"]],
  },
  {
    title: "two applications with one database",
    changes: { "applications.shop": { ...shop, database: { name: "langgraph" } } },
    faults: [["applications.shop.database.name", '"langgraph" is the database of langgraph.database.name']],
  },
  {
    title: "an application with the name of another one's service",
    changes: { "applications.langgraph-redis": shop },
    faults: [["applications.langgraph-redis", "is a name that redis of langgraph takes", "rename one"]],
  },
];

export const badApplicationFiles: readonly BadStackFile[] = cases.map((each) => ({ ...each, good: withApplication }));
