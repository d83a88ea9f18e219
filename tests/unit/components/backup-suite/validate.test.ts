import fc from "fast-check";
import * as assert from "node:assert/strict";
import type { BackupSettings, Place, RecoverySettings } from "../../../../components/backup-suite/contract";
import { longestGap, shortestDistance, timetableOf } from "../../../../components/backup-suite/cron";
import { pairedRegions, partnersOf } from "../../../../components/backup-suite/gke/places";
import { backupFaults } from "../../../../components/backup-suite/validate";
import { type Cloud, clouds } from "../../../../components/shared/cloud";
import type { Fault } from "../../../../components/shared/faults";
import { places, runbook, settings } from "./support";

type Changes = Partial<Omit<BackupSettings<Cloud>, "recoverFrom">>;

const faultsOf = <C extends Cloud>(
  cloud: C,
  changes: Partial<BackupSettings<C>>,
  where: Partial<Place> = {},
): readonly Fault[] => backupFaults(cloud, settings<C>(changes), { ...places[cloud], ...where });

const daily = { cron: "0 2 * * *", keepDays: 30 };
const weekly = { cron: "0 3 * * 0", keepDays: 90 };
const rehearsal = { cron: "0 6 * * 6", from: "shop", into: "rehearsal" };

/** Exactly one fault, at that path, whose words match. */
function assertOne(faults: readonly Fault[], path: string, says: RegExp): void {
  assert.deepEqual(
    faults.map((fault) => fault.path),
    [path],
  );
  const [fault] = faults;
  assert.match([fault?.problem, fault?.allowed, fault?.cure].join("\n"), says);
}

