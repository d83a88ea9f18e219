import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Cloud } from "../../../components/shared/cloud";
import type { DatabaseLoginArgs, Server, ServerKind, ServerOf } from "../../../components/shared/database/contract";
import { DatabaseLogin } from "../../../components/shared/database/login";
import { clusterHandle } from "../../support/handles";
import { type Answers, record, type Recording, type Section, valueOf } from "../../support/record";

/** A resource that others come after, for tests of order. */
class Ready extends pulumi.ComponentResource {
  constructor(name: string) {
    super("kubernetes-best-practices:test:Ready", name);
  }
}

type Common = Omit<Server<ServerKind>, "kind" | "facts">;

function common(): Common {
  return {
    host: pulumi.output("db.example"),
    port: 5432,
    range: "10.0.0.0/16",
    administration: {
      namespace: "databases",
      serviceAccount: "database-administration",
      podLabels: { "app.kubernetes.io/name": "database-administration" },
      role: pulumi.output("administrator"),
      ready: [new Ready("administration")],
    },
    ready: [new Ready("server")],
  };
}

/** One server of each kind; make it inside the recorded program. */
export const servers: { readonly [K in ServerKind]: () => Server<K> } = {
  gke: () => ({
    ...common(),
    kind: "gke",
    facts: {
      project: "shop-1234",
      instanceName: pulumi.output("production"),
      connectionName: pulumi.output("shop-1234:europe-west1:production"),
    },
  }),
  eks: () => ({
    ...common(),
    kind: "eks",
    facts: {
      resourceId: pulumi.output("db-ABC"),
      administratorSecretArn: pulumi.output("arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1"),
      administratorSecretKeyArn: pulumi.output("arn:aws:kms:eu-west-1:111122223333:key/1"),
    },
  }),
  aks: () => ({ ...common(), kind: "aks", facts: { tenantId: "00000000-0000-0000-0000-000000000002" } }),
  "in-cluster": () => ({
    ...common(),
    kind: "in-cluster",
    facts: {
      namespace: "databases",
      podLabels: { "app.kubernetes.io/name": "postgresql" },
      administratorSecret: pulumi.output("postgresql-administrator"),
    },
  }),
};

export type Changes<C extends Cloud> = Partial<Omit<DatabaseLoginArgs<C>, "server">> & {
  readonly server?: () => ServerOf<C>;
};

/** Arguments of the login of `shop/api`; make them inside the recorded program. */
export function loginArgs<C extends Cloud>(cloud: C, changes: Changes<C> = {}): DatabaseLoginArgs<C> {
  const { server = servers[cloud], ...others } = changes;
  return {
    cluster: clusterHandle<C>(cloud),
    database: "shop",
    namespace: "shop",
    serviceAccount: "api",
    runAsUser: 10002,
    ...others,
    server: server(),
  };
}

type Variable = Readonly<Record<string, unknown>>;

/** A Job as far as tests look into it. */
const jobShape = z.object({
  metadata: z.record(z.string(), z.unknown()),
  spec: z.looseObject({
    template: z.object({
      metadata: z.record(z.string(), z.unknown()),
      spec: z.looseObject({
        initContainers: z.array(z.looseObject({ name: z.string(), env: z.unknown().optional() })),
        containers: z.array(
          z.looseObject({
            name: z.string(),
            env: z.array(z.looseObject({ name: z.string(), value: z.unknown().optional() })),
          }),
        ),
      }),
    }),
  }),
});

export interface Recorded<C extends Cloud> extends Recording<DatabaseLogin<C>> {
  /** Variables of the pods. */
  readonly env: Section;
  readonly job: z.output<typeof jobShape>;
  /** Names of the Job's containers, in the order of their start. */
  readonly jobContainers: readonly string[];
  readonly jobContainer: (name: string) => Section;
  /** Variables of the Job's own container, as its manifest writes them. */
  readonly jobVariables: readonly Variable[];
  /** Those that are text, by name. */
  readonly jobEnv: Section;
}

export const passwordType = "random:index/randomPassword:RandomPassword";
export const jobType = "kubernetes:batch/v1:Job";

/** The login `login`, and what a test of any cloud looks at. */
export async function recordLogin<C extends Cloud>(
  cloud: C,
  changes: Changes<C> = {},
  answers: Answers = {},
): Promise<Recorded<C>> {
  const recording = await record(() => new DatabaseLogin("login", loginArgs(cloud, changes)), {
    [passwordType]: { result: "login-password-result" },
    ...answers,
  });
  const job = jobShape.parse(recording.one(jobType, "login-job").inputs);
  const { initContainers, containers } = job.spec.template.spec;
  const all = [...initContainers, ...containers];
  const jobVariables = containers.flatMap(({ env }) => env);
  return {
    ...recording,
    env: await valueOf({ ...recording.result.pod.env }),
    job,
    jobContainers: all.map(({ name }) => name),
    jobContainer: (name) => all.find((each) => each.name === name) ?? {},
    jobVariables,
    jobEnv: Object.fromEntries(jobVariables.map(({ name, value }) => [name, value])),
  };
}

/** What every container of a login asks for: the least that namespaces take. */
export const resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "512Mi" } };

/** The level `restricted` with a read-only root, as that user. */
export const restricted = (user: number) => ({
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsGroup: user,
  runAsNonRoot: true,
  runAsUser: user,
  seccompProfile: { type: "RuntimeDefault" },
});

const rootsShape = z.object({
  metadata: z.looseObject({ namespace: z.string() }),
  data: z.strictObject({ "roots.pem": z.string() }),
});

/** The certificates that a ConfigMap of that namespace holds. */
export function certificatesOf(inputs: unknown, namespace: string): readonly string[] {
  const { metadata, data } = rootsShape.parse(inputs);
  assert.equal(metadata.namespace, namespace);
  return data["roots.pem"].match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? [];
}
