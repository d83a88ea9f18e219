import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type Cloud, clouds } from "../../components";
import { readEvents, type Step } from "../../offline/report/events";
import { root, type State } from "../support/offline";
import { TemporaryProject, withoutSettings } from "../support/project";

type Resource = State["resources"][number];

/** What the tests must know of the server of each cloud. */
interface Server {
  readonly type: string;
  readonly name: string;
  /** Input that names it in its cloud. */
  readonly physicalName: string;
  /** Id by which a restored server is imported, from that of the old one; a cloud may give it another one afterwards. */
  readonly importId: (oldId: string, oldName: string) => string;
  readonly largerTier: string;
  /** Where the tier stands among the inputs, and the days of retention. */
  readonly tier: string;
  readonly retention: string;
  /** Logical names of all that a change of retention touches. */
  readonly retained: readonly string[];
  /** What a failover and growth leave behind, by dotted path. */
  readonly moved: Readonly<Record<string, unknown>>;
}

const servers: { readonly [C in Cloud]: Server } = {
  gke: {
    type: "gcp:sql/databaseInstance:DatabaseInstance",
    name: "database-instance",
    physicalName: "name",
    importId: renamed,
    largerTier: "db-perf-optimized-N-4",
    tier: "settings.tier",
    retention: "settings.backupConfiguration.transactionLogRetentionDays",
    retained: ["database-instance"],
    moved: {
      "settings.diskSize": 250,
      "settings.locationPreference": { zone: "europe-west1-c", secondaryZone: "europe-west1-b" },
    },
  },
  eks: {
    type: "aws:rds/instance:Instance",
    name: "database-instance",
    physicalName: "identifier",
    importId: () => restoredName,
    largerTier: "db.m7g.xlarge",
    tier: "instanceClass",
    retention: "backupRetentionPeriod",
    retained: ["database-backups", "database-instance"],
    moved: { allocatedStorage: 250 },
  },
  aks: {
    type: "azure-native:dbforpostgresql:Server",
    name: "database-server",
    physicalName: "serverName",
    importId: renamed,
    largerTier: "Standard_D4ds_v5",
    tier: "sku.name",
    retention: "backup.backupRetentionDays",
    retained: ["database-server"],
    moved: {
      availabilityZone: "2",
      "highAvailability.standbyAvailabilityZone": "1",
      "storage.storageSizeGB": 256,
    },
  },
};

