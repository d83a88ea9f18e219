import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { fetchPassword, keepPassword, passwordIsGood } from "../../../components/shared/database/scripts";
import { valueOf } from "../../support/record";
import { certificatesOf, recordLogin, type Recorded, resources, restricted } from "./database-login-support";

const role = "shop-api-e382d523";
const image = "public.ecr.aws/aws-cli/aws-cli:2.37.5";

describe("DatabaseLogin on RDS", () => {
  let login: Recorded<"eks">;
  before(async () => {
    login = await recordLogin("eks");
  });

  it("lets the pods log in to this instance, as this role, and nothing else", () => {
    const policy = login.one("aws:iam/rolePolicy:RolePolicy").inputs.policy;
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DatabaseConnect",
          Effect: "Allow",
          Action: ["rds-db:connect"],
          Resource: [`arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-ABC/${role}`],
        },
      ],
    });
  });

  it("adds the further rights of the account", async () => {
    const rights = { "read-orders": { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] } };
    const recording = await recordLogin("eks", { rights });
    const policy = String(recording.one("aws:iam/rolePolicy:RolePolicy").inputs.policy);
    assert.deepEqual(policy.match(/"Sid":"\w+"/g), ['"Sid":"DatabaseConnect"', '"Sid":"ReadOrders"']);
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

  it("keeps the password file by a native sidecar, restricted, with the user of the pods", async () => {
    const probe = { exec: { command: ["/bin/sh", "-c", passwordIsGood] }, timeoutSeconds: 5 };
    assert.deepEqual(await valueOf([...login.result.pod.sidecars]), [
      {
        name: "database-password",
        image,
        imagePullPolicy: "IfNotPresent",
        restartPolicy: "Always",
        command: ["/bin/sh", "-c", keepPassword("rds")],
        env: [
          { name: "PGHOST", value: "db.example" },
          { name: "PGPORT", value: "5432" },
          { name: "PGUSER", value: role },
          { name: "AWS_REGION", value: "eu-west-1" },
          { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
          { name: "AWS_CLI_SESSION_ID_DISABLED", value: "true" },
          { name: "HOME", value: "/tmp" },
          { name: "TOKEN_SECONDS", value: "900" },
          { name: "LOGIN_FOLDER", value: "/var/run/database-login" },
        ],
        resources,
        startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 120 },
        livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 2 },
        securityContext: restricted(10002),
        terminationMessagePolicy: "FallbackToLogsOnError",
        volumeMounts: [{ name: "database-password", mountPath: "/var/run/database-login" }],
      },
    ]);
  });

  it("holds passwords in memory, which the pods only read", () => {
    const { volumes, volumeMounts } = login.result.pod;
    assert.deepEqual(volumes, [
      { name: "database-password", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
      { name: "database-roots", configMap: { name: "api-database-6ab5fd93" } },
    ]);
    assert.deepEqual(volumeMounts, [
      { name: "database-password", mountPath: "/var/run/database-login", readOnly: true },
      { name: "database-roots", mountPath: "/etc/database-roots", readOnly: true },
    ]);
  });

  for (const [name, namespace] of [
    ["login-roots", "shop"],
    ["login-administration-roots", "databases"],
  ] as const)
    it(`trusts the roots of the region alone, in ${namespace}`, () => {
      const { inputs } = login.one("kubernetes:core/v1:ConfigMap", name);
      assert.deepEqual(certificatesOf(inputs, namespace).map(commonName), [
        "Amazon RDS eu-west-1 Root CA ECC384 G1",
        "Amazon RDS eu-west-1 Root CA RSA2048 G1",
        "Amazon RDS eu-west-1 Root CA RSA4096 G1",
      ]);
    });

  it("administers with the password that RDS keeps, read just before", () => {
    assert.deepEqual(login.jobContainers, ["database-password", "psql"]);
    const { command, env, image: of, restartPolicy } = login.jobContainer("database-password");
    assert.deepEqual(
      { command, image: of, restartPolicy },
      { command: ["/bin/sh", "-c", fetchPassword("rdsAdministrator")], image, restartPolicy: undefined },
    );
    assert.deepEqual(env, [
      { name: "PGHOST", value: "db.example" },
      { name: "PGPORT", value: "5432" },
      { name: "PGUSER", value: "administrator" },
      { name: "AWS_REGION", value: "eu-west-1" },
      { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
      { name: "AWS_CLI_SESSION_ID_DISABLED", value: "true" },
      { name: "HOME", value: "/tmp" },
      { name: "ADMINISTRATOR_SECRET", value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1" },
      { name: "LOGIN_FOLDER", value: "/var/run/database-login" },
    ]);
  });

  it("administers over a connection whose certificate is checked", () => {
    const { PGSSLMODE, PGSSLROOTCERT, PGPASSFILE } = login.jobEnv;
    assert.deepEqual(
      { PGSSLMODE, PGSSLROOTCERT, PGPASSFILE },
      {
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: "/etc/database-roots/roots.pem",
        PGPASSFILE: "/var/run/database-login/password",
      },
    );
  });

  it("lets the login in by tokens", () => {
    assert.match(String(login.jobEnv.LOGIN_SQL), new RegExp(`GRANT rds_iam TO "${role}"`));
  });
});

function commonName(pem: string): string | undefined {
  return /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1];
}
