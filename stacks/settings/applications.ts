import { z } from "zod";
import {
  type ApplicationSettings,
  applicationFaults,
  applicationPresets,
  distinctApplicationFaults,
  type Fault,
  type LimitOverrides,
} from "../../components";
import {
  applicationCallers,
  applicationCalls,
  applicationServices,
  ownDatabase,
  resourcesSetting,
  variableNames,
  variablesSetting,
} from "./applications/services";
import { choice, dnsLabel } from "./fields";
import { formatPath, isSection, valueAt } from "./paths";
import { setting, type Rule } from "./setting";

/** A name of a container's port, or of a volume. */
const shortName = dnsLabel(63);

const port = z.strictObject({
  port: setting({ description: "Port of the container.", allowed: "1024 to 65535" }, z.int().min(1024).max(65_535)),
  servicePort: setting(
    { description: "Port of the Service; default the container's.", allowed: "1 to 65535" },
    z.int().min(1).max(65_535).optional(),
  ),
  protocol: setting({ description: "Default TCP.", allowed: "TCP or UDP" }, z.enum(["TCP", "UDP"]).optional()),
  appProtocol: setting(
    { description: "What is spoken, for a mesh.", allowed: "a protocol such as http or grpc" },
    z.string().min(1).optional(),
  ),
});

const times = {
  periodSeconds: z.int().min(1).optional(),
  timeoutSeconds: z.int().min(1).optional(),
  failureThreshold: z.int().min(1).optional(),
};

const probe = (description: string) =>
  setting(
    {
      description,
      allowed:
        "path and port, tcp, grpc or command; with periodSeconds, timeoutSeconds and failureThreshold where the defaults do not fit",
    },
    z.union([
      z.strictObject({ path: z.string(), port: z.string(), ...times }),
      z.strictObject({ tcp: z.string(), ...times }),
      z.strictObject({ grpc: z.string(), ...times }),
      z.strictObject({ command: z.array(z.string()).min(1), ...times }),
    ]),
  );

const words = (description: string) =>
  setting({ description, allowed: "a list of words" }, z.array(z.string()).min(1).optional());

const sizeLimit = z.union([z.string(), z.number()]).transform(String);

/** How the image runs. */
const workload = {
  image: setting(
    { description: "Image of the application.", allowed: "an image with a tag other than latest, or with a digest" },
    z.string().min(1).optional(),
  ),
  command: words("Program and its first arguments; by default the image's."),
  args: words("Arguments; by default the image's."),
  ports: setting(
    { description: "Ports of the container, by name.", allowed: "a map such as `{ http: { port: 8080 } }`" },
    z.record(z.string(), port).optional(),
  ),
  probes: setting(
    {
      description: "How the kubelet asks whether a pod works.",
      allowed: "readiness, and startup and liveness beside it",
    },
    z
      .strictObject({
        startup: probe("The other probes wait for it.").optional(),
        liveness: probe("Its failure restarts the container.").optional(),
        readiness: probe("Its failure takes the pod out of the Service."),
      })
      .optional(),
  ),
  metrics: setting(
    { description: "What Prometheus scrapes.", allowed: "port and path" },
    z
      .strictObject({
        port: setting({ description: "Name of the port.", allowed: "a name of `ports`" }, z.string()),
        path: setting({ description: "Path; default /metrics.", allowed: "a path" }, z.string().optional()),
      })
      .optional(),
  ),
  replicas: setting(
    {
      description: "Number of pods, or bounds between which an autoscaler keeps it.",
      allowed: "a number, or minimum, maximum and cpuPercent",
    },
    z
      .union([
        z.int().min(1),
        z.strictObject({
          minimum: z.int().min(1),
          maximum: z.int().min(1),
          cpuPercent: z.int().min(1).max(100).optional(),
        }),
      ])
      .optional(),
  ),
  singleton: setting(
    { description: "Why one pod is all there may be.", allowed: "a sentence, exactly where replicas is 1" },
    z.string().trim().min(1).optional(),
  ),
  nodes: setting(
    { description: "How many nodes there are for the pods, where that is bounded.", allowed: "1 or more" },
    z.int().min(1).optional(),
  ),
  resources: resourcesSetting("What each pod asks for and may use."),
  writablePaths: setting(
    {
      description: "Directories that the image may write, by the name of a volume; the rest is read-only.",
      allowed: "a map such as `{ tmp: { path: /tmp, sizeLimit: 64Mi } }`",
    },
    z
      .record(
        shortName,
        z.strictObject({
          path: setting({ description: "The directory.", allowed: "an absolute path" }, z.string()),
          sizeLimit: setting(
            { description: "Most that it may hold; default 64Mi.", allowed: "a quantity" },
            sizeLimit.optional(),
          ),
          inMemory: setting(
            { description: "Whether it is kept in memory.", allowed: "true or false" },
            z.boolean().optional(),
          ),
        }),
      )
      .optional(),
  ),
  runAsUser: setting(
    { description: "User and group id of the image.", allowed: "1 or more" },
    z.int().min(1).optional(),
  ),
  terminationSeconds: setting(
    { description: "Seconds from the order to stop until the kill.", allowed: "10 to 600" },
    z.int().min(10).max(600).optional(),
  ),
};