for (const cloud of clouds) {
  describe(`the life of a database on ${cloud}`, () => {
    const server = servers[cloud];
    const original = stackFile(cloud);
    const project = new TemporaryProject();
    const sandbox = project.sandbox();
    const stack = ["--stack", cloud];
    const up = async (): Promise<string> => sandbox.succeed(["up", ...stack, "--yes", "--skip-preview"]);
    const unchanged = async (): Promise<string> => sandbox.succeed(["preview", ...stack, "--expect-no-changes"]);

    /** The stack file with other settings of the database, by dotted path. */
    function edit(changes: Readonly<Record<string, unknown>>): void {
      const document = parseDocument(original);
      for (const [path, value] of Object.entries(changes))
        document.setIn(["config", "kubernetes-best-practices:database", ...path.split(".")], value);
      project.write(cloud, document.toString());
    }

    async function planned(): Promise<readonly Step[]> {
      const log = join(sandbox.state, "events.jsonl");
      await sandbox.succeed(["preview", ...stack, "--event-log", log], { PULUMI_DEBUG_COMMANDS: "true" });
      return readEvents(log).steps.filter(({ op }) => op !== "same");
    }

    const current = (): Resource => {
      const { resources } = sandbox.exportState(cloud);
      const found = resources.find(({ type, urn }) => type === server.type && urn.endsWith(`::${server.name}`));
      return found ?? assert.fail(`the state holds no ${server.name}`);
    };

    /** Writes into the simulated cloud what happened there behind Pulumi's back. */
    function record(resource: object): void {
      const entry = { ...resource, stack: `kubernetes-best-practices/${cloud}` };
      appendFileSync(join(sandbox.state, "cloud.jsonl"), `${JSON.stringify(entry)}\n`);
    }

    before(async () => {
      project.write(cloud, original);
      await up();
    });
    after(() => {
      sandbox.remove();
      project.remove();
    });

    it("takes another tier in place", async () => {
      edit({ tier: server.largerTier });
      assert.deepEqual(
        (await planned()).filter(({ op }) => op !== "update"),
        [],
      );
      const { id } = current();
      await up();
      const after = current();
      assert.equal(at(after.inputs, server.tier), server.largerTier);
      assert.equal(after.id, id);
    });

    it("takes another retention without a new server", async () => {
      const { id } = current();
      edit({ "backups.retentionDays": 14 });
      const changed = (await planned()).filter(({ name }) => server.retained.includes(name));
      assert.deepEqual([...new Set(changed.map(({ name }) => name))].sort(), server.retained);
      await up();
      const after = current();
      assert.equal(at(after.inputs, server.retention), 14);
      assert.equal(after.id, id);
    });

    it("has nothing to change after a failover and growth", async () => {
      const { type, id, inputs, outputs } = current();
      const moved = (values: Resource["inputs"]) => Object.entries(server.moved).reduce(withValue, values);
      record({ type, id, inputs: moved(inputs), outputs: moved(outputs) });
      const refreshed = await sandbox.succeed(["refresh", ...stack, "--yes"]);
      assert.match(refreshed, /~ 1 updated/);
      await unchanged();
    });

    it("refuses a destroy while it is protected, names what is, and deletes nothing", async () => {
      const before = sandbox.living();
      const { code, output } = await sandbox.pulumi(["destroy", ...stack, "--yes"], { OFFLINE_KEEP_PROTECTION: "1" });
      assert.notEqual(code, 0);
      assert.match(output, /ManagedDatabase\$[^\n]+" cannot be deleted\s+because it is protected/);
      assert.deepEqual(sandbox.living(), before);
    });

    it("takes a restored server in place of the old one, leaves the old one alone, and then has nothing to change", async () => {
      edit({});
      await up();
      const old = current();
      const restored = restoredFrom(old, server);
      record(restored);
      edit({ restored: restoredName });
      await up();
      const now = current();
      assert.equal(now.id, restored.id);
      assert.equal(at(now.inputs, server.physicalName), restoredName);
      assert.ok(sandbox.living().includes(String(old.id)), "the old server is gone");
      await unchanged();
    });

    it("is destroyed once it may be", async () => {
      edit({ removal: "delete", restored: restoredName });
      await up();
      await sandbox.succeed(["destroy", ...stack, "--yes"]);
      assert.deepEqual(sandbox.exportState(cloud).resources, []);
    });
  });
}

/** The stack file of a cloud without what only uses the database. */
function stackFile(cloud: Cloud): string {
  return withoutSettings(readFileSync(join(root, `Pulumi.${cloud}.yaml`), "utf8"), "applications", "secrets");
}

const restoredName = "restored";

function renamed<T>(value: T, oldName: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(oldName, restoredName));
}

/** What a cloud holds after a restore: a server like the old one under another name. */
function restoredFrom(old: Resource, { physicalName, importId, type }: Server) {
  const oldName = String(at(old.inputs, physicalName));
  const id = importId(String(old.id), oldName);
  return { type, id, inputs: renamed(old.inputs, oldName), outputs: renamed(old.outputs, oldName) };
}

/** A copy with another value at a dotted path. */
function withValue(values: Resource["inputs"], [path, value]: readonly [string, unknown]): Resource["inputs"] {
  const [key = "", ...rest] = path.split(".");
  return { ...values, [key]: rest.length === 0 ? value : withValue(Object(values[key]), [rest.join("."), value]) };
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((here, key) => Object(here)[key], value);
}

describe("a database on Azure whose backups were never copied", () => {
  const project = new TemporaryProject();
  const sandbox = project.sandbox();
  const original = stackFile("aks");
  after(() => {
    sandbox.remove();
    project.remove();
  });

  it("is not replaced to have them copied: the protection refuses it, before anything happens", async () => {
    const document = parseDocument(original);
    const path = ["config", "kubernetes-best-practices:database", "backups", "secondRegion"];
    document.setIn(path, false);
    project.write("aks", document.toString());
    await sandbox.succeed(["up", "--stack", "aks", "--yes", "--skip-preview"]);
    document.setIn(path, true);
    project.write("aks", document.toString());
    const { code, output } = await sandbox.pulumi(["preview", "--stack", "aks"]);
    assert.notEqual(code, 0);
    assert.match(output, /database-server.*protect|protect.*database-server/s);
  });
});
