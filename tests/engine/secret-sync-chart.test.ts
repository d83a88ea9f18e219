import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { clouds } from "../../components/shared/cloud";
import { charts } from "../../components/shared/versions";
import { chartFile, chartType } from "../../offline/providers/charts";
import { type EventLog, readEvents, type Step, type Violation } from "../../offline/report/events";
import { packs } from "../../policies/documentation";
import { root, Sandbox } from "../support/offline";
import { assertOrder } from "../support/order";

const program = join(__dirname, "programs", "secret-sync");
const { version } = charts["external-secrets"];
const chart = chartFile(root, "external-secrets", version);

const labels = z.record(z.string(), z.string());
const deployment = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels }),
      spec: z.looseObject({
        serviceAccountName: z.string(),
        containers: z.array(
          z.looseObject({ ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })) }),
        ),
      }),
    }),
  }),
});
const selecting = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    podSelector: z.looseObject({ matchLabels: labels }).optional(),
    selector: z.looseObject({ matchLabels: labels }).optional(),
  }),
});
const definition = z.looseObject({
  spec: z.looseObject({
    group: z.string(),
    names: z.looseObject({ kind: z.string() }),
    versions: z.array(z.looseObject({ name: z.string(), served: z.boolean() })),
  }),
});
const role = z.looseObject({ rules: z.array(z.looseObject({ resources: z.array(z.string()) })) });

describe("the chart of External Secrets, rendered on the real engine", () => {
  before(function () {
    if (existsSync(chart)) return;
    console.error(
      `NOT PROVED: the chart external-secrets ${version} is not at ${chart}; \`npm run charts\` fetches it`,
    );
    this.skip();
  });

  for (const cloud of clouds)
    describe(`on ${cloud}`, () => {
      const sandbox = new Sandbox(program);
      let log: EventLog;
      before(async () => (log = await preview(sandbox, cloud)));
      after(() => sandbox.remove());

      it("breaks no rule of the packs, which see all but what the identity writes on its account", () => {
        const unseen = "ServiceAccount external-secrets/external-secrets: metadata.annotations";
        const broken = log.violations.filter((each) => !isBlindSpot(each, unseen));
        assert.deepEqual(broken, []);
      });

      it("runs the controller with the account that has the identity", () => {
        const accounts = deploymentsOf(log).map(({ metadata, spec }) => [
          metadata.name,
          spec.template.spec.serviceAccountName,
        ]);
        assert.deepEqual(Object.fromEntries(accounts), {
          "external-secrets": "external-secrets",
          "external-secrets-cert-controller": "external-secrets-cert-controller",
          "external-secrets-webhook": "external-secrets-webhook",
        });
      });

      it("has pods for every policy and budget that is made for it, and each pod has its own", () => {
        const pods = deploymentsOf(log).map(({ spec }) => spec.template.metadata.labels);
        const selectors = log.steps
          .filter(({ name, type }) => name.startsWith("secret-sync-") && /NetworkPolicy|Budget/.test(type))
          .map(({ inputs }) => selecting.parse(inputs))
          .map(({ metadata, spec }) => ({
            name: metadata.name,
            picked: pods.filter((pod) => picks(spec.podSelector?.matchLabels ?? spec.selector?.matchLabels ?? {}, pod))
              .length,
          }));
        assert.deepEqual(Object.fromEntries(selectors.map(({ name, picked }) => [name, picked])), {
          "external-secrets": 1,
          "external-secrets-cert-controller": 1,
          "external-secrets-to-api-server": 3,
          "external-secrets-webhook": 1,
          "external-secrets-webhook-from-api-server": 1,
          "secret-sync-traffic-cert-controller": 1,
          "secret-sync-traffic-controller": 1,
          "secret-sync-traffic-webhook": 1,
        });
      });
    });

  describe("on any cloud", () => {
    const sandbox = new Sandbox(program);
    let log: EventLog;
    before(async () => (log = await preview(sandbox, "eks")));
    after(() => sandbox.remove());

    it("listens where the policies let in", () => {
      const ports = deploymentsOf(log).map(({ metadata, spec }) => [
        metadata.name,
        Object.fromEntries(
          spec.template.spec.containers
            .flatMap((container) => container.ports)
            .filter(({ name }) => name === "metrics" || name === "webhook")
            .map(({ name, containerPort }) => [name, containerPort]),
        ),
      ]);
      assert.deepEqual(Object.fromEntries(ports), {
        "external-secrets": { metrics: 8080 },
        "external-secrets-cert-controller": { metrics: 8080 },
        "external-secrets-webhook": { metrics: 8080, webhook: 10250 },
      });
    });

    it("defines stores, ExternalSecrets and generators in one version each, and nothing that writes to a store", () => {
      const served = childrenOf(log, "CustomResourceDefinition")
        .map(({ inputs }) => definition.parse(inputs).spec)
        .filter(({ group }) => group === "external-secrets.io")
        .map(({ names, versions }) => [names.kind, versions.filter((each) => each.served).map(({ name }) => name)]);
      assert.deepEqual(Object.fromEntries(served), {
        ClusterSecretStore: ["v1"],
        ExternalSecret: ["v1"],
        SecretStore: ["v1"],
      });
    });

    it("lets the controller make no token of another account", () => {
      const roles = childrenOf(log, "ClusterRole").map(({ inputs }) => role.parse(inputs));
      assert.ok(roles.length > 0);
      const resources = roles.flatMap(({ rules }) => rules.flatMap((rule) => rule.resources));
      assert.deepEqual(
        resources.filter((resource) => resource.startsWith("serviceaccounts/")),
        [],
      );
    });
  });

  it("is there before its objects and goes after them, and its namespace last", async () => {
    const sandbox = new Sandbox(program);
    try {
      const up = await runOn(sandbox, "eks", ["up", "--yes", "--skip-preview"]);
      assertOrder(up, "create", [
        "external-secrets-namespace",
        "secret-sync-traffic-controller",
        "secret-sync-identity-association",
        "secret-sync-chart:external-secrets/external-secrets-webhook",
        "secret-sync-store",
        "shop-keys",
      ]);
      const destroy = await runOn(sandbox, "eks", ["destroy", "--yes", "--skip-preview"]);
      assertOrder(destroy, "delete", [
        "shop-keys",
        "secret-sync-store",
        "secret-sync-chart:external-secrets/external-secrets-webhook",
        "secret-sync-identity-association",
        "external-secrets-namespace",
      ]);
    } finally {
      sandbox.remove();
    }
  });
});

