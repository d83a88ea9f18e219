import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { passwordType, recordLogin, type Recorded, servers } from "./database-login-support";

const type = "kubernetes:core/v1:Secret";
const name = "api-database-6ab5fd93";

describe("DatabaseLogin on a server in the cluster", () => {
  let login: Recorded<"gke">;
  before(async () => {
    login = await recordLogin("gke", { server: servers["in-cluster"] });
  });

  it("makes a random password of letters and digits", () => {
    assert.deepEqual(login.one("random:index/randomPassword:RandomPassword").inputs, { length: 32, special: false });
  });

  it("puts the password, kept secret in the state, into a Secret beside the pods and one beside the Job", () => {
    const secrets = login.all(type).map(({ inputs }) => [inputs.metadata, inputs.stringData]);
    const { specialSecretSig, specialSigKey } = pulumi.runtime;
    const stringData = { [specialSigKey]: specialSecretSig, value: { password: "login-password-result" } };
    const labels = { "app.kubernetes.io/managed-by": "pulumi" };
    assert.deepEqual(secrets, [
      [{ name, namespace: "shop", labels }, stringData],
      [{ name, namespace: "databases", labels }, stringData],
    ]);
  });

  it("gives the pods the password by reference", () => {
    assert.deepEqual(login.env, {
      PGDATABASE: "shop",
      PGHOST: "db.example",
      PGOPTIONS: "-c role=shop-owner",
      PGPASSWORD: { secret: name, key: "password" },
      PGPORT: "5432",
      PGSSLMODE: "disable",
      PGUSER: "shop-api-b003890a",
    });
  });

  it("gives the Job both passwords by reference, the login's as a setting of its session", () => {
    const variables = login.jobVariables.filter(({ name }) => /PASSWORD|PGOPTIONS/.test(String(name)));
    assert.deepEqual(variables, [
      { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name: "postgresql-administrator", key: "password" } } },
      { name: "LOGIN_PASSWORD", valueFrom: { secretKeyRef: { name, key: "password" } } },
      { name: "PGOPTIONS", value: "-c login.password=$(LOGIN_PASSWORD)" },
    ]);
  });

  it("shows the password nowhere but in those Secrets", () => {
    const elsewhere = login.registrations.filter((each) => each.type !== type);
    assert.doesNotMatch(JSON.stringify(elsewhere), /login-password-result/);
  });

  it("makes another Job when the password is another", async () => {
    const other = await recordLogin(
      "gke",
      { server: servers["in-cluster"] },
      { [passwordType]: { result: "another" } },
    );
    assert.notDeepEqual(other.job.spec.template, login.job.spec.template);
  });

  it("gives the identity no right", () => {
    assert.deepEqual(login.all("gcp:projects/iAMMember:IAMMember"), []);
  });

  it("opens the server to the pods' namespace, on its port", () => {
    assert.deepEqual(login.one("kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, namespace: "databases", labels: { "app.kubernetes.io/managed-by": "pulumi" } },
      spec: {
        podSelector: { matchLabels: { "app.kubernetes.io/name": "postgresql" } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } }, podSelector: {} }],
            ports: [{ port: 5432, protocol: "TCP" }],
          },
        ],
      },
    });
  });

  for (const cloud of ["gke", "eks", "aks"] as const)
    it(`is the same on ${cloud}`, async () => {
      const { env } = await recordLogin(cloud, { server: servers["in-cluster"] });
      const { PGPASSWORD, PGHOST } = env;
      assert.deepEqual({ PGPASSWORD, PGHOST }, { PGPASSWORD: { secret: name, key: "password" }, PGHOST: "db.example" });
    });
});
