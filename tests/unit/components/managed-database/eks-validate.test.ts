import fc from "fast-check";
import * as assert from "node:assert/strict";
import type { Creation, Place } from "../../../../components/managed-database/contract";
import { connectionLimit, families, instanceClass } from "../../../../components/managed-database/eks/classes";
import { instanceIdentifier } from "../../../../components/managed-database/eks/names";
import { brokenRule, ownParameters } from "../../../../components/managed-database/eks/parameters";
import { eksFaults } from "../../../../components/managed-database/eks/validate";
import { backupWindow, maintenanceWindow, windowsOverlap } from "../../../../components/managed-database/eks/windows";
import { creationFaults } from "../../../../components/managed-database/validate";
import { creation } from "./eks-support";

const place: Place = { region: "eu-west-1", backupRegion: "eu-central-1", zones: ["a", "b", "c"] };
const large = { initialGiB: 400, maximumGiB: 4000 };

describe("the checks of a database on AWS", () => {
  const valid: readonly (readonly [string, Partial<Creation<"eks">>, Partial<Place>?])[] = [
    ["the defaults", {}],
    ["a memory-optimised class", { tier: "db.r8g.4xlarge" }],
    ["an Intel class", { tier: "db.m7i.large" }],
    ["a burstable class without a standby", { tier: "db.t4g.medium", highAvailability: false }],
    ["IOPS and throughput of striped storage", { storage: large, iops: 20_000, throughput: 1000 }],
    ["windows that follow each other", { maintenance: { day: "Monday", start: "02:00" } }],
    ["a topic of the region", { alarms: { ...creation.alarms, existing: "arn:aws:sns:eu-west-1:111122223333:pager" } }],
    ["more logging", { parameters: { log_min_duration_statement: "0", "pgaudit.log": "all" } }],
    ["a newer TLS", { parameters: { ssl_min_protocol_version: "TLSv1.3" } }],
    ["more libraries", { parameters: { shared_preload_libraries: "pg_cron, pgaudit, pg_stat_statements" } }],
    ["a parameter of one's own", { parameters: { work_mem: "65536" } }],
    ["an instance that was restored", { restored: "production-database-2" }],
    ["regions that the table does not know", {}, { region: "eu-central-2", backupRegion: "eu-south-2" }],
  ];
  for (const [title, changes, where = {}] of valid)
    it(`take ${title}`, () => {
      assert.deepEqual(creationFaults("eks", { ...creation, ...changes }, { ...place, ...where }), []);
    });

  const invalid: readonly (readonly [string, Partial<Creation<"eks">>, string, RegExp, Partial<Place>?])[] = [
    ["a class that there is not", { tier: "db.m99.large" }, "tier", /db\.m7g/],
    ["a family that RDS for PostgreSQL lacks", { tier: "db.z1d.large" }, "tier", /db\.r7g/],
    ["a size beyond the family", { tier: "db.m7g.48xlarge" }, "tier", /db\.m7g/],
    ["a size that only burstable families have", { tier: "db.m7g.medium" }, "tier", /take db\.m7g\.large/],
    ["a burstable class with a standby", { tier: "db.t4g.large" }, "tier", /CPU credits.*turn highAvailability off/s],
    ["too little storage", { storage: { initialGiB: 10, maximumGiB: 100 } }, "storage.initialGiB", /20 to 65536/],
    ["too much storage", { storage: { initialGiB: 100, maximumGiB: 70_000 } }, "storage.maximumGiB", /20 to 65536/],
    [
      "storage without room to grow",
      { storage: { initialGiB: 100, maximumGiB: 105 } },
      "storage.maximumGiB",
      /110 or more/,
    ],
    ["IOPS under 400 GiB", { iops: 12_000 }, "iops", /needs 400 GiB of storage, and it starts with 100/],
    ["throughput under 400 GiB", { throughput: 500 }, "throughput", /needs 400 GiB/],
    ["fewer IOPS than striped storage has", { storage: large, iops: 3000 }, "iops", /12000 to 64000/],
    ["more than 500 IOPS a GiB", { storage: { initialGiB: 400, maximumGiB: 999 }, iops: 65_000 }, "iops", /64000/],
    ["more throughput than its IOPS carry", { storage: large, throughput: 3500 }, "throughput", /500 to 3000/],
    [
      "windows that overlap",
      { maintenance: { day: "Sunday", start: "01:30" } },
      "maintenance.start",
      /overlaps the backup, which starts at 01:00/,
    ],
    [
      "a second region that AWS does not copy to",
      {},
      "backups.secondRegion",
      /not possible from ap-south-1 to eu-west-1.*ap-southeast-1/s,
      { region: "ap-south-1", backupRegion: "eu-west-1" },
    ],
    [
      "a second region in GovCloud",
      {},
      "backups.secondRegion",
      /freshly signed request.*AWS Backup/s,
      { region: "us-gov-east-1", backupRegion: "us-gov-west-1" },
    ],
    ["no TLS", { parameters: { "rds.force_ssl": "0" } }, 'parameters["rds.force_ssl"]', /this package sets it/],
    [
      "an old TLS",
      { parameters: { ssl_min_protocol_version: "TLSv1.1" } },
      "parameters.ssl_min_protocol_version",
      /TLSv1\.2 or TLSv1\.3/,
    ],
    [
      "MD5 passwords",
      { parameters: { password_encryption: "md5" } },
      "parameters.password_encryption",
      /scram-sha-256/,
    ],
    [
      "libraries without the audit",
      { parameters: { shared_preload_libraries: "pg_stat_statements" } },
      "parameters.shared_preload_libraries",
      /pg_stat_statements and pgaudit/,
    ],
    ["an audit of nothing", { parameters: { "pgaudit.log": "none" } }, 'parameters["pgaudit.log"]', /ddl and role/],
    ["no log of connections", { parameters: { log_connections: "0" } }, "parameters.log_connections", /1/],
    [
      "no log of slow statements",
      { parameters: { log_min_duration_statement: "-1" } },
      "parameters.log_min_duration_statement",
      /0 to 1000/,
    ],
    ["no vacuum", { parameters: { autovacuum: "off" } }, "parameters.autovacuum", /transaction ids run out/],
    ["a parameter of RDS", { parameters: { archive_command: "true" } }, "parameters.archive_command", /RDS sets it/],
    ["the WAL level by its own name", { parameters: { wal_level: "logical" } }, "parameters.wal_level", /rds\.logical/],
    [
      "a topic of another region",
      { alarms: { ...creation.alarms, existing: "arn:aws:sns:eu-central-1:111122223333:pager" } },
      "alarms.existing",
      /SNS topic in eu-west-1/,
    ],
    [
      "a target that is no topic",
      { alarms: { ...creation.alarms, existing: "pager" } },
      "alarms.existing",
      /SNS topic in eu-west-1/,
    ],
    ["a restored instance by its ARN", { restored: "arn:aws:rds:eu-west-1:1:db:shop" }, "restored", /not its ARN/],
    ["a name that RDS does not take", { restored: "shop--2" }, "restored", /single dashes/],
  ];
  for (const [title, changes, path, says, where = {}] of invalid)
    it(`refuse ${title}`, () => {
      const faults = eksFaults({ ...creation, ...changes }, { ...place, ...where });
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [path],
      );
      const [fault] = faults;
      assert.match([fault?.problem, fault?.allowed, fault?.cure].join("\n"), says);
    });

  it("report every fault at once", () => {
    const faults = eksFaults(
      {
        ...creation,
        tier: "db.t3.small",
        iops: 12_000,
        throughput: 500,
        maintenance: { day: "Sunday", start: "00:30" },
        parameters: { "rds.force_ssl": "0", port: "5433" },
        restored: "-",
      },
      place,
    );
    assert.deepEqual(
      faults.map(({ path }) => path),
      ["tier", "iops", "throughput", "maintenance.start", "parameters.port", 'parameters["rds.force_ssl"]', "restored"],
    );
  });

  it("let every parameter of this package stand as it is, but for those that are no matter of taste", () => {
    const refused = ownParameters.filter(({ name, value }) => brokenRule(name, value) !== undefined);
    assert.deepEqual(
      refused.map(({ name }) => name),
      ["rds.force_ssl", "password_encryption", "rds.accepted_password_auth_method"],
    );
  });
});

