import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { clouds } from "../../components";
import { eventually } from "../support/cluster";
import { everything, LiveStack, StackCluster } from "../support/live-stack";
import { measured } from "../support/measured";

const workload = (kind: string) => ({ apiVersion: "apps/v1", kind, namespace: "applications" });

describe("the stacks on a real control plane", function () {
  this.timeout(600_000);
  let ground: StackCluster;

  before(async () => {
    ground = await StackCluster.start();
  });
  after(async () => ground.end());

  for (const cloud of clouds) {
    describe(cloud, () => {
      let stack: LiveStack;
      let initial: readonly string[];

      const reference = { ...workload("Deployment"), name: "langgraph" };
      const live = async () => Object(await ground.cluster.api.get(reference));

      before(async () => {
        initial = await everything(ground.cluster.api);
        stack = new LiveStack(cloud, ground);
      });
      after(() => stack.remove());

      it("are applied, each object with strict validation", async function () {
        const began = Date.now();
        await stack.up();
        const { resources } = await stack.sandbox.exportState(cloud);
        const objects = resources.filter(({ type }) => /^kubernetes:(?!helm)/.test(type)).length;
        measured(this, `${objects} objects in ${seconds(began)} s`);
        const added = (await everything(ground.cluster.api)).filter((name) => !initial.includes(name));
        assert.ok(added.length >= objects, `${added.length} of ${objects} on the cluster`);
      });

      it("run every replica of every workload", async () => {
        const workloads = await Promise.all(
          ["Deployment", "StatefulSet"].map(async (kind) => ground.cluster.api.list("apps/v1", kind)),
        );
        const numbers = workloads.flat().map((each) => {
          const { spec, status } = Object(each);
          return { name: each.metadata.name, wanted: spec.replicas, available: status.availableReplicas };
        });
        assert.notEqual(numbers.length, 0);
        assert.deepEqual(
          numbers.filter(({ wanted, available }) => wanted !== available),
          [],
        );
      });

      it("change nothing in a second preview, nor in a refresh", async () => {
        await stack.run("preview", "--expect-no-changes");
        await stack.run("refresh", "--yes", "--expect-no-changes");
      });

      it("show in a preview what was changed by hand, and take it back", async () => {
        const metadata = { labels: { "app.kubernetes.io/part-of": "something-else" } };
        await ground.cluster.api.merge(reference, { metadata });
        assert.match(await stack.run("preview", "--refresh", "--diff"), /part-of.*something-else/);
        await stack.up("--refresh");
        assert.equal((await live()).metadata.labels["app.kubernetes.io/part-of"], "langgraph");
      });

      it("leave replicas alone that an autoscaler has changed", async () => {
        await ground.cluster.api.merge(reference, { spec: { replicas: 5 } });
        await eventually("five run", async () => (await live()).status.availableReplicas === 5);
        await stack.run("preview", "--refresh", "--expect-no-changes");
        await stack.up("--refresh");
        assert.equal((await live()).spec.replicas, 5);
      });

      it("are destroyed and leave no object behind", async function () {
        const began = Date.now();
        await stack.run("destroy", "--yes");
        measured(this, `in ${seconds(began)} s`);
        // The garbage collector takes what owned objects leave.
        await pause(1000);
        assert.deepEqual(await everything(ground.cluster.api), initial);
        assert.deepEqual((await stack.sandbox.exportState(cloud)).resources, []);
      });
    });
  }
});

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(0);
