import assert from "node:assert/strict";
import {
  announcedName,
  pairOf,
  regionsWithBoth,
  standbysIn,
} from "../../../../components/managed-database/aks/regions";
import { aksFaults } from "../../../../components/managed-database/aks/validate";
import type { Creation, Place } from "../../../../components/managed-database/contract";
import { pairedRegions } from "../../../../stacks/settings/aks/regions";
import { settings } from "./aks-support";

const uksouth: Place = { region: "uksouth", backupRegion: "ukwest", zones: ["uksouth-1", "uksouth-2", "uksouth-3"] };
const at = (region: string, backupRegion: string): Place => ({
  region,
  backupRegion,
  zones: [`${region}-1`, `${region}-2`, `${region}-3`],
});
const westEurope = at("westeurope", "northeurope");

const { backups, alarms } = settings();
type Changes = Partial<Creation<"aks">>;
const parameter = (name: string, value: string): Changes => ({ parameters: { [name]: value } });
const target = "/subscriptions/s/resourceGroups/g/providers/microsoft.insights/actionGroups/oncall";

describe("a PostgreSQL server on Azure is taken with", () => {
  const good: readonly [string, Changes, Place?][] = [
    ["the usual settings", {}],
    ["a burstable tier without a standby", { tier: "Standard_B2ms", highAvailability: false }],
    ["a memory-optimised tier", { tier: "Standard_E4ds_v5" }],
    ["a standby that Azure has granted", { highAvailabilityGranted: true }, westEurope],
    ["no standby where Azure makes no new ones", { highAvailability: false }, westEurope],
    [
      "neither where Azure has neither",
      { highAvailability: false, backups: { ...backups, secondRegion: false } },
      at("brazilsoutheast", "brazilsouth"),
    ],
    [
      "no second region where it copies nothing",
      { backups: { ...backups, secondRegion: false } },
      at("italynorth", "westeurope"),
    ],
    ["a disk that does not grow", { storage: { initialGiB: 512, maximumGiB: 512 } }],
    ["a disk just below 4 TiB", { storage: { initialGiB: 4095, maximumGiB: 4095 } }],
    ["a large disk that grows", { storage: { initialGiB: 8192, maximumGiB: 32767 } }],
    ["stricter TLS", parameter("ssl_min_protocol_version", "TLSv1.3")],
    ["more in the audit log", parameter("pgaudit.log", "DDL, ROLE, WRITE")],
    ["everything in the audit log", parameter("pgaudit.log", "all")],
    ["further extensions", parameter("azure.extensions", "pgaudit,pg_trgm,vector")],
    ["further libraries", parameter("shared_preload_libraries", "pg_cron,pgaudit,pg_stat_statements")],
    ["parameters of no concern", parameter("work_mem", "16384")],
    ["a group of alarms that exists", { alarms: { ...alarms, emails: [], existing: target } }],
  ];
  for (const [title, changes, place = uksouth] of good)
    it(title, () => assert.deepEqual(aksFaults(settings(changes), place), []));
});