describe("the classes of RDS", () => {
  const known: readonly (readonly [string, number])[] = [
    ["db.m7g.large", 8],
    ["db.m7g.xlarge", 16],
    ["db.r8g.4xlarge", 128],
    ["db.x2g.large", 32],
    ["db.x2iedn.xlarge", 128],
    ["db.t4g.micro", 1],
    ["db.t4g.medium", 4],
    ["db.t3.2xlarge", 32],
  ];
  for (const [tier, memoryGiB] of known)
    it(`give ${tier} ${memoryGiB} GiB of memory`, () => assert.equal(instanceClass(tier)?.memoryGiB, memoryGiB));

  for (const tier of [
    "m7g.large",
    "db.m7g",
    "db.m7g.0xlarge",
    "db.toString.large",
    "db.m7g.17xlarge",
    "db.m7g.large.x",
  ])
    it(`do not hold ${tier}`, () => assert.equal(instanceClass(tier), undefined));

  it("give the largest size of every family its memory", () => {
    for (const [name, { memoryGiB, largest }] of Object.entries(families))
      assert.equal(instanceClass(`db.${name}.${largest}xlarge`)?.memoryGiB, memoryGiB * largest * 4, name);
  });

  it("take 5,000 connections at most, unless a parameter says otherwise", () => {
    assert.equal(connectionLimit("db.r8g.48xlarge", {}), 5000);
    assert.equal(connectionLimit("db.r8g.48xlarge", { max_connections: "8000" }), 8000);
  });
});

