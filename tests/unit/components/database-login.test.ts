import assert from "node:assert/strict";
import { databaseCalls } from "../../../components/shared/database/calls";
import { DatabaseLogin } from "../../../components/shared/database/login";
import { administer } from "../../../components/shared/database/scripts";
import type { Description } from "../../../components/shared/workload/contract";
import { workloadFaults } from "../../../components/shared/workload/validate";
import { Options } from "../../support/options";
import { record, valueOf } from "../../support/record";
import { loginArgs, recordLogin, resources, restricted, servers } from "./database-login-support";

/** A login on a server of each kind. */
const logins = {
  gke: () => recordLogin("gke"),
  eks: () => recordLogin("eks"),
  aks: () => recordLogin("aks"),
  "in-cluster": () => recordLogin("eks", { server: servers["in-cluster"] }),
};

for (const [kind, login] of Object.entries(logins))
  describe(`DatabaseLogin, whatever the server, on ${kind}`, () => {
    it("runs one Job in the administration's namespace, as its account and with its labels", async () => {
      const { job } = await login();
      const { serviceAccountName, restartPolicy } = job.spec.template.spec;
      const { labels } = job.spec.template.metadata;
      assert.deepEqual(
        { namespace: job.metadata.namespace, serviceAccountName, restartPolicy, labels },
        {
          namespace: "databases",
          serviceAccountName: "database-administration",
          restartPolicy: "Never",
          labels: {
            "app.kubernetes.io/managed-by": "pulumi",
            "app.kubernetes.io/name": "database-administration",
          },
        },
      );
    });

    it("tries the Job again, but not for longer than the engine waits, and keeps it when it is done", async () => {
      const { template: _, ...spec } = (await login()).job.spec;
      assert.deepEqual(spec, { activeDeadlineSeconds: 540, backoffLimit: 6 });
    });

    it("runs every container of the Job restricted, within the limits of a namespace", async () => {
      const { jobContainers, jobContainer } = await login();
      for (const name of jobContainers) {
        const { securityContext, resources: asked } = jobContainer(name);
        const user = name === "cloud-sql-proxy" ? 65532 : 10001;
        assert.deepEqual(
          { name, securityContext, asked },
          { name, securityContext: restricted(user), asked: resources },
        );
      }
    });

    it("gives the Job's pod no token of the API server", async () => {
      const { automountServiceAccountToken, enableServiceLinks } = (await login()).job.spec.template.spec;
      assert.deepEqual(
        { automountServiceAccountToken, enableServiceLinks },
        { automountServiceAccountToken: false, enableServiceLinks: false },
      );
    });

    it("runs the statements by psql, as the administration, in the database postgres", async () => {
      const { jobContainer, jobEnv } = await login();
      const { command, image } = jobContainer("psql");
      assert.deepEqual([command, image], [["/bin/sh", "-c", administer], "docker.io/library/postgres:18.6"]);
      const { PGUSER, PGDATABASE, LOGIN_DATABASE } = jobEnv;
      assert.deepEqual(
        { PGUSER, PGDATABASE, LOGIN_DATABASE },
        { PGUSER: "administrator", PGDATABASE: "postgres", LOGIN_DATABASE: "shop" },
      );
    });

    it("is the same in every run", async () => {
      const [first, second] = [await login(), await login()];
      assert.deepEqual(first.job, second.job);
    });

    it("makes pods that a Workload takes", async () => {
      const { result } = await login();
      const { env, sidecars, volumes, volumeMounts, podLabels, serviceAccountAnnotations } = result.pod;
      const description: Description = {
        namespace: "shop",
        service: "api",
        image: "registry.example/api:1.0.0",
        ports: {},
        resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1", memory: "1Gi" } },
        probes: { readiness: { command: ["true"] } },
        runAsUser: 10002,
        env,
        sidecars,
        volumes,
        volumeMounts,
        podLabels,
        serviceAccountAnnotations,
      };
      assert.deepEqual(workloadFaults(description), []);
    });
  });

describe("DatabaseLogin", () => {
  const template = async (login: ReturnType<typeof recordLogin>): Promise<string> =>
    JSON.stringify((await login).job.spec.template);

  it("runs another Job, under a name that Pulumi chooses, for what changes role, database or server", async () => {
    const templates = [
      await template(recordLogin("eks")),
      await template(recordLogin("eks", { database: "cart" })),
      await template(recordLogin("eks", { serviceAccount: "web" })),
      await template(recordLogin("eks", { server: () => ({ ...servers.eks(), port: 5433 }) })),
    ];
    assert.equal(new Set(templates).size, 4);
    assert.deepEqual(Object.keys((await recordLogin("eks")).job.metadata).sort(), ["labels", "namespace"]);
  });

  it("keeps the Job when only the user of the pods changes", async () => {
    assert.equal(await template(recordLogin("eks", { runAsUser: 20000 })), await template(recordLogin("eks")));
  });

  it("runs the Job after the server, the administration's objects and its own", async () => {
    const options = await Options.of(() => new DatabaseLogin("login", loginArgs("eks")), {});
    assert.deepEqual(await options.before("login-job"), [
      "server",
      "administration",
      "login-roots",
      "login-administration-roots",
    ]);
  });

  it("lets the pods wait for the identity, the Job and all that they mount", async () => {
    const names = await record(async () => {
      const { ready } = new DatabaseLogin("login", loginArgs("eks"));
      const urns = await Promise.all(ready.map(({ urn }) => valueOf(urn)));
      return urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
    });
    assert.deepEqual(names.result, [
      "login-identity-role",
      "login-identity-policy",
      "login-identity-association",
      "login-roots",
      "login-administration-roots",
      "login-job",
    ]);
  });

  it("tells the role that the pods log in as", async () => {
    const { result, env } = await recordLogin("eks");
    assert.equal(await valueOf(result.role), env.PGUSER);
  });

  it("gives every database of an account a role of its own", async () => {
    const [one, two] = [await recordLogin("eks"), await recordLogin("eks", { database: "cart" })];
    assert.notEqual(one.env.PGUSER, two.env.PGUSER);
  });
});

describe("the calls of pods with a login", () => {
  const https = { to: "internet", ports: [{ port: 443 }] };
  const range = (port: number) => ({ to: "range", range: "10.0.0.0/16", ports: [{ port }] });

  it("are the proxies' port of the instance and the Cloud SQL Admin API, on GKE", async () => {
    assert.deepEqual((await record(() => databaseCalls(servers.gke()))).result, [range(3307), https]);
  });

  it("are the port of the server, on EKS", async () => {
    assert.deepEqual((await record(() => databaseCalls(servers.eks()))).result, [range(5432)]);
  });

  it("are the port of the server and Entra ID, on AKS", async () => {
    assert.deepEqual((await record(() => databaseCalls(servers.aks()))).result, [range(5432), https]);
  });

  it("are the server's pods, in the cluster", async () => {
    const pods = { namespace: "databases", podLabels: { "app.kubernetes.io/name": "postgresql" } };
    assert.deepEqual((await record(() => databaseCalls(servers["in-cluster"]()))).result, [
      { to: "pods", pods, ports: [{ port: 5432 }] },
    ]);
  });
});