/** One application; with a namespace alone it is the one of the preset. */
export const applicationSettings = z.strictObject({
  preset: choice(
    {
      description:
        "Where unset settings come from: the example application, or nowhere. A key that is set replaces its whole.",
    },
    z.enum(applicationPresets).default("langgraph"),
  ),
  namespace: setting(
    { description: "Namespace of the application and of what stands beside it.", allowed: "a namespace of the stack" },
    dnsLabel(),
  ),
  ...workload,
  env: variablesSetting("Variables of the image."),
  secrets: setting(
    {
      description: "Secrets of the cloud's store, by the variable that holds them; they exist before the application.",
      allowed: "a map of variables and names, or of variables and `{ remote: NAME, property: KEY }`",
    },
    z
      .record(
        variableNames,
        z.union([z.string().min(1), z.strictObject({ remote: z.string().min(1), property: z.string().min(1) })]),
      )
      .optional(),
  ),
  database: ownDatabase,
  services: applicationServices,
  calls: applicationCalls,
  callers: applicationCallers,
});
export type ApplicationConfig = z.output<typeof applicationSettings>;

export const applicationsSetting = setting(
  {
    description: "The applications of the stack, each with what stands beside it, by name.",
    allowed: "a map of name and settings such as `langgraph: { namespace: applications }`",
  },
  z.record(dnsLabel(40), applicationSettings).default({}),
);

export interface WithApplications {
  readonly namespaces: Readonly<Record<string, { readonly limits: LimitOverrides }>>;
  readonly database?: { readonly administration: { readonly namespace: string } } | undefined;
  readonly secrets?: unknown;
  readonly applications: Readonly<Record<string, ApplicationSettings>>;
}

/** The rules of each application by itself, so that a fault in one does not hide those of another, and of all together. */
export function applicationRules(file: unknown): readonly Rule<WithApplications>[] {
  const applications = valueAt(file, ["applications"]);
  const names = Object.keys(isSection(applications) ? applications : {});
  return [
    ...names.map((name): Rule<WithApplications> => ({
      reads: [formatPath(["applications", name]), "namespaces", "database", "secrets"],
      check: (config) => oneFaults(name, config),
    })),
    {
      reads: ["applications"],
      check: ({ applications: all }) =>
        distinctApplicationFaults(all).map((fault) => ({ ...fault, path: `applications.${fault.path}` })),
    },
  ];
}

function oneFaults(name: string, config: WithApplications): readonly Fault[] {
  const settings = config.applications[name];
  if (settings === undefined) return [];
  const at = formatPath(["applications", name]);
  const { namespace } = settings;
  if (!Object.hasOwn(config.namespaces, namespace))
    return [
      {
        path: `${at}.namespace`,
        problem: "is not among the namespaces",
        allowed: Object.keys(config.namespaces).join(", "),
        cure: `add \`${namespace}: {}\` to namespaces`,
      },
    ];
  const surroundings = {
    administration: config.database?.administration.namespace,
    secretStore: config.secrets !== undefined,
    limits: config.namespaces[namespace]?.limits,
  };
  return applicationFaults({ ...settings, service: name }, surroundings).map((fault) => ({
    ...fault,
    path: pathOf(at, fault.path),
  }));
}

/** Where a stack file says what the component takes as an argument. */
const sections: Readonly<Record<string, string>> = { database: "database", secretStore: "secrets" };

function pathOf(at: string, path: string): string {
  if (path === "service") return at;
  return sections[path] ?? `${at}.${path}`;
}
