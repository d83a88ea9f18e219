import assert from "node:assert/strict";
import { clouds } from "../../../components/shared/cloud";
import { parseConfig } from "../../../stacks/config";
import { describeFaults } from "../../../stacks/settings/faults";
import { aksWithBackups, eksWithBackups, gkeWithBackups } from "../bad-stack-files/backups";
import { changed, configOf, type StackFile } from "../bad-stack-files/stack-file";

const good = { gke: gkeWithBackups, eks: eksWithBackups, aks: aksWithBackups };

type Changes = Readonly<Record<string, unknown>>;

const parse = (changes: Changes, file: StackFile = eksWithBackups) => parseConfig(configOf(changed(file, changes)));

const backupsOf = (changes: Changes, file?: StackFile) => {
  const { config, faults } = parse(changes, file);
  assert.equal(faults && describeFaults("The stack file", faults), undefined);
  return config?.backups;
};

const exemption = { owner: "platform", reason: "Data movers run as root.", expires: "2099-06-30" };
const rehearsal = { cron: "0 5 * * 1", from: "applications", into: "rehearsals" };
/** An application, and the store of the secrets that it needs. */
const shop = {
  secrets: { mode: "existing-store", store: "company" },
  applications: {
    shop: {
      namespace: "applications",
      database: { name: false },
      services: { redis: { mode: "external", host: "redis.example", port: 6379, range: "10.9.0.0/24" } },
    },
  },
};

describe("backups of a stack file", () => {
  it("are none without the section, and none where it is empty", () => {
    for (const backups of [undefined, {}]) assert.equal(backupsOf({ backups }), undefined);
  });

  for (const cloud of clouds)
    it(`are complete on ${cloud} with somebody to tell`, () => {
      const backups = backupsOf({}, good[cloud]);
      assert.ok(backups);
      const { alarms, ...others } = backups;
      assert.deepEqual(others, {
        namespace: "velero",
        schedules: {
          daily: { cron: "0 2 * * *", keepDays: 30 },
          weekly: { cron: "0 3 * * 0", keepDays: 90 },
          monthly: { cron: "0 4 1 * *", keepDays: 365 },
        },
        volumes: "move",
        store: { lockDays: 14, keepDeletedDays: 30 },
        secondRegion: true,
        rpoHours: 24,
        removal: "protect",
      });
      assert.equal(alarms.runbook, "docs/runbooks/backup-alarms.md");
    });

  it("take a map of schedules in the place of the default, not beside it", () => {
    const schedules = { often: { cron: "0 */6 * * *", keepDays: 14 } };
    assert.deepEqual(backupsOf({ "backups.schedules": schedules })?.schedules, schedules);
  });

  const recoveries = {
    gke: { bucket: "shop-backups" },
    eks: {
      bucket: "shop-backups",
      region: "eu-west-2",
      keyArn: "arn:aws:kms:eu-west-2:111122223333:key/mrk-0a1b2c3d",
    },
    aks: { storageAccount: "shopbackups", container: "velero", resourceGroup: "shop" },
  };
  for (const cloud of clouds)
    it(`name the backups of another cluster as ${cloud} does, and need every part of it`, () => {
      const recoverFrom = recoveries[cloud];
      assert.deepEqual(backupsOf({ "backups.recoverFrom": recoverFrom }, good[cloud])?.recoverFrom, recoverFrom);
      for (const key of Object.keys(recoverFrom)) {
        const { faults } = parse({ "backups.recoverFrom": { ...recoverFrom, [key]: undefined } }, good[cloud]);
        assert.deepEqual(
          faults?.map(({ path }) => path),
          [`backups.recoverFrom.${key}`],
        );
      }
    });
});

