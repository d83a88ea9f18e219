import { databaseNameFaults } from "../shared/database/validate";
import { type Fault, fault, keyPath, sortedEntries } from "../shared/faults";
import type { LimitOverrides } from "../shared/limits";
import { isDnsLabel } from "../shared/names";
import type { Description } from "../shared/workload/contract";
import { workloadFaults } from "../shared/workload/validate";
import { type NamedSettings, overlay, type Plan, planOf, presetNames, serviceNames, workloadKeys } from "./defaults";
import { servicesFaults } from "./service-faults";
import { templateFaults } from "./templates";

/** What of an application's surroundings its settings must fit. */
export interface Surroundings {
  /** The namespace from which the server of databases is administered; absent where there is no server. */
  readonly administration: string | undefined;
  /** Whether External Secrets runs. */
  readonly secretStore: boolean;
  /** Limits of the namespace where they differ from `defaultLimits`. */
  readonly limits?: LimitOverrides | undefined;
}

/** Suffixes make it longer, and a StatefulSet's name must leave room for the hash of its revision. */
const longestService = 40;

/** Every fault of an application that can be seen before anything is registered. Pure. */
export function applicationFaults(settings: NamedSettings, surroundings: Surroundings): readonly Fault[] {
  const plan = planOf(settings);
  const described = descriptionOf(plan, surroundings.limits);
  return [
    ...(isDnsLabel(plan.service) && plan.service.length <= longestService
      ? []
      : [fault("service", plan.service, `a DNS label of at most ${longestService} characters`, "rename it")]),
    ...(plan.namespace === surroundings.administration
      ? [
          {
            ...fault("namespace", plan.namespace, "a namespace without the administration of databases", "move it"),
            problem: "is where the server of databases is administered",
          },
        ]
      : []),
    ...missingFaults(plan),
    ...(described === undefined ? [] : workloadFaults(described)),
    ...variableFaults(plan),
    ...databaseFaults(plan, surroundings),
    ...secretFaults(plan, surroundings),
    ...servicesFaults(plan, surroundings.limits),
  ];
}

/** What runs the image; absent while it is incomplete. */
export function descriptionOf(plan: Plan, limits: LimitOverrides | undefined): Description | undefined {
  const { service, namespace, image, ports, probes, resources } = plan;
  if (image === undefined || ports === undefined || probes === undefined || resources === undefined) return undefined;
  return overlay<Description, (typeof workloadKeys)[number]>(
    { service, namespace, image, ports, probes, resources, limits },
    plan,
    workloadKeys,
  );
}

const needed = {
  image: "an image with a tag or digest",
  ports: "ports by name, such as `{ http: { port: 8080 } }`",
  probes: "a readiness probe, such as `{ readiness: { path: /ready, port: http } }`",
  resources: "requests and limits of cpu and memory",
} as const;

function missingFaults(plan: Plan): readonly Fault[] {
  return (["image", "ports", "probes", "resources"] as const).flatMap((key) =>
    plan[key] === undefined
      ? [
          {
            path: key,
            problem: "is missing",
            allowed: needed[key],
            cure: `add it, or take the preset ${presetNames[0]}`,
          },
        ]
      : [],
  );
}

/** Each variable comes from one place, and templates name what there is. */
function variableFaults(plan: Plan): readonly Fault[] {
  const { database, services } = plan;
  const places: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ...(database === undefined ? [] : [["database.env", database.env] as const]),
    ...serviceNames.map((name) => [`services.${name}.env`, services[name]?.env ?? {}] as const),
    ["secrets", plan.secrets],
    ["env", plan.env],
  ];
  const origins = new Map<string, string>();
  const twice = places.flatMap(([path, variables]) =>
    sortedEntries(variables).flatMap(([name, value]): readonly Fault[] => {
      const first = database !== undefined && isLibpqVariable(name) ? "database" : origins.get(name);
      origins.set(name, path);
      if (first === undefined) return [];
      const cure = "remove one of the two, or rename it";
      return [{ path: keyPath(path, name), value, problem: `is set by ${first} already`, allowed: "each once", cure }];
    }),
  );
  const known = ["host", "port", "database", "user", "sslmode", "options"];
  return [...twice, ...(database === undefined ? [] : templateFaults("database.env", database.env, known))];
}

/** Variables that libpq and drivers like it read. */
function isLibpqVariable(name: string): boolean {
  return /^PG(HOST|HOSTADDR|PORT|DATABASE|USER|PASSWORD|PASSFILE|OPTIONS|SSLMODE|SSLROOTCERT)$/.test(name);
}

/** Databases of the application and of what is installed beside it, by the path that names them. */
export function databasesOf(plan: Plan): readonly (readonly [string, string])[] {
  const { keycloak, openfga } = plan.services;
  return [
    ...(plan.database === undefined ? [] : [["database.name", plan.database.name] as const]),
    ...(keycloak?.mode === "install" ? [["services.keycloak.database", keycloak.database] as const] : []),
    ...(openfga?.mode === "install" ? [["services.openfga.database", openfga.database] as const] : []),
  ];
}

function databaseFaults(plan: Plan, { administration }: Surroundings): readonly Fault[] {
  const databases = databasesOf(plan);
  if (administration === undefined && databases.length > 0)
    return [
      {
        path: "database",
        problem: `is missing, and ${plan.service} needs it for ${databases.map(([path]) => path).join(", ")}`,
        allowed: "a server for databases",
        cure: "add it, or set database.name to false and have Keycloak and OpenFGA elsewhere or not at all",
      },
    ];
  const names = databases.map(([, name]) => name);
  return databases.flatMap(([path, name], index) => [
    ...databaseNameFaults(path, name),
    ...(names.indexOf(name) < index
      ? [{ ...fault(path, name, "a database of its own", "rename one of them"), problem: "has another owner already" }]
      : []),
  ]);
}

function secretFaults(plan: Plan, { secretStore }: Surroundings): readonly Fault[] {
  if (secretStore) return [];
  const installed = serviceNames.filter((name) => plan.services[name]?.mode === "install");
  const needs = [
    ...(Object.keys(plan.secrets).length > 0 ? ["secrets"] : []),
    ...installed.map((name) => `services.${name}`),
  ];
  if (needs.length === 0) return [];
  return [
    {
      path: "secretStore",
      problem: `is missing, and ${plan.service} needs it for ${needs.join(", ")}`,
      allowed: "External Secrets with a store",
      cure: "add it, for it fetches secrets and generates passwords",
    },
  ];
}