describe("the windows of RDS", () => {
  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const written = (minute: number): string =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

  it("last an hour, over midnight too", () => {
    assert.equal(backupWindow("01:00"), "01:00-02:00");
    assert.equal(backupWindow("23:30"), "23:30-00:30");
    assert.equal(maintenanceWindow({ day: "Sunday", start: "03:00" }), "sun:03:00-sun:04:00");
    assert.equal(maintenanceWindow({ day: "Sunday", start: "23:15" }), "sun:23:15-mon:00:15");
    assert.equal(maintenanceWindow({ day: "Saturday", start: "23:00" }), "sat:23:00-sun:00:00");
  });

  it("overlap exactly when they share a minute of the day", () => {
    const covered = (start: number): ReadonlySet<number> =>
      new Set(Array.from({ length: 60 }, (_, minute) => (start + minute) % (24 * 60)));
    fc.assert(
      fc.property(minutes, minutes, (a, b) => {
        const other = covered(b);
        const shared = [...covered(a)].some((minute) => other.has(minute));
        assert.equal(windowsOverlap(written(a), written(b)), shared);
      }),
    );
  });
});

describe("the name of an instance", () => {
  it("is that of the cluster and the component", () => {
    assert.equal(instanceIdentifier({ name: "production", region: "eu-west-1" }, "database"), "production-database");
  });

  it("is one that RDS takes, whatever the cluster is called", () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,60}[a-z0-9])?$/);
    fc.assert(
      fc.property(label, label, (name, component) => {
        const made = instanceIdentifier({ name, region: "eu-west-1" }, component);
        assert.match(made, /^[a-z][a-z0-9-]{0,62}$/);
        assert.doesNotMatch(made, /--|-$/);
      }),
    );
  });
});
