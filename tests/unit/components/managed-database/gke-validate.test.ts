import * as assert from "node:assert/strict";
import fc from "fast-check";
import type { Creation, Place } from "../../../../components/managed-database/contract";
import { connectionsOf, machineOf, predefinedCpus } from "../../../../components/managed-database/gke/machines";
import { flagsOf, parameters } from "../../../../components/managed-database/gke/parameters";
import { gkeFaults } from "../../../../components/managed-database/gke/validate";
import { backupRegion, creation, region } from "./gke-support";

type Changes = Partial<Creation<"gke">>;

const home: Place = { region, backupRegion, zones: ["europe-west1-b", "europe-west1-c", "europe-west1-d"] };
const week: Changes = { backups: { ...creation.backups, retentionDays: 7 } };

const faultsOf = (changes: Changes, place: Partial<Place> = {}) =>
  gkeFaults({ ...creation, ...changes }, { ...home, ...place });

describe("validation of a database on Google Cloud", () => {
  const valid: readonly (readonly [string, Changes, Partial<Place>?])[] = [
    ["the defaults", {}],
    ["7 days on Enterprise Plus", week],
    ["a custom tier with 7 days and a standby", { ...week, tier: "db-custom-2-7680" }],
    ["a custom tier with one CPU", { ...week, tier: "db-custom-1-3840" }],
    ["the most memory of a custom tier", { ...week, tier: "db-custom-2-13312" }],
    ["shared cores without a standby", { ...week, tier: "db-g1-small", highAvailability: false }],
    [
      "Enterprise where Enterprise Plus is not offered",
      { ...week, tier: "db-custom-2-7680" },
      { region: "europe-north2" },
    ],
    ["backups alone where Enterprise Plus is not offered", { replica: false }, { backupRegion: "europe-north2" }],
    ["the least and the most storage", { storage: { initialGiB: 10, maximumGiB: 65_536 } }],
    ["maintenance at midnight", { maintenance: { day: "Monday", start: "00:00" } }],
    ["a slower limit of slow queries", { parameters: { log_min_duration_statement: "60000" } }],
    ["more classes of audit", { parameters: { "pgaudit.log": "ddl, role, write" } }],
    ["all classes of audit", { parameters: { "pgaudit.log": "all" } }],
    ["a parameter of the package at its own value", { parameters: { log_connections: "on" } }],
    ["a parameter that the package leaves alone", { parameters: { work_mem: "65536" } }],
    ["logical decoding without the replica", { replica: false, parameters: { "cloudsql.logical_decoding": "on" } }],
    [
      "a channel that exists",
      { alarms: { ...creation.alarms, existing: "projects/shop-1234/notificationChannels/123" } },
    ],
    ["a restored instance", { restored: "database-restored" }],
  ];
  for (const [title, changes, place] of valid)
    it(`accepts ${title}`, () => {
      assert.deepEqual(faultsOf(changes, place), []);
    });

  const invalid: readonly (readonly [string, Changes, readonly string[], Partial<Place>?])[] = [
    ["a custom tier with 35 days", { tier: "db-custom-2-7680" }, ["backups.retentionDays"]],
    [
      "a custom tier with 8 days",
      { tier: "db-custom-2-7680", backups: { ...creation.backups, retentionDays: 8 } },
      ["backups.retentionDays"],
    ],
    ["shared cores with a standby", { ...week, tier: "db-f1-micro" }, ["tier"]],
    ["a number of CPUs that is not sold", { tier: "db-perf-optimized-N-3" }, ["tier"]],
    ["a machine of another series", { ...week, tier: "db-c4a-highmem-4" }, ["tier"]],
    ["an odd number of custom CPUs", { ...week, tier: "db-custom-3-7680" }, ["tier"]],
    ["more than 96 custom CPUs", { ...week, tier: "db-custom-98-131072" }, ["tier"]],
    ["custom memory off its steps", { ...week, tier: "db-custom-2-7700" }, ["tier"]],
    ["too little custom memory", { ...week, tier: "db-custom-1-3584" }, ["tier"]],
    ["too little custom memory for its CPUs", { ...week, tier: "db-custom-8-7168" }, ["tier"]],
    ["too much custom memory for its CPUs", { ...week, tier: "db-custom-2-13568" }, ["tier"]],
    ["a region without Enterprise Plus", {}, ["tier"], { region: "europe-north2" }],
    ["a replica in a region without Enterprise Plus", {}, ["tier"], { backupRegion: "northamerica-south1" }],
    [
      "a replica in a region to which no backup may go",
      { backups: { ...creation.backups, secondRegion: false } },
      ["replica"],
    ],
    ["too little storage", { storage: { initialGiB: 9, maximumGiB: 100 } }, ["storage.initialGiB"]],
    ["too much storage", { storage: { initialGiB: 10, maximumGiB: 65_537 } }, ["storage.maximumGiB"]],
    ["maintenance off the hour", { maintenance: { day: "Monday", start: "03:30" } }, ["maintenance.start"]],
    [
      "login by identity switched off",
      { parameters: { "cloudsql.iam_authentication": "off" } },
      ['parameters["cloudsql.iam_authentication"]'],
    ],
    [
      "audit switched off",
      { parameters: { "cloudsql.enable_pgaudit": "off" } },
      ['parameters["cloudsql.enable_pgaudit"]'],
    ],
    ["audit of nothing", { parameters: { "pgaudit.log": "none" } }, ['parameters["pgaudit.log"]']],
    ["audit without roles", { parameters: { "pgaudit.log": "ddl" } }, ['parameters["pgaudit.log"]']],
    ["audit with a class taken away", { parameters: { "pgaudit.log": "all,-role" } }, ['parameters["pgaudit.log"]']],
    ["MD5 passwords", { parameters: { password_encryption: "md5" } }, ["parameters.password_encryption"]],
    ["logins off the record", { parameters: { log_connections: "off" } }, ["parameters.log_connections"]],
    [
      "slow queries off the record",
      { parameters: { log_min_duration_statement: "-1" } },
      ["parameters.log_min_duration_statement"],
    ],
    [
      "transactions without end",
      { parameters: { idle_in_transaction_session_timeout: "0" } },
      ["parameters.idle_in_transaction_session_timeout"],
    ],
    ["a server without vacuum", { parameters: { autovacuum: "off" } }, ["parameters.autovacuum"]],
    [
      "parameters of TLS",
      { parameters: { ssl_min_protocol_version: "TLSv1" } },
      ["parameters.ssl_min_protocol_version"],
    ],
    ["connections in words", { parameters: { max_connections: "many" } }, ["parameters.max_connections"]],
    [
      "logical decoding beside the replica",
      { parameters: { "cloudsql.logical_decoding": "on" } },
      ['parameters["cloudsql.logical_decoding"]'],
    ],
    ["a topic of AWS", { alarms: { ...creation.alarms, existing: "arn:aws:sns:eu-west-1:1:t" } }, ["alarms.existing"]],
    ["a restored instance by its path", { restored: "projects/shop-1234/instances/a" }, ["restored"]],
  ];
  for (const [title, changes, paths, place] of invalid)
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        faultsOf(changes, place).map(({ path }) => path),
        paths,
      );
    });

  it("names regions of the same continent that have Enterprise Plus", () => {
    const [fault] = faultsOf({}, { region: "northamerica-south1" });
    assert.equal(fault?.allowed, "Enterprise Plus in northamerica-northeast1, northamerica-northeast2");
  });

  it("says what keeps 35 days", () => {
    const [fault] = faultsOf({ tier: "db-custom-2-7680" });
    assert.match(fault?.cure ?? "", /db-perf-optimized-N-2, or keep 7 days/);
  });
});

