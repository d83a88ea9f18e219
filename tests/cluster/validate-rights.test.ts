import assert from "node:assert/strict";
import { practices } from "../../operations/validate/checks";
import { clusterRole, type Rule } from "../../operations/validate/role";
import type { TestCluster } from "../support/cluster";
import { kubeconfigAllowing } from "../support/service-accounts";
import { checks, command, live, needsDefinitions, shop, statuses } from "../support/validate-live";

describe("validate on a real control plane", () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await live();
  });

  describe("by a token with few rights", () => {
    const kubeconfigOf = (name: string, rules: readonly Rule[]): Promise<string> =>
      kubeconfigAllowing(cluster, name, rules);

    it("judges all that an administrator's does, when it may get, list and watch", async () => {
      const read = [{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] }];
      const file = await kubeconfigOf("validate-reader", read);
      assert.deepEqual(statuses(await checks(shop, file)), statuses(await checks(shop)));
    });

    it("judges all that an administrator's does by the documented ClusterRole", async () => {
      const file = await kubeconfigOf("validate-least", clusterRole().rules);
      assert.deepEqual(statuses(await checks(shop, file)), statuses(await checks(shop)));
    });

    it("is unknown where a right is missing, names it, and judges the rest", async function () {
      needsDefinitions(this);
      const rules = clusterRole().rules.map((rule) => ({
        ...rule,
        resources: rule.resources.filter((each) => each !== "resourcequotas" && each !== "backups"),
      }));
      const file = await kubeconfigOf(
        "validate-lacking",
        rules.filter(({ resources }) => resources.length > 0),
      );
      const all = await checks(shop, file);
      const unknown = all.filter(({ status }) => status === "unknown");
      assert.deepEqual(
        unknown.map(({ id, evidence }) => [id, evidence]),
        [
          ["quotas", "lacks the right to list resourcequotas in namespace validate-good"],
          ["backups", "lacks the right to list backups.velero.io across the cluster"],
        ],
      );
      assert.equal(all.length, practices.length);
    });

    it("cannot run without any right, ends with 2, and says what it lacks", async () => {
      const file = await kubeconfigOf("validate-nobody", []);
      const all = await command(["--kubeconfig", file]);
      assert.equal(all.code, 2);
      assert.match(all.errors, /lacks the right to list namespaces across the cluster.*--namespace a,b/);
      const named = await command(["--kubeconfig", file, "--namespace", shop]);
      assert.equal(named.code, 2, named.output);
    });
  });
});
