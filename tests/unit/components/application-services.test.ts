import assert from "node:assert/strict";
import type { ServerKind } from "../../../components/shared/database/contract";
import { charts } from "../../../components/shared/versions";
import { Options } from "../../support/options";
import { partOf } from "../../support/parts";
import { pick, type Recording } from "../../support/record";
import { answers, kinds, make, onCloud, programs } from "./application-programs";

type Data = Readonly<Record<string, string>>;

const connectionOf = (recording: Recording<unknown>, service: string): Data => {
  const { data } = recording.one("kubernetes:core/v1:ConfigMap", `shop-${service}-connection`).inputs;
  assert.ok(typeof data === "object" && data !== null);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
};

const valuesOf = (recording: Recording<unknown>, service: string): unknown =>
  recording.one("kubernetes:helm.sh/v4:Chart", `shop-${service}`).inputs["values"];

/** Lists that the chart of Keycloak takes as text. */
const listOf = (text: unknown): readonly Readonly<Record<string, unknown>>[] =>
  String(text)
    .split("\n")
    .map((line) => JSON.parse(line.replace(/^- /, "")));

describe("the services of an application", () => {
  for (const [service, chart] of [
    ["redis", "valkey"],
    ["keycloak", "keycloakx"],
    ["openfga", "openfga"],
  ] as const)
    it(`installs ${chart} at its pinned version as the release shop-${service}`, async () => {
      const installed = (await make(programs.eks)).one("kubernetes:helm.sh/v4:Chart", `shop-${service}`);
      assert.deepEqual(pick(installed, "chart", "version", "name", "namespace", "repositoryOpts"), {
        chart,
        version: charts[chart].version,
        name: `shop-${service}`,
        namespace: "applications",
        repositoryOpts: { repo: charts[chart].repository },
      });
    });

  const passwords = [
    ["redis-password", "shop-redis", "password", "Owner"],
    // Keycloak writes the password down, so it must outlive the object that made it.
    ["keycloak-password", "shop-keycloak", "password", "Orphan"],
    ["openfga-key", "shop-openfga", "keys", "Owner"],
  ] as const;
  for (const [name, secret, key, creationPolicy] of passwords)
    it(`lets the cluster make up ${name}, so that no value passes through Pulumi`, async () => {
      const recording = await make(programs.eks);
      const type = "kubernetes:generators.external-secrets.io/v1alpha1:Password";
      const generator = recording.one(type, `shop-${name}-generator`).inputs;
      assert.deepEqual(partOf(generator, "spec.secretKeys"), [key]);
      const { inputs } = recording.one("kubernetes:external-secrets.io/v1:ExternalSecret", `shop-${name}`);
      assert.equal(partOf(inputs, "spec.target.name"), secret);
      assert.equal(partOf(inputs, "spec.target.creationPolicy"), creationPolicy);
      assert.equal(partOf(inputs, "spec.refreshPolicy"), "CreatedOnce");
    });

  it("read the application's secrets from the store, each under the name of its variable", async () => {
    const secrets = { TOKEN: "shop-token", KEY: { remote: "shop", property: "key" } };
    const recording = await make(() => onCloud("aks", { secrets }));
    const { inputs } = recording.one("kubernetes:external-secrets.io/v1:ExternalSecret", "shop-secrets");
    assert.deepEqual(partOf(inputs, "spec.secretStoreRef"), { kind: "ClusterSecretStore", name: "cloud" });
    assert.deepEqual(partOf(inputs, "spec.data"), [
      { secretKey: "KEY", remoteRef: { key: "shop", property: "key" } },
      { secretKey: "TOKEN", remoteRef: { key: "shop-token" } },
    ]);
  });

  for (const service of ["keycloak", "openfga"] as const)
    it(`gives ${service} an account of its own, without a token, and with its identity`, async () => {
      const { inputs } = (await make(programs.gke)).one("kubernetes:core/v1:ServiceAccount", `shop-${service}-account`);
      assert.equal(inputs["automountServiceAccountToken"], false);
      assert.deepEqual(inputs["metadata"], {
        name: `shop-${service}`,
        namespace: "applications",
        labels: { "app.kubernetes.io/managed-by": "pulumi" },
        annotations: {
          "iam.gke.io/gcp-service-account": `shop-${service}-login-identity-account@mock.iam.gserviceaccount.com`,
        },
      });
    });
});