describe("the machines of Cloud SQL", () => {
  it("have 8 GiB for each predefined CPU", () => {
    fc.assert(
      fc.property(fc.constantFrom(...predefinedCpus), (cpus) => {
        const machine = { edition: "ENTERPRISE_PLUS", memoryGiB: cpus * 8, shared: false };
        assert.deepEqual(machineOf(`db-perf-optimized-N-${cpus}`), machine);
      }),
    );
  });

  it("are never custom beyond their bounds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 700_000 }), (cpus, memoryMiB) => {
        const machine = machineOf(`db-custom-${cpus}-${memoryMiB}`);
        if (machine === undefined) return;
        assert.ok(cpus === 1 || (cpus % 2 === 0 && cpus <= 96));
        assert.ok(memoryMiB >= 3840 && memoryMiB % 256 === 0);
        assert.ok(machine.memoryGiB / cpus >= 0.9 && machine.memoryGiB / cpus <= 6.5);
        assert.equal(machine.edition, "ENTERPRISE");
      }),
    );
  });

  const connections: readonly (readonly [string, number])[] = [
    ["db-f1-micro", 25],
    ["db-g1-small", 50],
    ["db-custom-1-3840", 100],
    ["db-custom-2-7680", 400],
    ["db-perf-optimized-N-2", 500],
    ["db-perf-optimized-N-4", 600],
    ["db-perf-optimized-N-8", 800],
    ["db-perf-optimized-N-16", 1000],
  ];
  for (const [tier, most] of connections)
    it(`take ${most} connections with ${tier}`, () => assert.equal(connectionsOf(tier), most));
});

describe("the parameters of Cloud SQL", () => {
  it("say why they are set", () => {
    for (const [name, { why }] of Object.entries(parameters)) assert.match(why, /\.$/, name);
  });

  it("come in one order, each once, whatever the stack file adds", () => {
    const own = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,20}$/), fc.string(), { noNullPrototype: true });
    fc.assert(
      fc.property(own, (added) => {
        const names = flagsOf(creation.tier, added).map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)].sort());
        for (const name of [...Object.keys(parameters), "max_connections", ...Object.keys(added)])
          assert.ok(names.includes(name), name);
      }),
    );
  });
});
