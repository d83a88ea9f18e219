import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { beforeTheirNamespace } from "../support/dependencies";
import { root, schemas, type State } from "../support/offline";
import { TemporaryProject, withoutSettings } from "../support/project";

describe("a stack with its PostgreSQL in the cluster, for development", () => {
  const project = new TemporaryProject();
  const sandbox = project.sandbox();
  const stack = ["--stack", "gke"];
  let state: State;
  let printed: string;

  before(async () => {
    const document = parseDocument(readFileSync(join(root, "Pulumi.gke.yaml"), "utf8"));
    const database = document.createNode({ mode: "in-cluster" });
    document.setIn(["config", "kubernetes-best-practices:database"], database);
    project.write("gke", withoutSettings(document.toString(), "backups"));
    printed = await sandbox.succeed(["up", ...stack, "--yes", "--skip-preview"], { OFFLINE_SCHEMAS: schemas() });
    state = sandbox.exportState("gke");
  });
  after(() => {
    sandbox.remove();
    project.remove();
  });

  it("makes no database in the cloud", () => {
    assert.deepEqual(
      state.resources.filter(({ type }) => type.startsWith("gcp:sql/")).map(({ urn }) => urn),
      [],
    );
  });

  it("makes every object after its namespace, and deletes it before", () => {
    assert.deepEqual(beforeTheirNamespace(state), []);
  });

  it("shows no password in output, state or the simulated cloud", () => {
    const passwords = state.resources.filter(({ type }) => type === "random:index/randomPassword:RandomPassword");
    assert.equal(passwords.length, 4);
    for (const { outputs } of passwords) assert.match(JSON.stringify(outputs["result"]), /"ciphertext":/);
    for (const text of [printed, sandbox.ledger()]) assert.doesNotMatch(text, /"(result|password)":"[^"]/);
  });

  it("changes nothing in a second preview", async () => {
    await sandbox.succeed(["preview", ...stack, "--expect-no-changes"]);
  });

  it("is destroyed whole", async () => {
    await sandbox.succeed(["destroy", ...stack, "--yes"]);
    assert.deepEqual(sandbox.exportState("gke").resources, []);
    assert.deepEqual(sandbox.living(), []);
  });
});
