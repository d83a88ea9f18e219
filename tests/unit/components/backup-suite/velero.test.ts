import assert from "node:assert/strict";
import { parser } from "@prometheus-io/lezer-promql";
import type { BackupSettings } from "../../../../components/backup-suite/contract";
import { alertRules, ruleFile } from "../../../../components/backup-suite/velero/alarms";
import { storageLocations, volumeSnapshotClass } from "../../../../components/backup-suite/velero/locations";
import { components, podLabelsOf } from "../../../../components/backup-suite/velero/names";
import {
  rehearsalCommands,
  rehearsalJob,
  rehearsalRights,
  rehearsedKinds,
  rehearsedSchedule,
} from "../../../../components/backup-suite/velero/rehearsal";
import { schedules } from "../../../../components/backup-suite/velero/schedules";
import { chartValues, nodeAgentSettings } from "../../../../components/backup-suite/velero/values";
import type { Cloud } from "../../../../components/shared/cloud";
import { defaultSettings } from "../../../support/backup-settings";
import { definitions } from "../../../support/definitions";

const rehearsal = { cron: "0 6 * * 1", from: "shop", into: "shop-rehearsal" };
const settings: BackupSettings<Cloud> = { ...defaultSettings, recoverFrom: undefined };
const context = { namespaces: ["shop", "billing"], hooks: [] };
const place = (bucket: string) => ({ provider: "aws" as const, bucket, config: { region: "eu-west-1" } });
const locations = { home: place("home"), copy: place("copy"), recovery: place("elsewhere") };

describe("the schedules of backups", () => {
  const known = definitions("velero");
  const made = (more: Partial<BackupSettings<Cloud>> = {}, hooks: Parameters<typeof schedules>[1]["hooks"] = []) =>
    schedules({ ...settings, ...more }, { ...context, hooks });
  const templateOf = (name: string, ...args: Parameters<typeof made>) => Object(made(...args)[name]?.["spec"]).template;

  it("are as Velero defines them", () => {
    const schema = known.get("kubernetes:velero.io/v1:Schedule");
    for (const manifest of Object.values(made())) assert.equal(schema?.safeParse(manifest).success, true);
  });

  it("keep what they make for their days", () => {
    assert.deepEqual(
      Object.keys(settings.schedules).map((name) => templateOf(name).ttl),
      ["720h0m0s", "2160h0m0s", "8760h0m0s"],
    );
  });

  it("hold every namespace of the stack, or those that they name, and always the cluster's own objects", () => {
    const some = { daily: { cron: "0 2 * * *", keepDays: 30, namespaces: ["billing"] } };
    assert.deepEqual(templateOf("weekly").includedNamespaces, ["billing", "shop"]);
    assert.deepEqual(templateOf("daily", { schedules: some }).includedNamespaces, ["billing"]);
    assert.deepEqual(templateOf("daily").includedClusterScopedResources, ["*"]);
    assert.match(String(templateOf("daily").excludedClusterScopedResources), /(^|,)nodes(,|$)/);
  });

  it("select by no label, so that none can be empty by mistake", () => {
    for (const name of Object.keys(settings.schedules))
      assert.doesNotMatch(JSON.stringify(templateOf(name)), /labelSelector|orLabelSelectors/);
  });

  for (const [volumes, snapshot, move] of [
    ["move", true, true],
    ["snapshot", true, false],
    ["leave", false, false],
  ] as const)
    it(`with volumes ${volumes} ${snapshot ? "snapshot" : "leave"} them and ${move ? "move" : "do not move"} the data`, () => {
      const { snapshotVolumes, snapshotMoveData } = templateOf("daily", { volumes });
      assert.deepEqual([snapshotVolumes, snapshotMoveData], [snapshot, move]);
    });

  it("run a hook in its namespace and fail with it", () => {
    const hook = { name: "flush", namespace: "shop", podLabels: { app: "db" }, container: "db", before: ["flush"] };
    const { hooks } = templateOf("daily", {}, [hook, { ...hook, name: "other", namespace: "elsewhere" }]);
    const exec = { container: "db", command: ["flush"], onError: "Fail", timeout: "1m" };
    assert.deepEqual(hooks.resources, [
      { name: "flush", includedNamespaces: ["shop"], labelSelector: { matchLabels: { app: "db" } }, pre: [{ exec }] },
    ]);
  });
});

describe("the locations of backups", () => {
  it("are as Velero defines them", () => {
    const schema = definitions("velero").get("kubernetes:velero.io/v1:BackupStorageLocation");
    for (const { manifest } of storageLocations("velero", locations))
      assert.equal(schema?.safeParse(manifest).success, true);
  });

  it("are written to at home alone, which is the default", () => {
    const found = storageLocations("velero", locations).map(({ manifest }) => [
      manifest.metadata.name,
      Object(manifest["spec"]).accessMode,
      Object(manifest["spec"]).default,
    ]);
    assert.deepEqual(found, [
      ["default", "ReadWrite", true],
      ["copy", "ReadOnly", false],
      ["recovery", "ReadOnly", false],
    ]);
  });

  it("keep a snapshot that is the backup, and drop one that was copied", () => {
    const policy = (volumes: "move" | "snapshot") =>
      volumeSnapshotClass({ driver: "ebs.csi.aws.com", parameters: {} }, volumes)["deletionPolicy"];
    assert.deepEqual([policy("snapshot"), policy("move")], ["Retain", "Delete"]);
  });
});

