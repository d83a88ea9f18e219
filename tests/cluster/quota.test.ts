import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Guardrails } from "../../components";
import { Workload } from "../../components/shared/workload/workload";
import type { Api } from "../../offline/kubernetes/api";
import { cluster, eventually } from "../support/cluster";
import { web } from "../support/descriptions";
import { clusterHandle } from "../support/handles";
import { applyAll, objectsOf } from "../support/live-objects";
import { root } from "../support/offline";
import { record } from "../support/record";
import { deploymentOf, rolledOut, rollOut, scale } from "../support/workload-watch";

describe("a namespace whose quota is just what its workload needs in a rollout", () => {
  const namespace = "quota-rollout";
  const { service } = web;
  // Three replicas of 250m and 256Mi, with limits of twice that, and the one more that a rollout makes.
  const quota = { pods: "4", "requests.cpu": "1", "requests.memory": "1Gi", "limits.cpu": "2", "limits.memory": "2Gi" };
  let api: Api;

  before(async () => {
    ({ api } = await cluster());
    const { registrations } = await record(() => {
      const handle = clusterHandle("gke");
      new Guardrails(namespace, { cluster: handle, namespace, quota });
      new Workload(service, { cluster: handle, ...web, namespace, replicas: 3 });
    });
    await applyAll(api, objectsOf(registrations));
    await rolledOut(api, namespace, service);
  });
  after(async () => api.delete({ apiVersion: "v1", kind: "Namespace", name: namespace }));

  it("takes a rollout", async () => rollOut(api, namespace, service));

  it("refuses one replica more than its maximum, in the words that the documentation gives", async () => {
    await scale(api, namespace, service, 5);
    const message = await eventually("the refusal is noted", async () => {
      const { status } = await deploymentOf(api, namespace, service);
      return status.conditions.find(({ type }) => type === "ReplicaFailure")?.message;
    });
    assert.match(
      message,
      /is forbidden: exceeded quota: quota, requested: .*pods=1.*, used: .*pods=4.*, limited: .*pods=4/,
    );
    const documented = readFileSync(join(root, "docs", "policies", "quotas.md"), "utf8");
    const words = /exceeded quota: quota, requested: [^`]*/.exec(documented)?.[0] ?? "nothing";
    assert.ok(message.includes(words), `${message} has not ${words}`);
    await eventually("the four that fit run", async () => {
      return (await deploymentOf(api, namespace, service)).status.availableReplicas === 4;
    });
  });
});
