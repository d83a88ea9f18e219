import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { asText } from "../../operations/drill/report/text";
import { CannotRun } from "../../operations/shared/errors";
import { eventually } from "../support/cluster";
import {
  at,
  type Drilled,
  drillCommand,
  drilled,
  definition,
  Helpers,
  runApplication,
  volumes,
} from "../support/drill-live";
import { applyAll } from "../support/live-objects";
import { kubeconfigAllowing } from "../support/service-accounts";
import { location, startVelero, type VeleroCluster, veleroNamespace } from "../support/velero";

const shop = "shop";

describe("drill on a real control plane with the real Velero", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-drill-"));
  let rig: VeleroCluster;
  let api: Api;
  let helpers: Helpers;
  before(async () => {
    writeFileSync(join(folder, "definition.yaml"), JSON.stringify(definition));
    rig = await startVelero({ definitions: [folder] });
    api = rig.cluster.api;
    await applyAll(api, [volumes]);
    helpers = new Helpers(api);
    await runApplication(api, shop);
  });
  after(async () => {
    await (helpers as Helpers | undefined)?.end();
    await (rig as VeleroCluster | undefined)?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const backups = async (): Promise<readonly string[]> =>
    (await api.list("velero.io/v1", "Backup", veleroNamespace)).map(({ metadata }) => metadata.name);
  const uids = async (namespace: string): Promise<readonly unknown[]> =>
    [
      await api.get({ apiVersion: "v1", kind: "Namespace", name: namespace }),
      ...(await api.list("v1", "ConfigMap", namespace)),
      ...(await api.list("apps/v1", "Deployment", namespace)),
    ].map((each) => at(each, "metadata", "uid"));
  const setting = { apiVersion: "v1", kind: "ConfigMap", name: "settings", namespace: shop };
  const toldOf = ({ outcome, verdict, lines }: Drilled): string => [...lines, asText(outcome, verdict)].join("\n");
  const passes = (result: Drilled): void => assert.equal(result.verdict.passed, true, toldOf(result));

  describe("that holds", () => {
    it("deletes the namespace, brings it back whole, and files what it saw", async () => {
      const [json, page] = [join(folder, "drill.json"), join(folder, "drill.md")];
      const before = await uids(shop);
      const args = ["--namespace", shop, "--yes", "--json", json, "--page", page];
      const { code, output, errors } = await drillCommand(rig.cluster.kubeconfig, args);
      assert.equal(code, 0, output + errors);
      assert.match(output, /PASSED/);
      assert.match(errors, /deleting namespace shop/);
      const after = new Set(await uids(shop));
      assert.ok(
        before.every((uid) => !after.has(uid)),
        "every object is a new one",
      );
      const read = JSON.parse(readFileSync(json, "utf8"));
      assert.equal(read.comparison.kinds.length, 18);
      assert.equal(read.recorded, 22);
      assert.ok(read.seconds.rto > 0 && read.seconds.rpo > read.seconds.backup);
      assert.match(read.velero.version, /^v1\.18/);
      assert.match(readFileSync(page, "utf8"), /: passed\n[^]*\| Secret \| 1 \| 1 \| 1 \|/);
      assert.doesNotMatch(readFileSync(json, "utf8") + output, /hunter2|aHVudGVyMg/);
      assert.deepEqual(await backups(), []);
    });

    it("restores beside the original, which it leaves alone, and clears away", async () => {
      const before = await uids(shop);
      passes(await drilled(rig.cluster, ["-n", shop, "--into", "copy"]));
      assert.deepEqual(await uids(shop), before);
      assert.equal(await api.get({ apiVersion: "v1", kind: "Namespace", name: "copy" }), undefined);
      assert.deepEqual(await backups(), []);
    });

    it("keeps what it is told to keep, and restores the latest backup to what that holds", async () => {
      const kept = await drilled(rig.cluster, ["-n", shop, "--into", "kept", "--keep"]);
      passes(kept);
      assert.ok((await api.get({ apiVersion: "v1", kind: "Namespace", name: "kept" })) !== undefined);
      await api.delete({ apiVersion: "v1", kind: "Namespace", name: "kept" });
      await api.merge(setting, { data: { colour: "red" } });
      await applyAll(api, [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "later", namespace: shop } }]);
      const restored = await drilled(rig.cluster, ["-n", shop, "--backup", "latest", "--yes"]);
      passes(restored);
      assert.equal(restored.outcome.expectation, "backup");
      assert.equal(restored.outcome.backup?.name, kept.outcome.backup?.name);
      assert.match(restored.outcome.warnings.join("\n"), /does not hold ConfigMap later: the loss takes them for good/);
      assert.equal(at(await api.get(setting), "data", "colour"), "blue");
      assert.deepEqual(await backups(), [kept.outcome.backup?.name]);
    });

    it("restores from a read-only location a namespace that is gone", async () => {
      await applyAll(api, [location(rig.store, "west", "backups", { accessMode: "ReadOnly" })]);
      const [name = ""] = await backups();
      const backup = { apiVersion: "velero.io/v1", kind: "Backup", name, namespace: veleroNamespace };
      await api.merge(backup, { spec: { storageLocation: "west" } });
      await eventually("west is available", async () => {
        const found = await api.list("velero.io/v1", "BackupStorageLocation", veleroNamespace);
        return found.every((each) => at(each, "status", "lastValidationTime") !== undefined);
      });
      await api.delete({ apiVersion: "v1", kind: "Namespace", name: shop });
      await eventually("shop is gone", async () => {
        return (await api.get({ apiVersion: "v1", kind: "Namespace", name: shop })) === undefined;
      });
      passes(await drilled(rig.cluster, ["-n", shop, "--backup", "latest", "--location", "west", "--yes"]));
      await api.delete({ ...backup, kind: "BackupStorageLocation", name: "west" });
    });
  });

  describe("that cannot run", () => {
    const refused = async (args: readonly string[], reasons: readonly RegExp[], kubeconfig?: string): Promise<void> => {
      const [objects, kept] = [await uids(shop), await backups()];
      const on = kubeconfig === undefined ? rig.cluster : { ...rig.cluster, kubeconfig };
      await assert.rejects(drilled(on, args), (error: unknown) => {
        assert.ok(error instanceof CannotRun, String(error));
        for (const reason of reasons) assert.match(error.message, reason);
        return true;
      });
      assert.deepEqual([await uids(shop), await backups()], [objects, kept]);
    };

    it("tells of namespaces, locations and backups that will not do, all at once", async () => {
      await refused(
        ["-n", "nowhere", "--into", "kube-system", "--location", "moon"],
        [
          /no namespace nowhere/,
          /kube-system belongs to the cluster/,
          /kube-system is not empty/,
          /no BackupStorageLocation moon/,
        ],
      );
      await refused(["-n", veleroNamespace, "--yes"], [/velero is Velero's own/]);
      await refused(["-n", shop, "--backup", "gone", "--yes"], [/there is no backup gone/]);
    });

    it("changes nothing when the one who is asked does not agree", async () => {
      const before = await uids(shop);
      await assert.rejects(drilled(rig.cluster, ["-n", shop], false), /Not agreed: nothing was changed/);
      assert.deepEqual(await uids(shop), before);
    });

    it("names every right that is lacking", async () => {
      const verbs = ["get", "list", "watch"];
      const kubeconfig = await kubeconfigAllowing(rig.cluster, "drill-reader", [
        { apiGroups: ["*"], resources: ["*"], verbs },
      ]);
      await refused(
        ["-n", shop, "--yes"],
        [/lack the right to create backups.velero.io/, /delete namespace shop/],
        kubeconfig,
      );
    });

    it("says that the server does not answer", async () => {
      await rig.velero.kill();
      await refused(["-n", shop, "--yes"], [/server of Velero does not answer: .*not within 20 s/]);
      rig.velero.resume();
    });

    it("says that nobody can be asked, and ends with 2", async () => {
      const { code, errors } = await drillCommand(rig.cluster.kubeconfig, ["-n", shop]);
      assert.equal(code, 2);
      assert.match(errors, /no terminal to ask/);
    });
  });

  describe("of a namespace with its own ways", () => {
    const namespace = "odd";
    const made = (kind: string, name: string, more: object = {}, metadata: object = {}): KubernetesObject => ({
      apiVersion: kind === "Deployment" ? "apps/v1" : "v1",
      kind,
      metadata: { name, namespace, ...metadata },
      ...more,
    });
    const held = { apiVersion: "v1", kind: "ConfigMap", name: "stuck", namespace };
    const found = () => api.get({ apiVersion: "v1", kind: "Namespace", name: namespace });
    const hold = () => applyAll(api, [made("ConfigMap", "stuck", {}, { finalizers: ["other.example.com/hold"] })]);
    const release = async (): Promise<void> => {
      await api.merge(held, { metadata: { finalizers: null } });
      await eventually("it is gone", async () => (await found()) === undefined);
    };

    it("passes without what was not ready before, and warns of what no backup holds", async () => {
      const nowhere = {
        replicas: 1,
        selector: { matchLabels: { app: "nowhere" } },
        template: {
          metadata: { labels: { app: "nowhere" } },
          spec: { nodeSelector: { no: "node" }, containers: [{ name: "app", image: "example.com/app:1" }] },
        },
      };
      await applyAll(api, [
        { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
        made("Deployment", "nowhere", { spec: nowhere }),
        made("ConfigMap", "cache", {}, { labels: { "velero.io/exclude-from-backup": "true" } }),
        made("ConfigMap", "plain", { data: { a: "1" } }),
      ]);
      const result = await drilled(rig.cluster, ["-n", namespace, "--yes"]);
      passes(result);
      assert.match(result.outcome.warnings.join("\n"), /No backup holds ConfigMap cache.*for good/);
      assert.deepEqual(
        result.outcome.lackedBefore.map(({ object }) => object),
        ["Deployment nowhere"],
      );
      assert.equal(await api.get({ ...held, name: "cache" }), undefined);
    });

    it("goes on by the live namespace where the object store cannot be reached from here", async () => {
      const place = {
        ...held,
        apiVersion: "velero.io/v1",
        kind: "BackupStorageLocation",
        name: "default",
        namespace: veleroNamespace,
      };
      await api.merge(place, { spec: { config: { publicUrl: "http://127.0.0.1:1" } } });
      const result = await drilled(rig.cluster, ["-n", namespace, "--into", "unseen"]);
      await api.merge(place, { spec: { config: { publicUrl: null } } });
      passes(result);
      assert.match(
        result.outcome.warnings.join("\n"),
        /could not be looked at: 127\.0\.0\.1:1 cannot be read from here/,
      );
      assert.match(result.outcome.restore?.warnings.join("\n") ?? "", /What Velero noted could not be read/);
    });

    it("says what keeps a namespace from going, and how to get it back", async () => {
      await hold();
      const result = await drilled(rig.cluster, ["-n", namespace, "--yes", "--timeout", "8s"]);
      assert.equal(result.verdict.passed, false);
      assert.match(result.verdict.reasons.join("\n"), /not within 8 s.*other\.example\.com\/hold in 1 resource/);
      assert.ok(result.outcome.comparison?.missing.includes("ConfigMap plain"), toldOf(result));
      const { name = "" } = result.outcome.backup ?? {};
      assert.match(result.outcome.next.join("\n"), new RegExp(`--namespace odd --backup ${name}`));
      await release();
      passes(await drilled(rig.cluster, ["-n", namespace, "--backup", name, "--yes"]));
    });

    it("says at Ctrl-C that the namespace was deleted, and how to get it back; that works", async () => {
      await hold();
      const terminates = () =>
        eventually("it terminates", async () => at(await found(), "metadata", "deletionTimestamp") !== undefined);
      const { code, errors } = await drillCommand(rig.cluster.kubeconfig, ["-n", namespace, "--yes"], terminates);
      assert.equal(code, 1, errors);
      assert.match(errors, /Broken off\.\nNamespace odd was deleted, and is not known to be restored\./);
      const [, name = ""] = /→ npm run drill -- --namespace odd --backup (\S+)/.exec(errors) ?? [];
      assert.match(errors, new RegExp(`→ velero restore create --from-backup ${name} --include-namespaces odd `));
      await release();
      passes(await drilled(rig.cluster, ["-n", namespace, "--backup", name, "--yes"]));
    });
  });

  describe("that finds damage", () => {
    it("shows an object that was changed, one that is gone, and one too many; and keeps the backup", async () => {
      const copy = "damaged";
      const damage = new Helpers(api, async () => {
        const place = { apiVersion: "v1", kind: "ConfigMap", namespace: copy };
        if ((await api.get({ ...place, name: "settings" })) === undefined) return;
        await api.merge({ ...place, name: "settings" }, { data: { colour: "red" } });
        await api.delete({ ...place, name: "fixed" });
        await applyAll(api, [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new", namespace: copy } }]);
      });
      const result = await drilled(rig.cluster, ["-n", shop, "--into", copy]);
      await damage.end();
      assert.equal(result.verdict.passed, false, toldOf(result));
      const { comparison, backup } = result.outcome;
      assert.deepEqual(comparison?.missing, ["ConfigMap fixed"], toldOf(result));
      assert.deepEqual(comparison.additional, ["ConfigMap new"]);
      assert.deepEqual(comparison.changed, [
        { object: "ConfigMap settings", differences: [{ path: "/data/colour", expected: '"blue"', found: '"red"' }] },
      ]);
      assert.ok((await backups()).includes(backup?.name ?? ""));
      assert.match(result.outcome.next.join("\n"), new RegExp(`--backup ${backup?.name} --into damaged`));
      await api.delete({ apiVersion: "v1", kind: "Namespace", name: copy });
    });

    it("shows what the API server refused, with its words and the command to try again", async () => {
      const policy = "drill-refuses-orders";
      const admission = "admissionregistration.k8s.io/v1";
      const rules = [
        { apiGroups: ["drill.example.com"], apiVersions: ["*"], operations: ["CREATE"], resources: ["orders"] },
      ];
      await applyAll(api, [
        {
          apiVersion: admission,
          kind: "ValidatingAdmissionPolicy",
          metadata: { name: policy },
          spec: {
            matchConstraints: { resourceRules: rules },
            validations: [{ expression: "false", message: "no orders today" }],
          },
        },
        {
          apiVersion: admission,
          kind: "ValidatingAdmissionPolicyBinding",
          metadata: { name: policy },
          spec: { policyName: policy, validationActions: ["Deny"] },
        },
      ]);
      const order = { apiVersion: "drill.example.com/v1", kind: "Order", metadata: { name: "probe", namespace: shop } };
      await eventually("orders are refused", () =>
        api.create(order, { manager: "test", dryRun: true }).then(
          () => false,
          () => true,
        ),
      );
      const result = await drilled(rig.cluster, ["-n", shop, "--yes"]);
      const { restore, comparison, next, backup } = result.outcome;
      assert.equal(result.verdict.passed, false);
      assert.equal(restore?.phase, "PartiallyFailed", toldOf(result));
      assert.match(restore.errors.join("\n"), /no orders today/);
      assert.deepEqual(comparison?.missing, ["Order.drill.example.com first"]);
      assert.match(next.join("\n"), new RegExp(`npm run drill -- --namespace shop --backup ${backup?.name}`));
      assert.ok((await backups()).includes(backup?.name ?? ""));
    });
  });
});