describe("the alarms of backups", () => {
  const rules = alertRules({ ...settings, rehearsal });

  for (const { alert, expr } of rules)
    it(`${alert} is PromQL: ${expr.slice(0, 60)}`, () => {
      const faults: string[] = [];
      const enter = ({ type, from }: { readonly type: { readonly isError: boolean }; readonly from: number }): void => {
        if (type.isError) faults.push(expr.slice(from));
      };
      parser.parse(expr).iterate({ enter });
      assert.deepEqual(faults, []);
    });

  it("name their section of the runbook, how bad it is, and what is wrong", () => {
    for (const { alert, annotations, labels } of rules) {
      assert.equal(annotations.runbook_url, `docs/runbooks/backup-alarms.md#${alert.toLowerCase()}`);
      assert.ok(["critical", "warning"].includes(labels.severity));
      assert.match(annotations.summary, /\.$/);
    }
  });

  it("watch each schedule by its own longest gap and an hour", () => {
    const limits = rules.filter(({ alert }) => alert === "BackupTooOld").map(({ expr }) => /> (\d+)/.exec(expr)?.[1]);
    // daily, monthly (31 days) and weekly
    assert.deepEqual(
      limits,
      [25, 31 * 24 + 1, 7 * 24 + 1].map((hours) => String(hours * 3600)),
    );
  });

  it("miss a rehearsal only where there is one", () => {
    const has = (more: object): boolean =>
      alertRules({ ...settings, ...more }).some(({ alert }) => alert === "RehearsalMissing");
    assert.deepEqual([has({ rehearsal }), has({})], [true, false]);
  });

  it("stand in a file that Prometheus loads", () => {
    const { groups } = JSON.parse(ruleFile(settings));
    assert.equal(groups[0].rules.length, rules.length - 1);
  });
});

describe("the rehearsal of a restore", () => {
  it("restores the newest backup of the schedule that runs most often", () => {
    assert.equal(rehearsedSchedule(settings, "shop"), "daily");
    const daily = { cron: "0 2 * * *", keepDays: 30, namespaces: ["billing"] };
    assert.equal(rehearsedSchedule({ ...settings, schedules: { ...settings.schedules, daily } }, "shop"), "weekly");
  });

  it("restores no policy of the network, so that the copy can speak to nobody", () => {
    assert.ok(!rehearsedKinds.some((kind) => kind.startsWith("networkpolicies")));
    const { restore } = rehearsalCommands("velero", "daily", rehearsal);
    assert.ok(restore.includes(`--include-resources=${rehearsedKinds.join(",")}`));
    assert.ok(restore.includes("--namespace-mappings=shop:shop-rehearsal"));
  });

  it("takes away only what a restore made, in the scratch namespace", () => {
    const { clear } = rehearsalCommands("velero", "daily", rehearsal);
    assert.ok(clear.includes("--namespace=shop-rehearsal") && clear.includes("--selector=velero.io/restore-name"));
  });

  it("may do nothing in the namespace that it rehearses, and nothing without naming it", () => {
    const { restores, restored } = rehearsalRights("velero", "shop-rehearsal");
    const namespaces = [restores, restored].map(([role]) => Object(role.metadata).namespace);
    assert.deepEqual(namespaces, ["velero", "shop-rehearsal"]);
    assert.doesNotMatch(JSON.stringify([restores[0].rules, restored[0].rules]), /"\*"/);
  });

  it("fits level restricted, and every container names its resources", () => {
    const { spec } = Object(rehearsalJob("velero", "daily", rehearsal).spec).jobTemplate.spec.template;
    assert.equal(spec.securityContext.runAsNonRoot, true);
    for (const { securityContext, resources } of [...spec.initContainers, ...spec.containers]) {
      assert.equal(securityContext.allowPrivilegeEscalation, false);
      assert.ok(resources.requests.cpu !== undefined && resources.limits.memory !== undefined);
    }
  });
});

describe("what the chart of Velero is told", () => {
  const values = (volumes: "move" | "leave", identityLabels = {}) =>
    chartValues({ cloud: "aks", volumes, identityLabels });

  it("runs node agents only where volumes are moved, and never with the node's file systems", () => {
    assert.equal(values("leave")["deployNodeAgent"], false);
    assert.equal(Object(values("move")["nodeAgent"]).disableHostPath, true);
  });

  it("labels server, agents and workers apart, and all with the label of the identity", () => {
    const labels = { "azure.workload.identity/use": "true" };
    const found = values("move", labels);
    const worker = JSON.parse(nodeAgentSettings(labels)).podLabels;
    const maintenance = Object(found["configuration"]).repositoryMaintenanceJob.repositoryConfigData.global.podLabels;
    assert.deepEqual(found["podLabels"], { ...podLabelsOf("server"), ...labels });
    assert.deepEqual(Object(found["nodeAgent"]).podLabels, { ...podLabelsOf("node-agent"), ...labels });
    assert.deepEqual(
      [worker, maintenance],
      [
        { ...podLabelsOf("worker"), ...labels },
        { ...podLabelsOf("worker"), ...labels },
      ],
    );
    assert.equal(new Set(components.map((each) => JSON.stringify(podLabelsOf(each)))).size, components.length);
  });

  it("holds no secret", () => {
    assert.equal(Object(values("move")["credentials"]).useSecret, false);
  });
});
