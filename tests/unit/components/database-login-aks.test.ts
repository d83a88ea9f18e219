import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { fetchPassword, keepPassword } from "../../../components/shared/database/scripts";
import { valueOf } from "../../support/record";
import { certificatesOf, recordLogin, type Recorded, restricted } from "./database-login-support";

const image = "docker.io/curlimages/curl:8.22.0";
const scope = { name: "TOKEN_SCOPE", value: "https://ossrdbms-aad.database.windows.net/.default" };

describe("DatabaseLogin on Azure Database", () => {
  let login: Recorded<"aks">;
  let role: string;
  before(async () => {
    login = await recordLogin("aks");
    role = await valueOf(login.result.role);
  });

  it("assigns the identity nothing: the server itself knows who may log in", () => {
    assert.deepEqual(login.all("azure-native:authorization:RoleAssignment"), []);
  });

  it("names the role after the identity, so that one which is made anew gets a new role", async () => {
    assert.match(role, /^shop-api-[0-9a-f]{8}$/);
    const anew = { "azure-native:managedidentity:UserAssignedIdentity": { principalId: "another" } };
    const other = await recordLogin("aks", {}, anew);
    assert.notEqual(await valueOf(other.result.role), role);
  });

  it("has the pods check the server's name and certificate, and read a password file", () => {
    assert.deepEqual(login.env, {
      PGDATABASE: "shop",
      PGHOST: "db.example",
      PGOPTIONS: "-c role=shop-owner",
      PGPASSFILE: "/var/run/database-login/password",
      PGPORT: "5432",
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: "/etc/database-roots/roots.pem",
      PGUSER: role,
    });
  });

  it("keeps the password file by a native sidecar with the pods' identity and user", async () => {
    const sidecars = await valueOf([...login.result.pod.sidecars]);
    assert.deepEqual(
      sidecars.map(({ name, image: of, restartPolicy, command, env, securityContext }) => ({
        name,
        image: of,
        restartPolicy,
        command,
        env,
        securityContext,
      })),
      [
        {
          name: "database-password",
          image,
          restartPolicy: "Always",
          command: ["/bin/sh", "-c", keepPassword("entra")],
          env: [
            { name: "PGHOST", value: "db.example" },
            { name: "PGPORT", value: "5432" },
            { name: "PGUSER", value: role },
            scope,
            { name: "LOGIN_FOLDER", value: "/var/run/database-login" },
          ],
          securityContext: restricted(10002),
        },
      ],
    );
    assert.deepEqual(login.result.pod.podLabels, { "azure.workload.identity/use": "true" });
  });

  it("trusts the roots that Microsoft names", () => {
    const { inputs } = login.one("kubernetes:core/v1:ConfigMap", "login-roots");
    assert.deepEqual(
      certificatesOf(inputs, "shop")
        .map((pem) => /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1])
        .sort(),
      [
        "DigiCert Global Root G2",
        "Microsoft ECC Root Certificate Authority 2017",
        "Microsoft RSA Root Certificate Authority 2017",
      ],
    );
  });

  it("administers with a token of the Job's own identity", () => {
    assert.deepEqual(login.jobContainers, ["database-password", "psql"]);
    const { command, image: of } = login.jobContainer("database-password");
    assert.deepEqual([command, of], [["/bin/sh", "-c", fetchPassword("entra")], image]);
  });

  it("makes a role that stands for the identity", () => {
    assert.match(
      String(login.jobEnv.LOGIN_SQL),
      new RegExp(
        `pgaadauth_create_principal_with_oid\\(''${role}'', ''login-identity-identity-principal'', ''service'', false, false\\)`,
      ),
    );
  });
});
