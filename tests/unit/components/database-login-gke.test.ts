import assert from "node:assert/strict";
import { valueOf } from "../../support/record";
import { restricted, recordLogin, type Recorded, resources } from "./database-login-support";

const role = "shop-api-3c65de10@shop-1234.iam";

describe("DatabaseLogin on Cloud SQL", () => {
  let login: Recorded<"gke">;
  before(async () => {
    login = await recordLogin("gke");
  });

  it("makes an IAM user of the pods' account, without a role of the database and without a password", () => {
    assert.deepEqual(login.one("gcp:sql/user:User").inputs, {
      deletionPolicy: "ABANDON",
      instance: "production",
      name: role,
      project: "shop-1234",
      type: "CLOUD_IAM_SERVICE_ACCOUNT",
    });
  });

  it("lets the account use and log in to this instance alone", () => {
    const expression =
      'resource.name == "projects/shop-1234/instances/production" && ' +
      'resource.type == "sqladmin.googleapis.com/Instance"';
    const grants = login.all("gcp:projects/iAMMember:IAMMember").map(({ inputs }) => [inputs.role, inputs.condition]);
    assert.deepEqual(grants, [
      ["roles/cloudsql.client", { title: "database", expression }],
      ["roles/cloudsql.instanceUser", { title: "database", expression }],
    ]);
  });

  it("sends the pods through the proxy on their loopback", () => {
    assert.deepEqual(login.env, {
      PGDATABASE: "shop",
      PGHOST: "127.0.0.1",
      PGOPTIONS: "-c role=shop-owner",
      PGPORT: "5432",
      PGSSLMODE: "disable",
      PGUSER: role,
    });
  });

  it("runs the proxy as a native sidecar, restricted, on the private address, with health checks", async () => {
    const probe = (path: string) => ({ httpGet: { path, port: 9801 }, timeoutSeconds: 5 });
    assert.deepEqual(await valueOf([...login.result.pod.sidecars]), [
      {
        name: "cloud-sql-proxy",
        image: "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.25.3",
        imagePullPolicy: "IfNotPresent",
        restartPolicy: "Always",
        args: [
          "--private-ip",
          "--auto-iam-authn",
          "--structured-logs",
          "--port=5432",
          "--health-check",
          "--http-address=0.0.0.0",
          "--http-port=9801",
          "--exit-zero-on-sigterm",
          "--max-sigterm-delay=30s",
          "shop-1234:europe-west1:production",
        ],
        resources,
        startupProbe: { ...probe("/startup"), periodSeconds: 1, failureThreshold: 60 },
        livenessProbe: { ...probe("/liveness"), periodSeconds: 10, failureThreshold: 6 },
        securityContext: restricted(65532),
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    ]);
  });

  it("needs no volume", () => {
    const { volumes, volumeMounts } = login.result.pod;
    assert.deepEqual({ volumes, volumeMounts }, { volumes: [], volumeMounts: [] });
  });

  it("administers through a proxy of the Job's own, as the role that may", () => {
    assert.deepEqual(login.jobContainers, ["cloud-sql-proxy", "psql"]);
    const { PGHOST, PGUSER, PGOPTIONS } = login.jobEnv;
    assert.deepEqual(
      { PGHOST, PGUSER, PGOPTIONS },
      { PGHOST: "127.0.0.1", PGUSER: "administrator", PGOPTIONS: "-c role=cloudsqlsuperuser" },
    );
  });

  it("makes the login by the API and not by a statement", () => {
    assert.doesNotMatch(String(login.jobEnv.LOGIN_SQL), /CREATE ROLE/);
  });
});