describe("rules of backups", () => {
  /** Each with the one fault that it has. */
  const clashes: readonly (readonly [title: string, Changes, path: string, problem: string])[] = [
    [
      "a namespace that is not there, and need not be more than restricted",
      { "backups.namespace": "backups", "backups.volumes": "leave" },
      "backups.namespace",
      "is not among the namespaces",
    ],
    [
      "data movers at level restricted",
      { "namespaces.velero": {} },
      "backups.namespace",
      "is at level restricted, and what moves volumes runs as root (uid 0)",
    ],
    [
      "data movers at level privileged",
      { "namespaces.velero": { level: "privileged", exemption } },
      "backups.namespace",
      "is at level privileged",
    ],
    [
      "a Velero that moves nothing at level privileged",
      { "namespaces.velero": { level: "privileged", exemption }, "backups.volumes": "leave" },
      "backups.namespace",
      "is at level privileged",
    ],
    [
      "the namespace of an application",
      { ...shop, "namespaces.applications": { level: "baseline", exemption }, "backups.namespace": "applications" },
      "backups.namespace",
      "is shared with application shop",
    ],
    [
      "the namespace of the databases' administration",
      { database: { mode: "in-cluster", administration: { namespace: "velero" } } },
      "backups.namespace",
      "is shared with the administration of the database",
    ],
    [
      "the namespace of External Secrets",
      {
        secrets: { mode: "install", namespace: "velero" },
        "namespaces.velero": {},
        "backups.volumes": "leave",
      },
      "backups.namespace",
      "is shared with External Secrets",
    ],
    [
      "a schedule of a namespace that is not there",
      { "backups.schedules": { daily: { cron: "0 2 * * *", keepDays: 30, namespaces: ["applications", "shop"] } } },
      "backups.schedules.daily.namespaces[1]",
      "is not among the namespaces",
    ],
    [
      "a rehearsal of a namespace that is not there",
      { "namespaces.rehearsals": {}, "backups.rehearsal": { ...rehearsal, from: "shop" } },
      "backups.rehearsal.from",
      "is not among the namespaces",
    ],
    [
      "a rehearsal of Velero itself",
      { "namespaces.rehearsals": {}, "backups.rehearsal": { ...rehearsal, from: "velero" } },
      "backups.rehearsal.from",
      "is the namespace of Velero, which is not backed up",
    ],
    [
      "a rehearsal into a namespace that is not there",
      { "backups.rehearsal": rehearsal },
      "backups.rehearsal.into",
      "is not among the namespaces",
    ],
    [
      "a rehearsal into the namespace of an application",
      { ...shop, "namespaces.shop": {}, "backups.rehearsal": { ...rehearsal, from: "shop", into: "applications" } },
      "backups.rehearsal.into",
      "is used by application shop",
    ],
    [
      "schedules of nothing but Velero itself",
      { "namespaces.applications": undefined },
      "backups.schedules",
      "keep nothing: there is no namespace but the one of Velero",
    ],
    [
      "copies that fall behind unheard",
      { "backups.alarms": undefined, "backups.removal": "retain" },
      "backups.alarms.existing",
      "is missing, and there is no database of mode create whose target could be told instead",
    ],
    [
      "copies that fall behind unheard beside a database for development",
      {
        database: { mode: "in-cluster" },
        "namespaces.databases": {},
        "backups.alarms": undefined,
        "backups.removal": "retain",
      },
      "backups.alarms.existing",
      "is missing, and there is no database of mode create whose target could be told instead",
    ],
  ];
  for (const [title, changes, path, problem] of clashes)
    it(`refuse ${title}`, () => {
      const faults = parse(changes).faults ?? [];
      assert.deepEqual(
        faults.map((fault) => [fault.path, fault.problem]),
        [[path, problem]],
      );
      for (const { allowed, cure } of faults) assert.ok(allowed.length > 0 && cure.length > 0);
    });

  const fits: readonly (readonly [title: string, Changes])[] = [
    ["a rehearsal into a namespace of its own", { "namespaces.rehearsals": {}, "backups.rehearsal": rehearsal }],
    ["a Velero that moves nothing at level restricted", { "namespaces.velero": {}, "backups.volumes": "leave" }],
    [
      "a first region alone, of which nobody hears",
      { "backups.secondRegion": false, "backups.volumes": "snapshot", "backups.alarms": undefined },
    ],
    [
      "the alarms of a database that is made",
      {
        database: { mode: "create", alarms: { emails: ["oncall@example.org"] } },
        "namespaces.databases": {},
        "backups.alarms": undefined,
        "backups.removal": "retain",
      },
    ],
  ];
  for (const [title, changes] of fits) it(`take ${title}`, () => assert.deepEqual(parse(changes).faults, undefined));

  it("say how to cure a level, and that baseline suffices", () => {
    const text = (changes: Changes): string => describeFaults("", parse(changes).faults ?? []);
    assert.match(text({ "namespaces.velero": {} }), /allowed: a namespace at level baseline, with an exemption/);
    assert.match(text({ "namespaces.velero": { level: "privileged", exemption } }), /cure: baseline suffices/);
    assert.match(text({ "backups.namespace": "backups" }), /at level baseline and with an exemption/);
    assert.match(
      text({ "backups.namespace": "backups", "backups.volumes": "leave" }),
      /cure: add `backups: {}` to namespaces/,
    );
  });

  it("tell every fault at once", () => {
    const { faults } = parse({
      "namespaces.velero": {},
      "backups.rpoHours": 6,
      "backups.rehearsal": { ...rehearsal, cron: "@daily" },
      "backups.alarms": {},
    });
    assert.deepEqual(
      faults?.map(({ path }) => path),
      [
        "backups.namespace",
        "backups.rpoHours",
        "backups.rehearsal.cron",
        "backups.rehearsal.into",
        "backups.alarms.existing",
      ],
    );
  });
});
