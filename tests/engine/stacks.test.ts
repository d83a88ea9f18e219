import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { clouds } from "../../components";
import { Sandbox, schemas, type State } from "../support/offline";

/** Types that the provider schemas beside the repository leave out; everything else must have been judged. */
const withoutSchema = ["azure-native:compute:DiskEncryptionSet"];

for (const cloud of clouds) {
  describe(`the ${cloud} stack on the real engine`, function () {
    this.timeout(300_000);
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
      state = await sandbox.exportState(cloud);
    });
    after(() => sandbox.remove());

    it("has every input accepted by the provider schemas", () => {
      const judged = new Set(["pulumi", "kubernetes-best-practices"]);
      const types = [...new Set(state.resources.map((each) => each.type))].filter(
        (type) => !judged.has(type.split(":")[0] ?? ""),
      );
      const unknown = types.filter((type) => !hasSchema(type));
      assert.deepEqual(
        unknown.filter((type) => !withoutSchema.includes(type)),
        [],
      );
    });

    it("leaves no resource to a default provider of its cloud or of Kubernetes", () => {
      const defaults = state.resources.filter(
        (each) =>
          each.type.startsWith("pulumi:providers:") &&
          /::default/.test(each.urn) &&
          !/providers:(pulumi|eks)::/.test(each.urn),
      );
      assert.deepEqual(
        defaults.map((each) => each.urn),
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
      assert.equal((await sandbox.exportState(cloud)).resources.length, state.resources.length);
    });

    it("destroys all, in the state and in the simulated cloud", async () => {
      await sandbox.succeed(["destroy", ...stack, "--yes"]);
      assert.deepEqual((await sandbox.exportState(cloud)).resources, []);
      assert.deepEqual(sandbox.living(), []);
    });
  });
}

describe("the kubeconfigs", function () {
  this.timeout(300_000);

  it("are the same bytes in every run", async () => {
    const texts = await Promise.all(
      [1, 2].map(async () => {
        const sandbox = new Sandbox();
        const found: string[] = [];
        for (const cloud of clouds) {
          await sandbox.succeed(["up", "--stack", cloud, "--yes", "--skip-preview"]);
          const { resources } = await sandbox.exportState(cloud);
          found.push(
            String(resources.find((each) => each.type === "pulumi:providers:kubernetes")?.inputs["kubeconfig"]),
          );
        }
        sandbox.remove();
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