describe("the checks of backups", () => {
  const valid: readonly (readonly [string, Changes])[] = [
    ["the defaults", {}],
    ["one schedule", { schedules: { daily } }],
    ["no lock", { store: { lockDays: 0, keepDeletedDays: 1 } }],
    ["a lock as long as the shortest schedule", { store: { lockDays: 30, keepDeletedDays: 30 } }],
    ["snapshots that stay at home, where nothing is copied", { volumes: "snapshot", secondRegion: false }],
    ["volumes that are left out", { volumes: "leave" }],
    ["a rehearsal", { rehearsal }],
    ["starts half an hour apart", { schedules: { daily, weekly: { ...weekly, cron: "30 2 * * 0" } } }],
    [
      "starts at one time on days that never meet",
      {
        schedules: { odd: { cron: "0 2 * * 1", keepDays: 30 }, even: { cron: "0 2 * * 3", keepDays: 30 } },
        rpoHours: 168,
      },
    ],
    ["names of months and days", { schedules: { daily, yearly: { cron: "0 5 1 JAN *", keepDays: 3650 } } }],
    [
      "every namespace in some schedule that is often enough",
      {
        schedules: {
          hourly: { cron: "0 * * * *", keepDays: 30, namespaces: ["shop"] },
          daily: { cron: "30 2 * * *", keepDays: 30, namespaces: ["shop", "blog"] },
        },
      },
    ],
    ["the longest of everything", { rpoHours: 168, schedules: { weekly: { ...weekly, keepDays: 3650 } } }],
  ];
  for (const cloud of clouds)
    for (const [title, changes] of valid)
      it(`take ${title} on ${cloud}`, () => assert.deepEqual(faultsOf(cloud, changes), []));

  const schedule = (changes: Partial<BackupSettings<Cloud>["schedules"][string]>): Changes => ({
    schedules: { daily: { ...daily, ...changes } },
  });
  const list = (...namespaces: readonly string[]): Changes => schedule({ namespaces });
  const invalid: readonly (readonly [string, Changes, string, RegExp, Partial<Place>?])[] = [
    ["no schedule", { schedules: {} }, "schedules", /one schedule or more/],
    ["a schedule that is no label", { schedules: { Daily: daily } }, "schedules.Daily", /DNS label/],
    [
      "a name that does not leave room for the time",
      { schedules: { [`a${"b".repeat(30)}`]: daily } },
      `schedules.a${"b".repeat(30)}`,
      /at most 30/,
    ],
    ["a schedule that keeps nothing", { ...schedule({ keepDays: 0 }) }, "schedules.daily.keepDays", /1 to 3650/],
    ["more than ten years", schedule({ keepDays: 3651 }), "schedules.daily.keepDays", /1 to 3650/],
    ["parts of days", schedule({ keepDays: 29.5 }), "schedules.daily.keepDays", /whole days/],
    ["cron with seconds", schedule({ cron: "0 0 2 * * *" }), "schedules.daily.cron", /leave seconds out/],
    ["an interval", schedule({ cron: "@every 24h" }), "schedules.daily.cron", /@every/],
    ["a nickname", schedule({ cron: "@daily" }), "schedules.daily.cron", /five fields/],
    ["four fields", schedule({ cron: "0 2 * *" }), "schedules.daily.cron", /five fields/],
    ["an hour that no day has", schedule({ cron: "0 24 * * *" }), "schedules.daily.cron", /five fields/],
    ["a day that no year has", schedule({ cron: "0 2 30 2 *" }), "schedules.daily.cron", /come true on some day/],
    ["a last day, which Velero does not read", schedule({ cron: "0 2 L * *" }), "schedules.daily.cron", /five fields/],
    ["a seventh day of the week", schedule({ cron: "0 2 * * 7" }), "schedules.daily.cron", /five fields/],
    ["an empty list", list(), "schedules.daily.namespaces", /remove the list/],
    ["a namespace twice", list("shop", "shop"), "schedules.daily.namespaces[1]", /stands there twice/],
    ["a namespace by no name", list("Shop"), "schedules.daily.namespaces[0]", /name of a namespace/],
    [
      "two starts at once",
      { schedules: { daily, weekly: { ...weekly, cron: "0 2 * * 0" } } },
      "schedules.weekly.cron",
      /within 30 minutes of daily/,
    ],
    [
      "two starts over midnight",
      { schedules: { daily: { ...daily, cron: "50 23 * * *" }, weekly: { ...weekly, cron: "10 0 * * 1" } } },
      "schedules.weekly.cron",
      /within 30 minutes of daily/,
    ],
    [
      "two starts that meet once a year",
      { schedules: { daily, yearly: { cron: "15 2 29 2 *", keepDays: 365 } } },
      "schedules.yearly.cron",
      /on some day/,
    ],
    ["hours that are none", { rpoHours: 0 }, "rpoHours", /1 to 168/],
    ["more hours than a week", { rpoHours: 169 }, "rpoHours", /1 to 168/],
    ["hours that no schedule keeps", { rpoHours: 23 }, "rpoHours", /by no schedule of all that no list names/],
    [
      "a namespace that is backed up too seldom",
      { schedules: { daily: { ...daily, namespaces: ["shop"] }, weekly: { ...weekly, namespaces: ["blog"] } } },
      "rpoHours",
      /by no schedule of blog/,
    ],
    [
      "the rest of the stack backed up too seldom",
      { schedules: { daily: { ...daily, namespaces: ["shop"] }, weekly } },
      "rpoHours",
      /all that no list names/,
    ],
    ["weekdays, which leave out two days", schedule({ cron: "0 2 * * 1-5" }), "rpoHours", /let one schedule/],
    ["less than no lock", { store: { lockDays: -1, keepDeletedDays: 30 } }, "store.lockDays", /0 or more/],
    ["a lock of parts of days", { store: { lockDays: 13.5, keepDeletedDays: 30 } }, "store.lockDays", /whole days/],
    [
      "a lock that outlives a backup",
      { store: { lockDays: 31, keepDeletedDays: 40 } },
      "store.lockDays",
      /longer than a backup is kept.*0 to 30/s,
    ],
    ["nothing brought back", { store: { lockDays: 0, keepDeletedDays: 0 } }, "store.keepDeletedDays", /1 or more/],
    [
      "less brought back than locked",
      { store: { lockDays: 14, keepDeletedDays: 13 } },
      "store.keepDeletedDays",
      /14 or more/,
    ],
    ["snapshots with a second region", { volumes: "snapshot" }, "volumes", /take move.*or leave/],
    ["a namespace of Velero by no name", { namespace: "Velero" }, "namespace", /DNS label/],
    [
      "a rehearsal at no time",
      { rehearsal: { ...rehearsal, cron: "every Saturday" } },
      "rehearsal.cron",
      /five fields/,
    ],
    [
      "a rehearsal of what is not backed up",
      { schedules: { daily: { ...daily, namespaces: ["blog"] } }, rehearsal },
      "rehearsal.from",
      /by no schedule/,
    ],
    [
      "a rehearsal over what is tried",
      { rehearsal: { ...rehearsal, into: "shop" } },
      "rehearsal.into",
      /whose backup is tried/,
    ],
    [
      "a rehearsal over Velero",
      { rehearsal: { ...rehearsal, into: "velero" } },
      "rehearsal.into",
      /namespace of Velero/,
    ],
    [
      "a rehearsal over what is backed up",
      { schedules: { daily, hourly: { cron: "0 9 * * *", keepDays: 30, namespaces: ["rehearsal"] } }, rehearsal },
      "rehearsal.into",
      /is backed up by hourly/,
    ],
    ["a rehearsal into no name", { rehearsal: { ...rehearsal, into: "" } }, "rehearsal.into", /name of a namespace/],
  ];
  for (const cloud of clouds) {
    for (const [title, changes, path, says] of invalid)
      it(`refuse ${title} on ${cloud}`, () => assertOne(faultsOf(cloud, changes), path, says));

    it(`refuse the home region as its own second one on ${cloud}`, () => {
      const { region } = places[cloud];
      assertOne(faultsOf(cloud, {}, { backupRegion: region }), "secondRegion", /the home region/);
      assert.deepEqual(faultsOf(cloud, { secondRegion: false }, { backupRegion: region }), []);
    });
  }

  it("report every fault at once", () => {
    const faults = faultsOf("gke", {
      schedules: { daily: { cron: "@daily", keepDays: 0 } },
      rpoHours: 0,
      store: { lockDays: -1, keepDeletedDays: 0 },
      volumes: "snapshot",
      alarms: { runbook, existing: "pager" },
    });
    assert.deepEqual(
      faults.map(({ path }) => path),
      [
        "schedules.daily.cron",
        "schedules.daily.keepDays",
        "rpoHours",
        "store.lockDays",
        "store.keepDeletedDays",
        "volumes",
        "alarms.existing",
      ],
    );
  });
});

