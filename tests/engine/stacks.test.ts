import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { clouds } from "../../components";
import { snapshotClassDefinition } from "../support/backups";
import { definitions, schemasOf } from "../support/definitions";
import { beforeTheirNamespace, Dependencies } from "../support/dependencies";
import { root, Sandbox, schemas, type State } from "../support/offline";
import { TemporaryProject, withoutSettings } from "../support/project";

/** Types that the schemas and definitions beside the repository leave out; everything else must have been judged. */
const withoutSchema = [
  "aws:sfn/stateMachine:StateMachine",
  "azure-native:compute:DiskEncryptionSet",
  "kubernetes:generators.external-secrets.io/v1alpha1:Password",
];

const custom = new Map([
  ...definitions("external-secrets"),
  ...definitions("velero"),
  ...schemasOf(snapshotClassDefinition),
]);

/** Inputs without what Pulumi notes beside them. */
const withoutMarks = ({ __defaults: _, ...inputs }: Readonly<Record<string, unknown>>) => inputs;

for (const cloud of clouds) {
  describe(`the ${cloud} stack on the real engine`, () => {
    const sandbox = new Sandbox();
    const stack = ["--stack", cloud];
    let state: State;
    let printed: string;
    let events: string;

    before(async () => {
      const log = join(sandbox.state, "events.jsonl");
      const env = { OFFLINE_SCHEMAS: schemas(), PULUMI_DEBUG_COMMANDS: "true" };
      printed = await sandbox.succeed(["up", ...stack, "--yes", "--skip-preview", "--event-log", log], env);
      events = readFileSync(log, "utf8");
      state = sandbox.exportState(cloud);
    });
    after(() => sandbox.remove());

    it("has every input accepted by the provider schemas", () => {
      const judged = new Set(["pulumi", "kubernetes-best-practices"]);
      const types = [...new Set(state.resources.map((each) => each.type))].filter(
        (type) => !judged.has(type.split(":")[0] ?? ""),
      );
      const unknown = types.filter((type) => !hasSchema(type) && !custom.has(type));
      assert.deepEqual(
        unknown.filter((type) => !withoutSchema.includes(type)),
        [],
      );
    });

    it("has every custom resource accepted by its definition", () => {
      const judged = state.resources.flatMap(({ type, urn, inputs }) => {
        const schema = custom.get(type);
        return schema === undefined
          ? []
          : [{ urn, issues: schema.safeParse(withoutMarks(inputs)).error?.issues ?? [] }];
      });
      assert.notEqual(judged.length, 0);
      assert.deepEqual(
        judged.filter(({ issues }) => issues.length > 0),
        [],
      );
    });

    it("leaves no resource to a default provider of its cloud or of Kubernetes", () => {
      const defaults = state.resources.filter(
        (each) =>
          each.type.startsWith("pulumi:providers:") &&
          /::default/.test(each.urn) &&
          !/providers:(pulumi|eks|random)::/.test(each.urn),
      );
      assert.deepEqual(
        defaults.map((each) => each.urn),
        [],
      );
    });

    it("makes every object after its namespace, and deletes it before", () => {
      assert.deepEqual(beforeTheirNamespace(state), []);
    });

    it("makes what External Secrets serves after its controller, and deletes it before", () => {
      const order = new Dependencies(state);
      const controller = state.resources.find(({ urn }) => urn.endsWith("helm.sh/v4:Chart::secret-sync-chart"))?.urn;
      const served = state.resources.filter(({ type }) => /:(generators\.)?external-secrets\.io\//.test(type));
      assert.notEqual(served.length, 0);
      assert.deepEqual(
        served.filter(({ urn }) => !order.of(urn).has(String(controller))).map(({ urn }) => urn),
        [],
      );
    });

    it("gives every stack output a value", () => {
      assert.doesNotMatch(printed, /Undefined value/);
    });

    it("changes nothing in a second preview", async () => {
      await sandbox.succeed(["preview", ...stack, "--expect-no-changes"]);
    });

    it("changes nothing in a refresh", async () => {
      await sandbox.succeed(["refresh", ...stack, "--yes", "--expect-no-changes"]);
    });

    it("holds a kubeconfig without a token", () => {
      const provider = state.resources.find((each) => each.type === "pulumi:providers:kubernetes");
      const kubeconfig = String(provider?.inputs["kubeconfig"]);
      assert.match(kubeconfig, /"exec":/);
      assert.doesNotMatch(kubeconfig, /"token"|client-key|password/);
    });

    it("writes no private key, token or password in state, events or output", () => {
      const secret = /-----BEGIN [A-Z ]*PRIVATE KEY|"(token|password|adminPassword|clientSecret)":"[^"]/;
      for (const [where, text] of Object.entries({
        state: JSON.stringify(state),
        events,
        printed,
        ledger: sandbox.ledger(),
      })) {
        assert.doesNotMatch(text, secret, where);
      }
    });

    it("refuses to destroy what is protected, before anything is deleted", async () => {
      const { code, output } = await sandbox.pulumi(["destroy", ...stack, "--yes"], { OFFLINE_KEEP_PROTECTION: "1" });
      assert.notEqual(code, 0);
      assert.match(output, /protect/);
      assert.equal(sandbox.exportState(cloud).resources.length, state.resources.length);
    });

    it("destroys all, in the state and in the simulated cloud", async () => {
      await sandbox.succeed(["destroy", ...stack, "--yes"]);
      assert.deepEqual(sandbox.exportState(cloud).resources, []);
      assert.deepEqual(sandbox.living(), []);
    });
  });
}

describe("the kubeconfigs", () => {
  it("are the same bytes in every run", async () => {
    const texts = await Promise.all(
      [1, 2].map(async () => {
        const project = new TemporaryProject();
        const sandbox = project.sandbox();
        const found: string[] = [];
        for (const cloud of clouds) {
          const text = readFileSync(join(root, `Pulumi.${cloud}.yaml`), "utf8");
          project.write(cloud, withoutSettings(text, "applications", "database", "secrets", "backups"));
          await sandbox.succeed(["up", "--stack", cloud, "--yes", "--skip-preview"]);
          const { resources } = sandbox.exportState(cloud);
          found.push(
            String(resources.find((each) => each.type === "pulumi:providers:kubernetes")?.inputs["kubeconfig"]),
          );
        }
        sandbox.remove();
        project.remove();
        return found;
      }),
    );
    assert.deepEqual(texts[0], texts[1]);
  });
});

const packages = new Map<string, Record<string, unknown>>();

function hasSchema(type: string): boolean {
  const name = type.split(":")[0] ?? "";
  if (!packages.has(name)) {
    const file = join(schemas(), `${name}.json.gz`);
    const parsed: unknown = existsSync(file) ? JSON.parse(gunzipSync(readFileSync(file)).toString()) : {};
    packages.set(name, isRecord(parsed) && isRecord(parsed["resources"]) ? parsed["resources"] : {});
  }
  return packages.get(name)?.[type] !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