async function preview(sandbox: Sandbox, cloud: string): Promise<EventLog> {
  const config = join(sandbox.state, "packs.json");
  writeFileSync(config, JSON.stringify({ coverage: { enforcementLevel: "advisory", list: true } }));
  const attached = packs.flatMap(({ name }) => [
    "--policy-pack",
    join(root, "policies", name),
    "--policy-pack-config",
    config,
  ]);
  const log = await runOn(sandbox, cloud, ["preview", ...attached]);
  assert.notEqual(childrenOf(log, "Deployment").length, 0, "the chart was not rendered");
  return log;
}

async function runOn(sandbox: Sandbox, cloud: string, [command = "", ...flags]: readonly string[]): Promise<EventLog> {
  const file = join(sandbox.state, `${command}.jsonl`);
  const env = { CLOUD: cloud, PULUMI_DEBUG_COMMANDS: "true" };
  await sandbox.succeed(["stack", "select", "--create", "dev"]);
  const { output } = await sandbox.pulumi([command, "--stack", "dev", "--event-log", file, ...flags], env);
  const log = readEvents(file);
  assert.deepEqual(
    log.diagnostics.filter(({ severity }) => severity === "error" && log.violations.length === 0),
    [],
    output,
  );
  return log;
}

/** What the chart made, of one kind. */
function childrenOf(log: EventLog, kind: string): readonly Step[] {
  const parent = log.steps.find(({ type }) => type === chartType)?.urn;
  return log.steps.filter((step) => step.parent === parent && step.type.endsWith(`:${kind}`));
}

function deploymentsOf(log: EventLog): readonly z.infer<typeof deployment>[] {
  return childrenOf(log, "Deployment").map(({ inputs }) => deployment.parse(inputs));
}

function picks(selector: Readonly<Record<string, string>>, pod: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => pod[key] === value);
}

/** True for the pack's word that it could not see one thing, and only that. */
function isBlindSpot({ policy, message }: Violation, thing: string): boolean {
  return policy === "coverage" && message.includes("leaves 1 thing unjudged:") && message.includes(`- ${thing} `);
}
