import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { charts } from "../../components/shared/versions";
import { clouds } from "../../components/shared/cloud";
import { listingUnjudged, packFlags, policyPacks } from "../../offline/engine/packs";
import { chartFile } from "../../offline/providers/charts";
import { type EventLog, readEvents } from "../../offline/report/events";
import { parseQuantity } from "../../policies/shared/quantity";
import { type Result, root, Sandbox } from "../support/offline";

const installed = ["valkey", "keycloakx", "openfga"] as const;

/** The example application on a cluster of a cloud, on a server that exists, in a namespace with its guardrails. */
const program = `"use strict";
const { createRequire } = require("node:module");
const fromRoot = createRequire(${JSON.stringify(join(root, "package.json"))});
const pulumi = fromRoot("@pulumi/pulumi");
const { Application } = fromRoot("./components/application/application");
const { Guardrails } = fromRoot("./components/guardrails/guardrails");
const { clusterHandle } = fromRoot("./tests/support/handles");

const cloud = pulumi.getStack();
const cluster = clusterHandle(cloud);
const known = (text) => pulumi.output(text);
const facts = {
  gke: { project: "shop-1234", instanceName: known("shop"), connectionName: known("shop-1234:europe-west1:shop") },
  eks: {
    resourceId: known("db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    administratorSecretArn: known("arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1"),
    administratorSecretKeyArn: known("arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001"),
  },
  aks: { tenantId: "00000000-0000-0000-0000-000000000002" },
};
const server = {
  kind: cloud,
  host: known("db.internal"),
  port: 5432,
  range: "10.0.0.0/16",
  administration: {
    namespace: "databases",
    serviceAccount: "database-administration",
    podLabels: { "app.kubernetes.io/name": "database-administration" },
    role: known("administrator"),
    ready: [],
  },
  facts: facts[cloud],
  ready: [],
};
const guardrails = ["applications", "databases"].map((namespace) => new Guardrails(namespace, { cluster, namespace }));
new Application("langgraph", {
  cluster,
  service: "langgraph",
  namespace: "applications",
  database: { server },
  secretStore: { name: "cloud", ready: [] },
  guardrails,
});
`;

const container = z.looseObject({
  name: z.string(),
  restartPolicy: z.string().optional(),
  resources: z.looseObject({
    requests: z.looseObject({ cpu: z.string(), memory: z.string() }),
    limits: z.looseObject({ cpu: z.string(), memory: z.string() }),
  }),
});
const workload = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(container), initContainers: z.array(container).default([]) }),
    }),
  }),
});

/** The limits that the measured namespace has: least, most, and how many times its request a limit may be. */
const fence = { cpu: { least: "100m", most: "4" }, memory: { least: "128Mi", most: "8Gi" } };

const amount = (text: string): number => Number(parseQuantity(text) ?? assert.fail(`${text} is no quantity`));

describe("an application with its charts", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "kbp-application-"));
  const sandbox = new Sandbox(folder);
  after(() => {
    sandbox.remove();
    rmSync(folder, { recursive: true });
  });

  before(function () {
    const missing = installed.filter((chart) => !existsSync(chartFile(root, chart, charts[chart].version)));
    if (missing.length > 0) {
      const names = missing.map((chart) => `${chart} ${charts[chart].version}`).join(", ");
      console.error(`\nNOT PROVEN: not in the chart cache: ${names}. \`npm run charts\` fetches them.\n`);
      this.skip();
    }
    const loader = join(root, "node_modules", "esbuild-register", "register.js");
    const runtime = { name: "nodejs", options: { typescript: false, nodeargs: `--require ${loader}` } };
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ name: "application", main: "index.js", runtime }));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "application", main: "index.js" }));
    writeFileSync(join(folder, "index.js"), program);
  });

  for (const cloud of clouds)
    describe(`on ${cloud}, in a preview`, () => {
      let events: EventLog;
      let result: Result;

      before(async () => {
        const file = join(sandbox.state, `${cloud}.jsonl`);
        const attached = packFlags(listingUnjudged(policyPacks(root), sandbox.state), sandbox.state);
        await sandbox.succeed(["stack", "select", "--create", cloud]);
        const preview = ["preview", "--stack", cloud, "--event-log", file, ...attached];
        result = await sandbox.pulumi(preview, { PULUMI_DEBUG_COMMANDS: "true" });
        events = readEvents(file);
      });

      const workloads = () =>
        events.steps
          .filter(({ type }) => /:(Deployment|StatefulSet)$/.test(type))
          .map(({ inputs }) => workload.parse(inputs));

      it("renders every chart, for all values are known", () => {
        const names = workloads().map(({ metadata }) => metadata.name);
        assert.deepEqual(
          names.sort(),
          ["langgraph", "langgraph-keycloak", "langgraph-openfga", "langgraph-redis"],
          result.output,
        );
      });

      it("breaks no rule of any pack, mandatory or advisory", () => {
        const broken = events.violations.filter(({ policy }) => policy !== "coverage");
        assert.deepEqual(broken, [], result.output);
        assert.equal(result.code, 0, result.output);
      });

      it("leaves no pod of it unjudged for what is known only after the update", () => {
        const said = events.violations.filter(({ policy }) => policy === "coverage").map(({ message }) => message);
        const unjudged = said.flatMap((message) => message.split("\n").filter((line) => line.startsWith("- ")));
        // Annotations come from identities, and Jobs are named after what they hold.
        assert.deepEqual(
          unjudged.filter((line) => !/^- (ServiceAccount applications|Job databases)\//.test(line)),
          [],
        );
      });

      it("gives every container the four numbers that the measured namespace admits", () => {
        const all = workloads();
        assert.equal(all.length, 4);
        for (const { metadata, spec } of all) {
          const { containers, initContainers } = spec.template.spec;
          for (const { name, resources } of [...containers, ...initContainers])
            for (const resource of ["cpu", "memory"] as const) {
              const { least, most } = fence[resource];
              const [request, limit] = [amount(resources.requests[resource]), amount(resources.limits[resource])];
              const admitted = request >= amount(least) && limit <= amount(most) && limit >= request;
              assert.ok(admitted && limit / request <= 4, `${resource} of ${name} in ${metadata.name}`);
            }
        }
      });

      it("starts the sidecars of a login before what connects through them", () => {
        for (const name of ["langgraph-keycloak", "langgraph-openfga"]) {
          const found = workloads().find(({ metadata }) => metadata.name === name);
          const init = found?.spec.template.spec.initContainers ?? [];
          const first = init.findIndex(({ restartPolicy }) => restartPolicy !== "Always");
          const [sidecars, others] = first < 0 ? [init, []] : [init.slice(0, first), init.slice(first)];
          assert.ok(sidecars.length > 0, `${name} has no sidecar that comes first`);
          assert.ok(
            others.every(({ restartPolicy }) => restartPolicy !== "Always"),
            `a sidecar of ${name} comes late`,
          );
        }
      });

      it("makes no Secret whose contents pass through Pulumi", () => {
        const types = events.steps.map(({ type }) => type);
        assert.ok(types.includes("kubernetes:external-secrets.io/v1:ExternalSecret"), result.output);
        assert.ok(!types.includes("kubernetes:core/v1:Secret"), result.output);
      });
    });
});
