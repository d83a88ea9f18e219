import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { TestCluster } from "../support/cluster";
import { checks, command, live, shop, statuses } from "../support/validate-live";

describe("validate on a real control plane", () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await live();
  });

  describe("of a good namespace", () => {
    it("passes every check that has something to judge, and ends with 0", async () => {
      const { code, output } = await command(["--kubeconfig", cluster.kubeconfig, "--namespace", shop]);
      assert.equal(code, 0, output);
      const found = statuses(await checks(shop));
      const passed = Object.entries(found).filter(([, status]) => status === "pass");
      assert.ok(passed.length >= 12, output);
      assert.deepEqual(
        Object.entries(found).filter(([, status]) => status !== "pass" && status !== "not installed"),
        [],
      );
    });

    it("says the same as JSON", async () => {
      const { output } = await command(["--kubeconfig", cluster.kubeconfig, "--namespace", shop, "--json"]);
      const { ok, server, namespaces, checks: all } = JSON.parse(output);
      assert.deepEqual([ok, server.version, namespaces], [true, "v1.36.3", [shop]]);
      assert.deepEqual(statuses(all), statuses(await checks(shop)));
    });

    it("finds it by the label of what Pulumi made", async () => {
      const { output } = await command(["--kubeconfig", cluster.kubeconfig]);
      assert.match(output, new RegExp(`namespaces: .*${shop}`));
    });

    it("says the numbers", async () => {
      const evidence = Object.fromEntries((await checks(shop)).map((each) => [each.id, each.evidence]));
      assert.match(evidence["nodes"] ?? "", /^9\/9 ready$/);
      assert.match(evidence["zones"] ?? "", /^zone-a 3, zone-b 3, zone-c 3$/);
      assert.match(evidence["pods"] ?? "", /^3\/3 ready in 1 namespace$/);
      assert.match(evidence["quotas"] ?? "", /fullest: validate-good \S+ .* %\)$/);
    });

    it("fails when a practice is required that is not installed", async () => {
      const { code, output } = await command([
        "--kubeconfig",
        cluster.kubeconfig,
        "--namespace",
        shop,
        "--require",
        "loki",
      ]);
      assert.equal(code, 1);
      assert.match(output, /^fail +Logs +required, but not installed: no Loki$/m);
    });

    it("names the context in the commands to type", async () => {
      const { output } = await command(["--kubeconfig", cluster.kubeconfig, "--context", "admin", "-n", "default"]);
      assert.match(output, /→ kubectl --kubeconfig \S+ --context admin get/);
    });
  });

  describe("where it cannot begin", () => {
    it("ends with 2 when nobody answers", async () => {
      const config = new KubeConfig();
      config.loadFromClusterAndUser(
        { name: "gone", server: "https://127.0.0.1:1", skipTLSVerify: true },
        { name: "x" },
      );
      const file = join(cluster.folder, "gone.json");
      writeFileSync(file, config.exportConfig());
      const { code, errors } = await command(["--kubeconfig", file]);
      assert.equal(code, 2);
      assert.match(errors, /cannot be asked: .*ECONNREFUSED/);
    });

    it("ends with 2 and names the namespaces that there are", async () => {
      const { code, errors } = await command(["--kubeconfig", cluster.kubeconfig, "--namespace", "validate-god"]);
      assert.equal(code, 2);
      assert.match(errors, /There is no namespace validate-god; the cluster has .*validate-good/);
    });
  });
});