describe("a PostgreSQL server on Azure is refused with", () => {
  const bad: readonly [string, Changes, readonly [path: string, says: RegExp], Place?][] = [
    ["a size that is none", { tier: "Standard_D3ds_v5" }, ["tier", /^$/]],
    ["a size of generation 6", { tier: "Standard_D2ds_v6" }, ["tier", /virtual network/]],
    ["a burstable tier and a standby", { tier: "Standard_B2ms" }, ["tier", /cannot have a standby/]],
    ["a standby where Azure makes no new ones", {}, ["highAvailability", /westeurope: Azure makes no new/], westEurope],
    [
      "a standby in a region of one zone",
      { backups: { ...backups, secondRegion: false } },
      ["highAvailability", /ukwest: it has no standby/],
      at("ukwest", "uksouth"),
    ],
    [
      "a standby in one zone",
      {},
      ["highAvailability", /needs two zones/],
      { ...uksouth, zones: ["uksouth-1", "uksouth-1"] },
    ],
    ["copies from where Azure makes none", {}, ["backups.secondRegion", /italynorth/], at("italynorth", "westeurope")],
    ["copies to where Azure makes none", {}, ["backups.secondRegion", /to ukwest alone/], at("uksouth", "westeurope")],
    [
      "a size of disk that is not sold",
      { storage: { initialGiB: 100, maximumGiB: 4095 } },
      ["storage.initialGiB", /^$/],
    ],
    [
      "a bound of growth that Azure does not keep",
      { storage: { initialGiB: 128, maximumGiB: 1024 } },
      ["storage.maximumGiB", /no bound/],
    ],
    ["growth from 4 TiB", { storage: { initialGiB: 4096, maximumGiB: 8192 } }, ["storage.maximumGiB", /no bound/]],
    ["TLS switched off", parameter("require_secure_transport", "off"), ["parameters.require_secure_transport", /^$/]],
    ["broken TLS", parameter("ssl_min_protocol_version", "TLSv1.1"), ["parameters.ssl_min_protocol_version", /^$/]],
    ["no audit log", parameter("pgaudit.log", "none"), ['parameters["pgaudit.log"]', /^$/]],
    [
      "no audit library",
      parameter("shared_preload_libraries", "pg_cron"),
      ["parameters.shared_preload_libraries", /^$/],
    ],
    [
      "the audit extension forbidden",
      parameter("azure.extensions", "vector"),
      ['parameters["azure.extensions"]', /^$/],
    ],
    ["connections unlogged", parameter("log_connections", "off"), ["parameters.log_connections", /^$/]],
    ["disconnections unlogged", parameter("log_disconnections", "off"), ["parameters.log_disconnections", /^$/]],
    [
      "slow statements unlogged",
      parameter("log_min_duration_statement", "-1"),
      ["parameters.log_min_duration_statement", /^$/],
    ],
    ["passwords in the log", parameter("log_statement", "ddl"), ["parameters.log_statement", /^$/]],
    [
      "commits that the standby lacks",
      parameter("synchronous_commit", "local"),
      ["parameters.synchronous_commit", /^$/],
    ],
    [
      "too few slots for the standby",
      parameter("max_replication_slots", "3"),
      ["parameters.max_replication_slots", /^$/],
    ],
    ["too few senders for the standby", parameter("max_wal_senders", "2"), ["parameters.max_wal_senders", /^$/]],
    ["too many connections", parameter("max_connections", "5001"), ["parameters.max_connections", /^$/]],
    ["an archive of its own", parameter("archive_command", "cp"), ["parameters.archive_command", /Azure's own/]],
    ["a target that is no group", { alarms: { ...alarms, existing: "oncall" } }, ["alarms.existing", /^$/]],
    [
      "receivers that the group does not know",
      { alarms: { ...alarms, existing: target } },
      ["alarms.existing", /beside receivers/],
    ],
    ["logs kept for a week", { logRetentionDays: 7 }, ["logRetentionDays", /^$/]],
  ];
  for (const [title, changes, [path, says], place = uksouth] of bad)
    it(title, () => {
      const faults = aksFaults(settings(changes), place);
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [path],
      );
      for (const { problem = "", allowed, cure } of faults) {
        assert.match(problem, says);
        assert.ok(allowed !== "" && cure !== "");
      }
    });

  it("several faults at once, each named", () => {
    const changes = { tier: "Standard_B2ms", logRetentionDays: 1, ...parameter("fsync", "off") };
    assert.deepEqual(
      aksFaults(settings(changes), uksouth).map(({ path }) => path),
      ["tier", "parameters.fsync", "logRetentionDays"],
    );
  });

  it("regions that can, named in the fault", () => {
    const [standby] = aksFaults(settings(), westEurope);
    assert.match(standby?.allowed ?? "", /uksouth/);
    assert.doesNotMatch(standby?.allowed ?? "", /westeurope/);
  });
});

describe("the regions of Azure", () => {
  for (const [region, pair] of Object.entries(pairedRegions)) {
    it(`${region} has standbys and the pair that stacks know`, () => {
      assert.notEqual(standbysIn(region), undefined);
      assert.equal(pairOf(region), pair);
    });

    it(`${pair} has a name for announcements`, () => assert.notEqual(announcedName(pair), pair));
  }

  it("with both features are many", () => assert.ok(regionsWithBoth.length >= 12));
  it("inherit nothing from what every object has", () => assert.equal(pairOf("constructor"), undefined));
});
