import { z } from "zod";
import { dnsLabel, ipv4Range, section } from "../fields";
import { setting } from "../setting";

/** Settings of what stands beside an application, and of whom it calls. */

/** YAML reads `cpu: 1` as a number; Kubernetes takes text. */
const quantity = z.union([z.string(), z.number()]).transform(String);

export const quantitySetting = (description: string) =>
  setting({ description, allowed: "a quantity such as 250m, 1 or 512Mi" }, quantity);

const amounts = (what: string) =>
  section(
    `${what} of each pod.`,
    z.strictObject({ cpu: quantitySetting(`${what} of CPU.`), memory: quantitySetting(`${what} of memory.`) }),
  );

export const resourcesSetting = (description: string) =>
  setting(
    { description, allowed: "requests and limits, each with cpu and memory" },
    z.strictObject({ requests: amounts("Request"), limits: amounts("Limit") }).optional(),
  );

/** YAML reads `DEBUG: true` and `PORT: 80` as something else than text. */
const value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

export const variablesSetting = (description: string) =>
  setting(
    { description, allowed: "names of letters, digits and `_`, each with a value" },
    z.record(variable, value).optional(),
  );

export const variableNames = variable;

const databaseText = z.string().regex(/^[a-z][a-z0-9_]{0,56}$/);
const databaseWords = "up to 57 lower-case letters, digits and `_`, a letter first";

const databaseSetting = setting(
  { description: "Its database; by default the application's name with a suffix.", allowed: databaseWords },
  databaseText.optional(),
);

export const ownDatabase = setting(
  { description: "The database of the application, on the server of the stack.", allowed: "name and env" },
  z
    .strictObject({
      name: setting(
        {
          description:
            "Name of the database; by default the application's where the preset has one. `false` makes none for the application itself.",
          allowed: `${databaseWords}, or false`,
        },
        z.union([databaseText, z.literal(false)]).optional(),
      ),
      env: variablesSetting(
        "Variables that tell the image of it beside those of libpq; `${host}`, `${port}`, `${database}`, `${user}`, `${sslmode}` and `${options}` are filled in.",
      ),
    })
    .optional(),
);

const mode = <M extends string>(word: M, description: string): z.ZodLiteral<M> =>
  setting({ description, allowed: "install or external" }, z.literal(word));

const external = z.strictObject({
  mode: mode("external", "It runs outside the cluster."),
  host: setting({ description: "Its name or IPv4 address.", allowed: "a DNS name or an IPv4 address" }, z.string()),
  port: setting({ description: "Its port.", allowed: "1 to 65535" }, z.int().min(1).max(65_535)),
  range: setting(
    {
      description:
        "Private addresses among which it is; without it the application may call public addresses on the port.",
      allowed: "an IPv4 range of /8 to /32, on its network address",
    },
    ipv4Range(8, 32).optional(),
  ),
  env: variablesSetting("Variables of the application; `${host}` and `${port}` are filled in."),
});

const installedEnv = variablesSetting(
  "Variables of the application; `${host}` and `${port}` are filled in, and `${password}` alone is read from a Secret.",
);

const replicas = setting(
  { description: "Number of pods; default 2.", allowed: "2 to 9" },
  z.int().min(2).max(9).optional(),
);

const service = <S extends z.ZodObject>(description: string, installed: S) =>
  setting(
    { description, allowed: "a section with the key `mode`" },
    z.discriminatedUnion("mode", [installed, external]).optional(),
  );

export const applicationServices = setting(
  {
    description: "What the application uses, in place of the preset's.",
    allowed: "redis, keycloak and openfga",
  },
  z
    .strictObject({
      redis: service(
        "Valkey, which speaks the protocol of Redis.",
        z.strictObject({
          mode: mode("install", "It runs beside the application."),
          copies: setting(
            { description: "Copies of the one primary; default 2.", allowed: "1 to 5" },
            z.int().min(1).max(5).optional(),
          ),
          storage: setting(
            { description: "Volume of each pod; default 8Gi.", allowed: "a quantity such as 8Gi" },
            quantity.optional(),
          ),
          resources: resourcesSetting("What each pod asks for and may use."),
          env: installedEnv,
        }),
      ),
      keycloak: service(
        "Keycloak, which signs people in.",
        z.strictObject({
          mode: mode("install", "It runs beside the application, with a database of its own."),
          replicas,
          hostname: setting(
            {
              description: "Its public address; without it, the address by which each request came.",
              allowed: "an address such as https://login.example.com",
            },
            z.string().optional(),
          ),
          database: databaseSetting,
          resources: resourcesSetting("What each pod asks for and may use."),
          env: installedEnv,
        }),
      ),
      openfga: service(
        "OpenFGA, which decides who may do what.",
        z.strictObject({
          mode: mode("install", "It runs beside the application, with a database of its own."),
          replicas,
          database: databaseSetting,
          resources: resourcesSetting("What each pod asks for and may use."),
          env: installedEnv,
        }),
      ),
    })
    .optional(),
);

const podLabels = setting(
  { description: "Labels that those pods carry.", allowed: "one label or more" },
  z.record(z.string(), z.string()),
);
const namespace = setting({ description: "Namespace of those pods.", allowed: "a namespace's name" }, dnsLabel());
const ports = setting(
  { description: "Ports that are called, of containers, over TCP.", allowed: "numbers from 1 to 65535" },
  z.array(z.int().min(1).max(65_535)).min(1),
);
const to = <T extends string>(word: T, description: string): z.ZodLiteral<T> =>
  setting({ description, allowed: "internet, range or pods" }, z.literal(word));

export const applicationCalls = setting(
  {
    description: "What the application calls beside its database and services, in place of the preset's.",
    allowed: "a list of sections with the key `to`",
  },
  z
    .array(
      z.discriminatedUnion("to", [
        z.strictObject({ to: to("internet", "Public addresses."), ports }),
        z.strictObject({
          to: to("range", "Private addresses."),
          range: setting(
            { description: "Those addresses.", allowed: "an IPv4 range of /8 to /32, on its network address" },
            ipv4Range(8, 32),
          ),
          ports,
        }),
        z.strictObject({ to: to("pods", "Pods of the cluster."), namespace, podLabels, ports }),
      ]),
    )
    .optional(),
);

export const applicationCallers = setting(
  {
    description:
      "Pods that call the application and Keycloak, such as those of the ingress gateway, in place of the preset's.",
    allowed: "a list of namespace and podLabels",
  },
  z.array(z.strictObject({ namespace, podLabels })).optional(),
);
