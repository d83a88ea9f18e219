import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { Application } from "../../../components";
import type { ServerKind } from "../../../components/shared/database/contract";
import { clusterHandle } from "../../support/handles";
import { partOf } from "../../support/parts";
import type { Recording } from "../../support/record";
import { kinds, make, onCloud, programs } from "./application-programs";

const podOf = (recording: Recording<unknown>): unknown =>
  partOf(recording.one("kubernetes:apps/v1:Deployment").inputs, "spec.template.spec");

type Variables = Readonly<Record<string, unknown>>;

/** Variables of the application's container: text, or the reference to a Secret as `SECRET/KEY`. */
function variablesOf(recording: Recording<unknown>): Variables {
  const env = partOf(podOf(recording), "containers.0.env");
  assert.ok(Array.isArray(env));
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const { secretKeyRef: from } = valueFrom ?? {};
      return [name, value ?? `${from.name}/${from.key}`];
    }),
  );
}

const picked = (variables: Variables, test: (name: string) => boolean): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => test(name)));

const isOfDatabase = (name: string): boolean => name.startsWith("PG") || name === "GDPR_POSTGRES_URL";

describe("an application", () => {
  const made = [
    "kubernetes-best-practices:index:Application shop",
    "kubernetes-best-practices:index:DatabaseLogin shop-keycloak-login",
    "kubernetes-best-practices:index:DatabaseLogin shop-login",
    "kubernetes-best-practices:index:DatabaseLogin shop-openfga-login",
    "kubernetes-best-practices:index:ServiceGraph shop-calls",
    "kubernetes-best-practices:index:Workload shop",
    "kubernetes:apps/v1:Deployment shop-deployment",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler shop-autoscaler",
    "kubernetes:core/v1:ConfigMap shop-keycloak-connection",
    "kubernetes:core/v1:ConfigMap shop-openfga-connection",
    "kubernetes:core/v1:Service shop-service",
    "kubernetes:core/v1:ServiceAccount shop-keycloak-account",
    "kubernetes:core/v1:ServiceAccount shop-openfga-account",
    "kubernetes:core/v1:ServiceAccount shop-service-account",
    "kubernetes:external-secrets.io/v1:ExternalSecret shop-keycloak-password",
    "kubernetes:external-secrets.io/v1:ExternalSecret shop-openfga-key",
    "kubernetes:external-secrets.io/v1:ExternalSecret shop-redis-password",
    "kubernetes:external-secrets.io/v1:ExternalSecret shop-secrets",
    "kubernetes:generators.external-secrets.io/v1alpha1:Password shop-keycloak-password-generator",
    "kubernetes:generators.external-secrets.io/v1alpha1:Password shop-openfga-key-generator",
    "kubernetes:generators.external-secrets.io/v1alpha1:Password shop-redis-password-generator",
    "kubernetes:helm.sh/v4:Chart shop-keycloak",
    "kubernetes:helm.sh/v4:Chart shop-openfga",
    "kubernetes:helm.sh/v4:Chart shop-redis",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-calls-application",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-calls-keycloak",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-calls-openfga",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-calls-redis",
    "kubernetes:policy/v1:PodDisruptionBudget shop-disruption-budget",
    "kubernetes:policy/v1:PodDisruptionBudget shop-openfga-disruption-budget",
  ];
  for (const kind of kinds)
    it(`makes the same on a server of ${kind}, apart from the logins`, async () => {
      const { registrations } = await make(programs[kind]);
      const own = registrations
        .filter(({ name }) => name.startsWith("shop") && !/-login-/.test(name))
        .map(({ type, name }) => `${type} ${name}`);
      assert.deepEqual(own.sort(), made);
    });

  it("refuses every argument that cannot be, together, before it makes anything", async () => {
    const program = (): unknown =>
      onCloud("eks", { image: "shop", env: { PGHOST: "localhost" }, secretStore: undefined });
    await assert.rejects(
      make(program),
      (error) =>
        pulumi.InputPropertiesError.isInstance(error) &&
        error.errors.map(({ propertyPath }) => propertyPath).join() === "image,env.PGHOST,secretStore",
    );
  });

  it("of another image takes nothing from the example", async () => {
    const recording = await make(
      () =>
        new Application("search", {
          cluster: clusterHandle("aks"),
          preset: "none",
          service: "search",
          namespace: "search",
          image: "registry.example/search:3.1.0",
          ports: { grpc: { port: 9200, appProtocol: "grpc" } },
          probes: { readiness: { grpc: "grpc" } },
          resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "2", memory: "4Gi" } },
          env: { MODE: "fast" },
        }),
    );
    const names = recording.registrations.map(({ type }) => type).sort();
    assert.deepEqual(
      names.filter((type) => !type.startsWith("pulumi:")),
      [
        "kubernetes-best-practices:index:Application",
        "kubernetes-best-practices:index:ServiceGraph",
        "kubernetes-best-practices:index:Workload",
        "kubernetes:apps/v1:Deployment",
        "kubernetes:core/v1:Service",
        "kubernetes:core/v1:ServiceAccount",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        "kubernetes:policy/v1:PodDisruptionBudget",
      ],
    );
    assert.deepEqual(variablesOf(recording), { MODE: "fast" });
    assert.equal(partOf(podOf(recording), "containers.0.image"), "registry.example/search:3.1.0");
    assert.doesNotMatch(JSON.stringify(recording.registrations), /langgraph/);
  });

  it("makes neither chart nor database for what runs elsewhere, and calls it there", async () => {
    const services = {
      redis: { mode: "external", host: "redis.internal", port: 6380, range: "10.9.0.0/24" },
      keycloak: { mode: "external", host: "login.example.com", port: 443, env: { ISSUER: "https://${host}" } },
      openfga: { mode: "external", host: "fga.example.com", port: 443, env: {} },
    } as const;
    const recording = await make(() => onCloud("gke", { services }));
    assert.deepEqual(recording.all("kubernetes:helm.sh/v4:Chart"), []);
    assert.deepEqual(
      recording.all("kubernetes-best-practices:index:DatabaseLogin").map(({ name }) => name),
      ["shop-login"],
    );
    assert.deepEqual(
      picked(variablesOf(recording), (name) => /REDIS|ISSUER|OPENFGA_(API|PRE)/.test(name)),
      {
        REDIS_HOST: "redis.internal",
        REDIS_PORT: "6380",
        REDIS_URL: "redis://redis.internal:6380/0",
        CHECKPOINT_REDIS_URL: "redis://redis.internal:6380/1",
        ISSUER: "https://login.example.com",
      },
    );
  });
});