describe("the checks of backups on each cloud", () => {
  const awsKey = "arn:aws:kms:eu-west-3:111122223333:key/0a-1b";
  const aws: RecoverySettings["eks"] = { bucket: "other", region: "eu-west-3", keyArn: awsKey };
  const azure = { storageAccount: "other", container: "velero", resourceGroup: "other-group" };

  it("take another cluster's backups by their names", () => {
    assert.deepEqual(faultsOf("eks", { recoverFrom: aws }), []);
    assert.deepEqual(faultsOf("gke", { recoverFrom: { bucket: "other.backups" } }), []);
    assert.deepEqual(faultsOf("aks", { recoverFrom: azure }), []);
  });

  const cases: readonly (readonly [string, () => readonly Fault[], string, RegExp])[] = [
    [
      "a topic of another region",
      () => faultsOf("eks", { alarms: { runbook, existing: "arn:aws:sns:eu-central-1:111122223333:pager" } }),
      "alarms.existing",
      /eu-west-1/,
    ],
    [
      "a second region of another partition",
      () => faultsOf("eks", {}, { backupRegion: "cn-north-1" }),
      "secondRegion",
      /share no account/,
    ],
    [
      "a bucket by its address",
      () => faultsOf("eks", { recoverFrom: { ...aws, bucket: "s3://other" } }),
      "recoverFrom.bucket",
      /without s3/,
    ],
    [
      "a region that is none",
      () => faultsOf("eks", { recoverFrom: { ...aws, region: "Paris" } }),
      "recoverFrom.region",
      /such as eu-west-1/,
    ],
    [
      "a key of another region than its bucket",
      () => faultsOf("eks", { recoverFrom: { ...aws, region: "eu-west-1" } }),
      "recoverFrom.keyArn",
      /arn:aws:kms:eu-west-1/,
    ],
    [
      "a lock that soft deletion does not know",
      () => faultsOf("gke", { store: { lockDays: 3, keepDeletedDays: 30 } }),
      "store.lockDays",
      /0, or 7 to 90/,
    ],
    [
      "a longer lock than soft deletion knows",
      () =>
        faultsOf("gke", {
          schedules: { daily: { ...daily, keepDays: 365 } },
          store: { lockDays: 91, keepDeletedDays: 91 },
        }),
      "store.lockDays",
      /7 to 90/,
    ],
    [
      "a second region of another continent",
      () => faultsOf("gke", {}, { backupRegion: "us-central1" }),
      "secondRegion",
      /one of .*europe-west2, .*europe-west4/,
    ],
    [
      "a region that shares buckets with none",
      () => faultsOf("gke", {}, { region: "me-west1" }),
      "secondRegion",
      /keeps no bucket there.*true in asia-east1/s,
    ],
    [
      "a channel by no name",
      () => faultsOf("gke", { alarms: { runbook, existing: "pager" } }),
      "alarms.existing",
      /notificationChannels/,
    ],
    [
      "a bucket of Google by its address",
      () => faultsOf("gke", { recoverFrom: { bucket: "gs://other" } }),
      "recoverFrom.bucket",
      /without gs/,
    ],
    [
      "more days than Azure keeps deleted blobs",
      () => faultsOf("aks", { store: { lockDays: 14, keepDeletedDays: 366 } }),
      "store.keepDeletedDays",
      /1 to 365/,
    ],
    [
      "an action group by no id",
      () => faultsOf("aks", { alarms: { runbook, existing: "oncall" } }),
      "alarms.existing",
      /actionGroups\/NAME/,
    ],
    [
      "an account by its address",
      () => faultsOf("aks", { recoverFrom: { ...azure, storageAccount: "other.blob.core.windows.net" } }),
      "recoverFrom.storageAccount",
      /3 to 24/,
    ],
    [
      "a container that is none",
      () => faultsOf("aks", { recoverFrom: { ...azure, container: "a--b" } }),
      "recoverFrom.container",
      /single dashes/,
    ],
    [
      "a group by its id",
      () => faultsOf("aks", { recoverFrom: { ...azure, resourceGroup: "/subscriptions/1" } }),
      "recoverFrom.resourceGroup",
      /resource group/,
    ],
  ];
  for (const [title, faults, path, says] of cases) it(`refuse ${title}`, () => assertOne(faults(), path, says));
});

