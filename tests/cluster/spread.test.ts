import assert from "node:assert/strict";
import { Guardrails } from "../../components";
import { Workload } from "../../components/shared/workload/workload";
import { defaultNodes } from "../../offline/cluster/nodes";
import { eventually, startCluster, type TestCluster } from "../support/cluster";
import { web } from "../support/descriptions";
import { clusterHandle } from "../support/handles";
import { applyAll, objectsOf } from "../support/live-objects";
import { measured } from "../support/measured";
import { record } from "../support/record";
import { cordon, drain, Pods, rolledOut, rollOut } from "../support/workload-watch";

const replicas = 6;
const { namespace, service } = web;

describe("a workload of six on four nodes in each of three zones", () => {
  let cluster: TestCluster;
  let pods: Pods;

  before(async () => {
    // Its nodes are drained and lost, so they are shared with nobody.
    cluster = await startCluster({ nodesPerZone: 4 });
    pods = new Pods(cluster.api, namespace, service);
    const { registrations } = await record(() => {
      const handle = clusterHandle("gke");
      new Guardrails(namespace, { cluster: handle, namespace });
      new Workload(service, { cluster: handle, ...web, replicas });
    });
    await applyAll(cluster.api, objectsOf(registrations));
    await rolledOut(cluster.api, namespace, service);
  });
  after(async () => cluster.end());

  const nodesOf = (zone: string): string[] => [1, 2, 3, 4].map((index) => `node-${zone}-${index}`);
  const [first = "", second = ""] = defaultNodes.zones;
  const spreadOverThree = async (): Promise<void> => {
    assert.deepEqual(await pods.perZone(), [2, 2, 2]);
    assert.equal(await pods.onOneNode(), 1);
  };

  it("runs two in each zone, each on a node of its own", spreadOverThree);

  it("is as even after each of three rolling updates", async () => {
    for (const _ of [1, 2, 3]) {
      await rollOut(cluster.api, namespace, service);
      await spreadOverThree();
    }
  });

  it("has all its replicas at any moment of a rolling update", async () => {
    const fewest = await pods.fewestReadyDuring(async () => rollOut(cluster.api, namespace, service));
    assert.ok(fewest >= replicas, `${fewest} ready`);
  });

  it("misses one replica at most while a zone is drained, and runs evenly in the two others", async () => {
    const fewest = await pods.fewestReadyDuring(async () => {
      for (const node of nodesOf(first)) await drain(cluster.api, node);
      await rolledOut(cluster.api, namespace, service);
    });
    assert.ok(fewest >= replicas - 1, `${fewest} ready`);
    assert.deepEqual(await pods.perZone(), [3, 3]);
  });

  it("can be updated while the zone is drained", async () => {
    await rollOut(cluster.api, namespace, service);
    assert.deepEqual(await pods.perZone(), [3, 3]);
  });

  it("is even again after the next update once the zone is back", async () => {
    for (const node of nodesOf(first)) await cordon(cluster.api, node, false);
    await rollOut(cluster.api, namespace, service);
    await spreadOverThree();
  });

  it("lets every node be drained, one after another, and misses one replica at most", async () => {
    const fewest = await pods.fewestReadyDuring(async () => {
      for (const node of defaultNodes.zones.flatMap(nodesOf)) {
        await drain(cluster.api, node);
        await rolledOut(cluster.api, namespace, service);
        await cordon(cluster.api, node, false);
      }
    });
    assert.ok(fewest >= replicas - 1, `${fewest} ready`);
  });

  it("keeps four of six when a zone is lost with its nodes, and runs the others elsewhere", async function () {
    await rollOut(cluster.api, namespace, service);
    await spreadOverThree();
    const lost = Date.now();
    const fewest = await pods.fewestReadyDuring(async () => {
      for (const name of nodesOf(second)) await cluster.api.delete({ apiVersion: "v1", kind: "Node", name });
      await eventually(
        "three run in each zone that is left",
        async () => {
          const zones = await pods.perZone();
          return zones.length === 2 && zones.every((count) => count === 3);
        },
        120,
      );
    });
    measured(this, `after ${Math.round((Date.now() - lost) / 1000)} s`);
    assert.equal(fewest, 4);
  });
});
