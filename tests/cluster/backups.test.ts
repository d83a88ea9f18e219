import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertRules } from "../../components/backup-suite/velero/alarms";
import { rehearsalAccount, rehearsalCommands } from "../../components/backup-suite/velero/rehearsal";
import { schedules } from "../../components/backup-suite/velero/schedules";
import { locate } from "../../offline/engine/tool";
import { kubectl as kubectlTool } from "../../offline/engine/tools";
import type { Api } from "../../offline/kubernetes/api";
import { kubernetesObject } from "../../offline/kubernetes/objects";
import { asText } from "../../operations/drill/report/text";
import { CannotRun } from "../../operations/shared/errors";
import { applyMany, buckets, crowd, locationsIn, rehearsalObjects, replicate, underWay } from "../support/backups";
import { defaultSettings } from "../support/backup-settings";
import { eventually } from "../support/cluster";
import { at, type Drilled, drilled } from "../support/drill-live";
import { applyAll } from "../support/live-objects";
import { measured } from "../support/measured";
import { root, run } from "../support/offline";
import { kubeconfigOf } from "../support/service-accounts";
import { endStore, startStore, startVelero, type VeleroCluster, veleroNamespace } from "../support/velero";

const many = "many";
const count = 1000;
const few = "few";
const fewObjects = 40;