describe("the connection of a service", () => {
  const roots = "sslrootcert=%2Fetc%2Fdatabase-roots%2Froots.pem";
  const queries: Readonly<Record<ServerKind, string>> = {
    gke: "sslmode=disable",
    eks: `sslmode=verify-full&${roots}`,
    aks: `sslmode=verify-full&${roots}`,
    "in-cluster": "sslmode=disable",
  };
  const hosts = {
    gke: "127.0.0.1",
    eks: "database.internal",
    aks: "database.internal",
    "in-cluster": "database.internal",
  };

  for (const kind of kinds) {
    const query = (owner: string): string => `${queries[kind]}&options=-c%20role%3D${owner}`;

    it(`of Keycloak on ${kind} is a JDBC URL, and the role beside it`, async () => {
      const data = connectionOf(await make(programs[kind]), "keycloak");
      const url = `jdbc:postgresql://${hosts[kind]}:5432/shop_keycloak?${query("shop_keycloak-owner")}`;
      assert.equal(data["KC_DB_URL"], url);
      assert.ok(data["KC_DB_USERNAME"] && data["KC_DB_USERNAME"] === data["PGUSER"]);
    });

    it(`of OpenFGA on ${kind} is a URI with the role and without a password`, async () => {
      const data = connectionOf(await make(programs[kind]), "openfga");
      const role = encodeURIComponent(data["PGUSER"] ?? "");
      const uri = `postgres://${role}@${hosts[kind]}:5432/shop_openfga?${query("shop_openfga-owner")}`;
      assert.equal(data["OPENFGA_DATASTORE_URI"], uri);
    });
  }

  it("through the proxy names the instance in the ConfigMap, and a reference to it in the command line", async () => {
    const recording = await make(programs.gke);
    const instances = Object.entries(connectionOf(recording, "keycloak")).filter(
      ([, value]) => value === "shop-1234:europe-west1:database",
    );
    const [[key] = [""]] = instances;
    assert.match(key, /^sidecar-0-args-\d+$/);
    const [proxy] = listOf(partOf(valuesOf(recording, "keycloak"), "extraInitContainers"));
    const args = proxy?.["args"];
    assert.ok(Array.isArray(args));
    assert.equal(args.at(-1), `$(${key.replaceAll("-", "_").toUpperCase()})`);
  });

  it("on a server in the cluster takes the password from the login's Secret, under the names that are read", async () => {
    const recording = await make(programs["in-cluster"]);
    const named = (list: readonly Readonly<Record<string, unknown>>[], name: string): unknown =>
      list.find((each) => each["name"] === name);
    const keycloak = listOf(partOf(valuesOf(recording, "keycloak"), "extraEnv"));
    const openfga = partOf(valuesOf(recording, "openfga"), "extraEnvVars");
    assert.ok(Array.isArray(openfga));
    for (const [env, name, service] of [
      [keycloak, "KC_DB_PASSWORD", "shop-keycloak"],
      [openfga, "OPENFGA_DATASTORE_PASSWORD", "shop-openfga"],
    ] as const) {
      const from = partOf(named(env, name), "valueFrom.secretKeyRef");
      assert.match(String(partOf(from, "name")), new RegExp(`^${service}-database-[0-9a-f]{8}$`));
      assert.equal(partOf(from, "key"), "password");
    }
  });

  it("on a server in the cluster shows the password in no ConfigMap and in no value of a chart", async () => {
    const recording = await make(programs["in-cluster"]);
    const secret = recording.one("kubernetes:core/v1:Secret", "shop-keycloak-login-secret");
    assert.match(JSON.stringify(secret.inputs), /0123456789abcdefghijklmnopqrstuv/);
    const open = [...recording.all("kubernetes:core/v1:ConfigMap"), ...recording.all("kubernetes:helm.sh/v4:Chart")];
    assert.doesNotMatch(JSON.stringify(open.map(({ inputs }) => inputs)), /0123456789abcdefghijklmnopqrstuv/);
  });

  it("on a managed server names no password at all", async () => {
    for (const kind of ["gke", "eks", "aks"] as const) {
      const recording = await make(programs[kind]);
      const text = JSON.stringify([valuesOf(recording, "keycloak"), valuesOf(recording, "openfga")]);
      assert.doesNotMatch(text, /KC_DB_PASSWORD|OPENFGA_DATASTORE_PASSWORD|PGPASSWORD/);
    }
  });
});

describe("the order of an application", () => {
  it("is policies, then secrets and logins, then charts, then the application", async () => {
    const options = await Options.of(programs.eks, answers);
    const policies = ["application", "keycloak", "openfga", "redis"].map((name) => `shop-calls-${name}`);
    const missing = async (name: string, needed: readonly string[]): Promise<readonly string[]> => {
      const before = await options.before(name);
      return needed.filter((each) => !before.includes(each));
    };
    assert.deepEqual(await missing("shop-redis", [...policies, "shop-redis-password"]), []);
    const ofKeycloak = ["shop-keycloak-password", "shop-keycloak-connection", "shop-keycloak-account"];
    assert.deepEqual(await missing("shop-keycloak", [...policies, ...ofKeycloak, "shop-keycloak-login-job"]), []);
    const ofOpenFga = ["shop-openfga-key", "shop-openfga-connection", "shop-openfga-account"];
    assert.deepEqual(await missing("shop-openfga", [...policies, ...ofOpenFga, "shop-openfga-login-job"]), []);
    const charts = ["shop-redis", "shop-keycloak", "shop-openfga"];
    assert.deepEqual(await missing("shop", [...policies, ...charts, "shop-login-job", "shop-secrets"]), []);
  });
});