describe("the environment of an application", () => {
  const onFile = {
    PGDATABASE: "shop",
    PGHOST: "database.internal",
    PGOPTIONS: "-c role=shop-owner",
    PGPASSFILE: "/var/run/database-login/password",
    PGPORT: "5432",
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: "/etc/database-roots/roots.pem",
  };
  const options = "options=-c%20role%3Dshop-owner";
  const connections: Readonly<Record<ServerKind, (user: string) => Variables>> = {
    gke: (user) => ({
      PGDATABASE: "shop",
      PGHOST: "127.0.0.1",
      PGOPTIONS: "-c role=shop-owner",
      PGPORT: "5432",
      PGSSLMODE: "disable",
      PGUSER: user,
      GDPR_POSTGRES_URL: `postgresql://${encodeURIComponent(user)}@127.0.0.1:5432/shop?sslmode=disable&${options}`,
    }),
    eks: (user) => ({
      ...onFile,
      PGUSER: user,
      GDPR_POSTGRES_URL: `postgresql://${user}@database.internal:5432/shop?sslmode=verify-full&${options}`,
    }),
    aks: (user) => ({
      ...onFile,
      PGUSER: user,
      GDPR_POSTGRES_URL: `postgresql://${user}@database.internal:5432/shop?sslmode=verify-full&${options}`,
    }),
    "in-cluster": (user) => ({
      PGDATABASE: "shop",
      PGHOST: "database.internal",
      PGOPTIONS: "-c role=shop-owner",
      PGPORT: "5432",
      PGSSLMODE: "disable",
      PGUSER: user,
      GDPR_POSTGRES_URL: `postgresql://${user}@database.internal:5432/shop?sslmode=disable&${options}`,
    }),
  };
  for (const kind of kinds)
    it(`holds host, port, database, role and TLS mode on a server of ${kind}`, async () => {
      const { PGPASSWORD: password, ...variables } = picked(variablesOf(await make(programs[kind])), isOfDatabase);
      assert.deepEqual(variables, connections[kind](String(variables["PGUSER"])));
      if (kind === "in-cluster") assert.match(String(password), /^shop-database-[0-9a-f]{8}\/password$/);
      else assert.equal(password, undefined);
    });

  it("holds addresses of the services, references to Secrets, and what the preset says", async () => {
    const variables = variablesOf(await make(programs.eks));
    assert.deepEqual(
      picked(variables, (name) => !isOfDatabase(name)),
      {
        REDIS_PASSWORD: "shop-redis/password",
        REDIS_HOST: "shop-redis",
        REDIS_PORT: "6379",
        REDIS_URL: "redis://shop-redis:6379/0",
        CHECKPOINT_REDIS_URL: "redis://shop-redis:6379/1",
        KEYCLOAK_SERVER_URL: "http://shop-keycloak-http:8080",
        OPENFGA_API_URL: "http://shop-openfga:8080",
        OPENFGA_PRESHARED_KEY: "shop-openfga/keys",
        ANTHROPIC_API_KEY: "shop-secrets/ANTHROPIC_API_KEY",
        JWT_SECRET_KEY: "shop-secrets/JWT_SECRET_KEY",
        KEYCLOAK_CLIENT_SECRET: "shop-secrets/KEYCLOAK_CLIENT_SECRET",
        OPENFGA_MODEL_ID: "shop-secrets/OPENFGA_MODEL_ID",
        OPENFGA_STORE_ID: "shop-secrets/OPENFGA_STORE_ID",
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
    );
  });

  it("names every variable after those that it may hold as $(NAME)", async () => {
    const names = Object.keys(variablesOf(await make(programs.eks)));
    const place = (name: string): number => names.indexOf(name);
    assert.ok(place("PGUSER") < place("GDPR_POSTGRES_URL"));
    assert.ok(place("GDPR_POSTGRES_URL") < place("REDIS_PASSWORD") && place("REDIS_PASSWORD") < place("REDIS_URL"));
    assert.ok(place("REDIS_URL") < place("JWT_SECRET_KEY") && place("JWT_SECRET_KEY") < place("ENVIRONMENT"));
  });

  const sidecars: Readonly<Record<ServerKind, readonly string[]>> = {
    gke: ["cloud-sql-proxy"],
    eks: ["database-password"],
    aks: ["database-password"],
    "in-cluster": [],
  };
  for (const kind of kinds)
    it(`comes with the sidecar of a login on ${kind}, and with its identity`, async () => {
      const recording = await make(programs[kind]);
      const init = partOf(podOf(recording), "initContainers") ?? [];
      assert.ok(Array.isArray(init));
      assert.deepEqual(
        init.map((each) => each.name),
        sidecars[kind],
      );
      const account = recording.one("kubernetes:core/v1:ServiceAccount", "shop-service-account").inputs;
      const keys = Object.keys(partOf(account, "metadata.annotations") ?? {});
      const expected = { gke: ["iam.gke.io/gcp-service-account"], aks: ["azure.workload.identity/client-id"] };
      assert.deepEqual(keys, kind === "gke" || kind === "aks" ? expected[kind] : []);
    });
});