describe("the suite's locations and schedules on the real Velero", () => {
  let rig: VeleroCluster;
  let api: Api;
  let applied = 0;
  before(async () => {
    const store = await startStore();
    for (const bucket of Object.values(buckets)) store.bucket(bucket);
    store.bucket("backups-of-the-new-cluster");
    rig = await startVelero({ store, locations: locationsIn(store, "home") });
    api = rig.cluster.api;
    await applyAll(api, scheduled());
    await applyMany(api, crowd(few, fewObjects));
    const began = performance.now();
    await applyMany(api, crowd(many, count));
    applied = performance.now() - began;
  });
  after(async () => {
    await (rig as VeleroCluster | undefined)?.end();
    if ((rig as VeleroCluster | undefined) !== undefined) await endStore(rig.store);
  });

  const scheduled = () =>
    Object.values(schedules(defaultSettings, { namespaces: [few, many], hooks: [] })).map((each) =>
      kubernetesObject.parse(each),
    );
  const reference = (kind: string, name: string) => ({
    apiVersion: "velero.io/v1",
    kind,
    name,
    namespace: veleroNamespace,
  });
  const phaseOf = async (kind: string, name: string): Promise<unknown> =>
    at(await api.get(reference(kind, name)), "status", "phase");
  const ends = (kind: string, name: string): Promise<string> =>
    eventually(`${kind} ${name} ends`, async () => {
      const phase = await phaseOf(kind, name);
      return typeof phase === "string" && /^(Completed|PartiallyFailed|Failed|FailedValidation)$/.test(phase)
        ? phase
        : undefined;
    });
  const told = ({ outcome, verdict, lines }: Drilled): string => [...lines, asText(outcome, verdict)].join("\n");
  const objects = async (): Promise<number> =>
    (await api.list("v1", "ConfigMap", many)).length + (await api.list("v1", "Secret", many)).length - 1;
  const velero = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, KUBECONFIG: rig.cluster.kubeconfig };
    // This process passes on what the server writes to the store, so it must not stand still.
    const { code, output } = await run(spawn(rig.velero.commandLine, [...args], { env }));
    assert.equal(code, 0, output);
    return output;
  };

  describe("that work", () => {
    it("are found, and only the one at home is written to", async () => {
      const found = await api.list("velero.io/v1", "BackupStorageLocation", veleroNamespace);
      assert.deepEqual(
        found.map((each) => [each.metadata.name, at(each, "status", "phase"), at(each, "spec", "accessMode")]).sort(),
        [
          ["copy", "Available", "ReadOnly"],
          ["default", "Available", "ReadWrite"],
        ],
      );
    });

    it("are enabled, each", async () => {
      await eventually("every schedule is enabled", async () => {
        const found = await api.list("velero.io/v1", "Schedule", veleroNamespace);
        return found.length === 3 && found.every((each) => at(each, "status", "phase") === "Enabled");
      });
    });

    it("keep a backup for the days of its schedule, with the cluster's own objects", async () => {
      await velero("backup", "create", "of-daily", "--from-schedule=daily", "--wait");
      const backup = await api.get(reference("Backup", "of-daily"));
      assert.equal(at(backup, "status", "phase"), "Completed");
      assert.equal(at(backup, "spec", "ttl"), "720h0m0s");
      const [from, until] = ["startTimestamp", "expiration"].map((key) =>
        Date.parse(String(at(backup, "status", key))),
      );
      assert.ok(Math.abs((until ?? 0) - (from ?? 0) - 30 * 24 * 3_600_000) < 60_000);
      const contents = await velero("backup", "describe", "of-daily", "--details");
      assert.match(contents, /v1\/Secret:\n(?:\s+- .*\n)*\s+- many\/object-1\n/);
      assert.match(contents, /CustomResourceDefinition:\n(?:\s+- .*\n)*\s+- schedules\.velero\.io\n/);
      assert.match(contents, /ClusterRole:/);
      assert.doesNotMatch(contents, /v1\/Node:/);
    });

    it(`restore ${count} objects equal`, async function () {
      const result = await drilled(rig.cluster, ["-n", many, "--yes"]);
      assert.equal(result.verdict.passed, true, told(result));
      assert.equal(result.outcome.recorded, count + 2, "with the namespace and its default account");
      const { backup = 0, restore = 0, readiness = 0 } = result.outcome.times;
      const [first, second, third] = [backup, restore, readiness].map((each) => (each / 1000).toFixed(1));
      const ratio = (restore / applied).toFixed(1);
      measured(this, `backup ${first} s, restore ${second} s, ready ${third} s; ${ratio} times a plain apply`);
    });

    it("are served again on a cluster in the second region, from the copy alone", async () => {
      await velero("backup", "create", "to-copy", "--from-schedule=daily", "--wait");
      replicate(rig.store);
      const second = await startVelero({ store: rig.store, locations: locationsIn(rig.store, "recovery") });
      try {
        await eventually("the backup is found", () => second.cluster.api.get(reference("Backup", "to-copy")));
        const result = await drilled(second.cluster, [
          "-n",
          many,
          "--backup",
          "to-copy",
          "--location",
          "recovery",
          "--yes",
        ]);
        assert.equal(result.verdict.passed, true, told(result));
        assert.equal(result.outcome.recorded, count + 2, "with the namespace and its default account");
      } finally {
        await second.end();
      }
    });

    it("let a backup expire, in the store as well", async () => {
      await velero("backup", "create", "short", "--include-namespaces=default", "--ttl=5s", "--wait");
      const folder = join(rig.store.bucket(buckets.home), "backups");
      assert.ok(readdirSync(folder).includes("short"));
      await eventually("it is gone", async () => (await phaseOf("Backup", "short")) === undefined, 90);
      const left = readdirSync(folder, { recursive: true, withFileTypes: true });
      assert.deepEqual(
        left.filter((each) => each.isFile() && each.parentPath.includes("/short")).map(({ name }) => name),
        [],
      );
    });

    it("are rehearsed by a Job's commands with a Job's rights, and nothing is left of it", async () => {
      const rehearsal = { cron: "0 6 * * 1", from: few, into: "rehearsal" };
      await applyAll(api, rehearsalObjects(rehearsal.into));
      const kubeconfig = await kubeconfigOf(rig.cluster, veleroNamespace, rehearsalAccount);
      const { clear, forget, restore } = rehearsalCommands(veleroNamespace, "daily", rehearsal);
      const left = async () => (await api.list("v1", "ConfigMap", rehearsal.into)).map(({ metadata }) => metadata.name);
      const kubectl = await locate(kubectlTool, root, () => undefined);
      const as = async (program: string, args: readonly string[]): Promise<void> => {
        const { code, output } = await run(spawn(program, [...args, "--kubeconfig", kubeconfig]));
        assert.equal(code, 0, output);
      };
      await velero("backup", "create", "to-rehearse", "--from-schedule=daily", "--wait");
      await as(kubectl, forget);
      await as(kubectl, clear);
      await as(rig.velero.commandLine, restore);
      const [made] = await api.list("velero.io/v1", "Restore", veleroNamespace, { labelSelector: "rehearsal=true" });
      assert.equal(at(made, "status", "phase"), "Completed");
      assert.equal((await left()).filter((name) => name.startsWith("object-")).length, fewObjects / 2);
      await as(kubectl, clear);
      assert.deepEqual(await left(), ["kube-root-ca.crt"]);
    });

    it("are watched by metrics that Velero serves", () => {
      const program = readFileSync(rig.velero.commandLine, "latin1");
      const names = alertRules(defaultSettings).flatMap(({ expr }) => expr.match(/\b(velero|podVolume)_\w+/g) ?? []);
      const unknown = [...new Set(names)].filter((name) => !program.includes(name.replace(/^(velero|podVolume)_/, "")));
      assert.ok(names.length >= 10);
      assert.deepEqual(unknown, []);
    });
  });

  describe("when something breaks", () => {
    it("a store that is lost in the middle of a backup fails the drill, and nothing is deleted", async () => {
      const drill = drilled(rig.cluster, ["-n", many, "--yes"]);
      await underWay(api, "Backup");
      await rig.store.stop();
      const result = await drill;
      await rig.store.resume();
      assert.equal(result.verdict.passed, false, told(result));
      assert.match(told(result), /was not deleted/);
      assert.equal(await objects(), count);
      await eventually("the store is found again", async () => {
        return (await phaseOf("BackupStorageLocation", "default")) === "Available";
      });
    });

    it("a server that dies in the middle of a backup fails the drill, and nothing is deleted", async () => {
      const drill = drilled(rig.cluster, ["-n", many, "--yes"]);
      await underWay(api, "Backup");
      await rig.velero.kill();
      rig.velero.resume();
      const result = await drill;
      assert.equal(result.verdict.passed, false, told(result));
      assert.match(told(result), /was not deleted/);
      assert.equal(await objects(), count);
    });

    it("a server that dies in the middle of a restore fails the drill, which says how to go on; that works", async () => {
      const drill = drilled(rig.cluster, ["-n", many, "--yes"]);
      await underWay(api, "Restore");
      await rig.velero.kill();
      rig.velero.resume();
      const result = await drill;
      assert.equal(result.verdict.passed, false, told(result));
      const name = result.outcome.backup?.name ?? "";
      assert.match(result.outcome.next.join("\n"), new RegExp(`--namespace ${many} --backup ${name}`));
      const again = await drilled(rig.cluster, ["-n", many, "--backup", name, "--yes"]);
      assert.equal(again.verdict.passed, true, told(again));
      assert.equal(await objects(), count);
    });

    it("a damaged backup is refused before anything is deleted", async () => {
      await velero("backup", "create", "damaged", "--from-schedule=daily", "--wait");
      const file = join(rig.store.bucket(buckets.home), "backups", "damaged", "damaged.tar.gz");
      const whole = readFileSync(file);
      const refused = async (why: RegExp): Promise<void> => {
        const error: unknown = await drilled(rig.cluster, ["-n", many, "--backup", "damaged", "--yes"]).then(
          (result) => new Error(`the drill went on:\n${told(result)}`),
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof CannotRun, String(error));
        assert.match(error.message, why);
        assert.equal(await objects(), count);
      };
      writeFileSync(file, whole.subarray(0, whole.length / 2));
      await refused(/damaged is damaged: it is no gzip tar/);
      rmSync(file);
      await refused(/damaged is damaged: its file is not in the store/);
    });

    it("a restore over objects that are there leaves them alone, and says so", async () => {
      await api.merge(
        { apiVersion: "v1", kind: "ConfigMap", name: "object-0", namespace: many },
        { data: { number: "changed" } },
      );
      await velero("restore", "create", "over", "--from-backup=of-daily", `--include-namespaces=${many}`, "--wait");
      assert.equal(await ends("Restore", "over"), "Completed");
      assert.match(await velero("restore", "describe", "over"), /object-0.*already exists/);
      const kept = await api.get({ apiVersion: "v1", kind: "ConfigMap", name: "object-0", namespace: many });
      assert.equal(at(kept, "data", "number"), "changed");
    });
  });
});
