import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { clouds } from "../../components";
import { charts } from "../../components/shared/versions";
import { chartFile } from "../../offline/providers/charts";
import { adopted } from "../support/adopted";
import { alarmTargets } from "../support/backup-settings";
import { findLocations, snapshotClassDefinition } from "../support/backups";
import { eventually, startCluster, type TestCluster } from "../support/cluster";
import { at } from "../support/drill-live";
import { applyAll } from "../support/live-objects";
import { everything } from "../support/live-stack";
import { measured } from "../support/measured";
import { root, type Sandbox } from "../support/offline";
import { TemporaryProject, withoutSettings } from "../support/project";

const { version } = charts.velero;
const chart = chartFile(root, "velero", version);
const namespace = "velero";

describe("the chart of Velero on a real control plane, from every stack", function () {
  this.timeout(600_000);
  let cluster: TestCluster;
  let over = false;
  let locations: Promise<void>;

  before(async function () {
    if (!existsSync(chart)) {
      console.error(`NOT PROVED: the chart velero ${version} is not at ${chart}; \`npm run charts\` fetches it`);
      this.skip();
    }
    cluster = await startCluster();
    await applyAll(cluster.api, [snapshotClassDefinition]);
    locations = findAll();
  });
  after(async () => {
    over = true;
    await locations;
    await (cluster as TestCluster | undefined)?.end();
  });

  /** Finds every location, as the server would; its pods are fake. */
  async function findAll(): Promise<void> {
    while (!over) {
      // Before the chart there is no such kind.
      await findLocations(cluster.api).catch(() => undefined);
      await pause(200);
    }
  }

  for (const cloud of clouds) {
    describe(cloud, () => {
      let project: TemporaryProject;
      let sandbox: Sandbox;
      let initial: readonly string[];

      before(async () => {
        project = new TemporaryProject();
        sandbox = project.sandbox();
        const settings = adopted(cloud, [
          [["backups", "alarms", "existing"], alarmTargets[cloud]],
          [["backups", "removal"], "delete"],
        ]);
        project.write(cloud, withoutSettings(settings, "applications", "database", "secrets"));
        initial = await everything(cluster.api);
      });
      after(() => {
        sandbox.remove();
        project.remove();
      });

      const run = (command: string, ...args: readonly string[]): Promise<string> =>
        sandbox.succeed([command, "--stack", cloud, ...args], { KUBECONFIG: cluster.kubeconfig });

      it("is installed with its kinds, its locations and its schedules, and runs", async function () {
        const began = Date.now();
        await run("up", "--yes", "--skip-preview");
        measured(this, `in ${seconds(began)} s`);
        const { api } = cluster;
        const server = await api.get({ apiVersion: "apps/v1", kind: "Deployment", name: "velero", namespace });
        assert.equal(at(server, "status", "availableReplicas"), 1);
        const agents = await api.get({ apiVersion: "apps/v1", kind: "DaemonSet", name: "node-agent", namespace });
        assert.equal(at(agents, "status", "numberAvailable"), at(agents, "status", "desiredNumberScheduled"));
        const namesOf = async (kind: string) =>
          (await api.list("velero.io/v1", kind, namespace)).map(({ metadata }) => metadata.name).sort();
        assert.deepEqual(await namesOf("BackupStorageLocation"), ["copy", "default"]);
        assert.deepEqual(await namesOf("Schedule"), ["daily", "monthly", "weekly"]);
      });

      it("changes nothing in a second preview, nor in a refresh", async () => {
        await run("preview", "--expect-no-changes");
        await run("refresh", "--yes", "--expect-no-changes");
      });

      it("is destroyed and leaves nothing, neither kinds nor namespace", async function () {
        const began = Date.now();
        await run("destroy", "--yes");
        measured(this, `in ${seconds(began)} s`);
        await eventually("what was made is gone", async () => {
          const left = (await everything(cluster.api)).filter((name) => !initial.includes(name));
          return left.length === 0;
        });
        assert.deepEqual(sandbox.exportState(cloud).resources, []);
      });
    });
  }
});

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);