describe("the defaults of backups", () => {
  const aws = ["eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1", "us-east-1", "us-west-2", "ap-southeast-2"];
  const azure = ["uksouth", "ukwest", "westeurope", "northeurope", "swedencentral", "eastus2", "centralus"];
  const pairsOf = (regions: readonly string[]): readonly Place[] =>
    regions.flatMap((region) =>
      regions.filter((each) => each !== region).map((backupRegion) => ({ region, backupRegion })),
    );
  const pairs: { readonly [C in Cloud]: readonly Place[] } = {
    gke: pairedRegions.flatMap((region) => partnersOf(region).map((backupRegion) => ({ region, backupRegion }))),
    eks: [
      ...pairsOf(aws),
      ...pairsOf(["cn-north-1", "cn-northwest-1"]),
      ...pairsOf(["us-gov-east-1", "us-gov-west-1"]),
    ],
    aks: pairsOf(azure),
  };
  for (const cloud of clouds)
    it(`are without fault between all ${pairs[cloud].length} pairs of regions of ${cloud}`, () => {
      assert.ok(pairs[cloud].length > 20);
      for (const place of pairs[cloud])
        assert.deepEqual(faultsOf(cloud, {}, place), [], `${place.region} ${place.backupRegion}`);
    });
});

describe("the timetable of a schedule", () => {
  const tableOf = (cron: string) => timetableOf(cron) ?? assert.fail(`${cron} cannot be read`);
  const hours = (cron: string): number => longestGap(tableOf(cron)) / 60;

  for (const [cron, gap] of [
    ["0 2 * * *", 24],
    ["0 */6 * * *", 6],
    ["0 2 * * 0", 168],
    ["0 2 * * 1-5", 72],
    ["0 4 1 * *", 31 * 24],
    ["0 4 1 1 *", 366 * 24],
    ["0 4 29 2 *", 1461 * 24],
    ["0 1,23 * * *", 22],
    ["0 2 1 * 1", 168],
  ] as const)
    it(`of ${cron} leaves ${gap} hours at most`, () => assert.equal(hours(cron), gap));

  it("is the same however its days are written", () => {
    assert.deepEqual(tableOf("0 2 * * SUN"), tableOf("0 2 * * 0"));
    assert.deepEqual(tableOf("0 2 * jan-mar *"), tableOf("0 2 * 1-3 *"));
    assert.deepEqual(tableOf("0 2 ? * *"), tableOf("0 2 * * *"));
  });

  const minute = fc.integer({ min: 0, max: 59 });
  const hour = fc.integer({ min: 0, max: 23 });
  const day = fc.integer({ min: 0, max: 6 });
  const time = fc.tuple(minute, hour, fc.option(day, { nil: "*" }));

  it("is as far from another as a clock that counts every minute of the week says", () => {
    /** Minutes of the week at which it starts. */
    const starts = ([at, of, on]: readonly [number, number, number | string]): readonly number[] =>
      Array.from({ length: 7 }, (_, each) => each)
        .filter((each) => on === "*" || on === each)
        .map((each) => (each * 24 + of) * 60 + at);
    const week = 7 * 24 * 60;
    const apart = (a: number, b: number): number => Math.min(Math.abs(a - b), week - Math.abs(a - b));
    fc.assert(
      fc.property(time, time, (a, b) => {
        const tables = [a, b].map(([at, of, on]) => tableOf(`${at} ${of} * * ${on}`));
        const [first = assert.fail(), second = assert.fail()] = tables;
        const expected = Math.min(...starts(a).flatMap((each) => starts(b).map((other) => apart(each, other))));
        const found = shortestDistance(first, second);
        assert.equal(shortestDistance(second, first), found);
        // What is further apart than a day is not looked at.
        if (expected < 30) assert.equal(found, expected);
        else assert.ok(found >= 30);
      }),
    );
  });

  it("is near another over midnight on the right day alone", () => {
    const late = tableOf("50 23 * * 1");
    assert.equal(shortestDistance(late, tableOf("10 0 * * 2")), 20);
    assert.equal(shortestDistance(tableOf("10 0 * * 2"), late), 20);
    assert.ok(shortestDistance(late, tableOf("10 0 * * 0")) >= 30);
    assert.ok(shortestDistance(tableOf("10 0 * * 0"), late) >= 30);
  });

  it("is read in a moment, however often it starts", () => {
    const before = performance.now();
    assert.equal(longestGap(tableOf("* * * * *")), 1);
    assert.equal(shortestDistance(tableOf("* * * * *"), tableOf("*/7 * * * *")), 0);
    assert.ok(performance.now() - before < 1000);
  });
});
