import assert from "node:assert/strict";
import type { DatabaseAnswer, DatabaseQuestion } from "../../operations/validate/database/answers";
import { connectionsOf } from "../../operations/validate/database/connections";
import { checkOf, connecting, factsOf, judges, rds, type Read, snapshotOf, verified } from "../support/validate";

const map = (text: string): Read => ({
  connections: [{ metadata: { name: "keycloak-connection", namespace: "shop" }, data: { KC_DB_URL: text } }],
});

describe("validate: connections to the database", () => {
  const login = (type: string): object => ({
    metadata: { name: "login-1", namespace: "databases" },
    spec: { template: { metadata: { labels: { "app.kubernetes.io/name": "database-administration" } } } },
    status: { conditions: [{ type, status: "True" }] },
  });
  judges("database", [
    {
      rule: "pass when verified, to a private address",
      read: verified("10.20.0.5"),
      status: "pass",
      evidence: /1 connection/,
    },
    { rule: "pass when verified, to a name of the cloud", read: verified(rds), status: "pass" },
    { rule: "are none where nothing connects", read: connecting({ PORT: "80" }), status: "not installed" },
    {
      rule: "pass by the pod's own proxy, which speaks TLS itself",
      read: connecting({ PGHOST: "127.0.0.1", PGSSLMODE: "disable" }),
      status: "pass",
    },
    {
      rule: "fail without verification",
      read: connecting({ PGHOST: "10.20.0.5", PGSSLMODE: "require" }),
      status: "fail",
      finding: /Deployment shop\/web: sslmode require to 10\.20\.0\.5, not verify-full/,
      command: /^kubectl get deployment -n shop web -o yaml$/,
    },
    {
      rule: "fail without a word on TLS",
      read: connecting({ PGHOST: "10.20.0.5" }),
      status: "fail",
      finding: /sslmode not set/,
    },
    {
      rule: "fail to a public address",
      read: verified("34.90.1.2"),
      status: "fail",
      finding: /34\.90\.1\.2 is a public address/,
    },
    {
      rule: "are doubted where a name does not tell its address",
      read: verified("db.example.com"),
      status: "warning",
      finding: /cannot be seen here/,
      command: /^nslookup db\.example\.com$/,
    },
    {
      rule: "within the cluster are told of as such",
      read: connecting({ PGHOST: "postgresql.databases.svc", PGSSLMODE: "disable" }),
      status: "warning",
      finding: /a server in the cluster, for development/,
    },
    {
      rule: "are read from the URLs of ConfigMaps",
      read: map(`jdbc:postgresql://${rds}:5432/keycloak?sslmode=prefer&x=1`),
      status: "fail",
      finding: /ConfigMap shop\/keycloak-connection: sslmode prefer to production-database/,
    },
    {
      rule: "are read from the URLs of environments",
      read: connecting({ DATABASE_URL: "postgresql+asyncpg://me@10.0.0.1:5432/shop" }),
      status: "fail",
      finding: /sslmode not set to 10\.0\.0\.1/,
    },
    {
      rule: "need their logins",
      read: { jobs: [login("Failed")] },
      status: "fail",
      finding: /login of Job databases\/login-1 is not made/,
    },
    {
      rule: "count their logins",
      read: { jobs: [login("Complete")] },
      status: "pass",
      evidence: /^logins made: 1\/1 in databases/,
    },
  ]);

  it("hold neither user nor password", () => {
    const found = connectionsOf(factsOf(map("postgres://me:word@10.0.0.1:5432/shop?sslmode=verify-full")));
    assert.deepEqual(found, [{ by: "ConfigMap shop/keycloak-connection", host: "10.0.0.1", sslmode: "verify-full" }]);
  });

  const addresses: Readonly<Record<string, boolean>> = {
    "10.1.2.3": true,
    "172.16.0.1": true,
    "172.31.255.1": true,
    "172.32.0.1": false,
    "192.168.1.1": true,
    "100.64.0.1": true,
    "100.128.0.1": false,
    "fd00::1": true,
    "2a00:1450::1": false,
  };
  for (const [address, isPrivate] of Object.entries(addresses)) {
    it(`take ${address} for ${isPrivate ? "private" : "public"}`, () =>
      assert.equal(checkOf("database", snapshotOf(verified(address))).status, isPrivate ? "pass" : "fail"));
  }
});

const question: DatabaseQuestion = {
  cloud: "aws",
  database: "production-database",
  command: ["aws", "rds", "describe-db-instances"],
};

describe("validate: what the cloud says of the database", () => {
  const kept = {
    highAvailability: true,
    retentionDays: 35,
    secondRegion: true,
    deletionProtection: true,
    publicAddress: false,
  };
  const answered = (state: object): readonly DatabaseAnswer[] => [
    { question, answer: { state: { ...kept, ...state } } },
  ];
  const read = verified(rds);
  judges("database", [
    {
      rule: "passes when it keeps what is promised",
      read,
      databases: answered({}),
      status: "pass",
      evidence: /production-database: standby yes, 35 days, second region yes/,
    },
    {
      rule: "fails without a standby",
      read,
      databases: answered({ highAvailability: false }),
      status: "fail",
      finding: /no standby in another zone/,
      command: /^aws rds describe-db-instances$/,
    },
    {
      rule: "warns of fewer days than promised",
      read,
      databases: answered({ retentionDays: 14 }),
      status: "warning",
      finding: /of 14 days, 35 are promised/,
      command: /^aws/,
    },
    {
      rule: "fails on less than a week",
      read,
      databases: answered({ retentionDays: 1 }),
      status: "fail",
      finding: /of 1 days/,
      command: /^aws/,
    },
    {
      rule: "fails without backups in a second region",
      read,
      databases: answered({ secondRegion: false }),
      status: "fail",
      finding: /second region/,
      command: /^aws/,
    },
    {
      rule: "fails with a public address",
      read,
      databases: answered({ publicAddress: true }),
      status: "fail",
      finding: /a public address/,
      command: /^aws/,
    },
    {
      rule: "warns without protection against deletion",
      read,
      databases: answered({ deletionProtection: false }),
      status: "warning",
      finding: /no protection/,
      command: /^aws/,
    },
    {
      rule: "is silent about a protection that is not told",
      read,
      databases: answered({ deletionProtection: undefined }),
      status: "pass",
    },
    {
      rule: "is unknown without an answer, with the command to type",
      read,
      databases: [{ question, answer: { why: "needs `aws`" } }],
      status: "unknown",
      finding: /standby and backups are not known: needs `aws`/,
      command: /^aws rds describe-db-instances$/,
    },
  ]);
});
