import * as assert from "node:assert/strict";
import { keyPolicy, type KeyPurpose } from "../../../../components/managed-database/eks/keys";
import { pick, type Registration } from "../../../support/record";
import { account, backupRegion, build, identifier, type Made, region, types } from "./eks-support";

interface Policy {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Principal?: unknown;
    readonly Action: string | readonly string[];
    readonly Resource?: unknown;
    readonly Condition?: unknown;
  }[];
}

const parsed = (text: unknown): Policy => JSON.parse(String(text));
const place = { partition: "aws", accountId: account, region };
const purposes: readonly KeyPurpose[] = ["storage", "secret", "logs", "alarms", "backups"];

/** Every policy that a resource carries, with the resource's name. */
const policiesOf = (registrations: readonly Registration[]): (readonly [string, Policy])[] =>
  registrations.flatMap(({ name, inputs }) =>
    [inputs["policy"], inputs["assumeRolePolicy"]].flatMap((text) =>
      text === undefined ? [] : [[name, parsed(text)] as const],
    ),
  );

describe("the keys of a database on AWS", () => {
  let made: Made;
  before(async () => (made = await build()));

  for (const purpose of purposes)
    it(`have one for ${purpose} that rotates and is deleted as late as can be`, () => {
      const place = purpose === "backups" ? backupRegion : region;
      assert.deepEqual(
        pick(
          made.one(types.key, `database-${purpose}-key`),
          "region",
          "description",
          "enableKeyRotation",
          "deletionWindowInDays",
        ),
        {
          region: place,
          description: `${purpose} of the database ${identifier}`,
          enableKeyRotation: true,
          deletionWindowInDays: 30,
        },
      );
      assert.deepEqual(made.one(types.alias, `database-${purpose}-key-alias`).inputs, {
        region: place,
        name: `alias/rds/${identifier}/${purpose}`,
        targetKeyId: `database-${purpose}-key-id`,
      });
    });

  it("are no more than that", () => {
    assert.equal(made.all(types.key).length, purposes.length);
  });

  for (const purpose of purposes)
    it(`let the account manage ${purpose}, so that nobody is locked out`, () => {
      const [first] = parsed(keyPolicy({ purpose, identifier, place })).Statement;
      assert.equal(first?.Sid, "Account");
      assert.deepEqual(first.Principal, { AWS: `arn:aws:iam::${account}:root` });
      for (const action of ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant", "kms:Decrypt"])
        assert.ok(first.Action.includes(action), action);
    });

  for (const purpose of ["storage", "secret", "backups"] as const)
    it(`let no service use ${purpose} but in the account's name`, () => {
      assert.equal(parsed(keyPolicy({ purpose, identifier, place })).Statement.length, 1);
    });

  it("encrypt the log groups of this instance and no others", () => {
    const [, logs] = parsed(keyPolicy({ purpose: "logs", identifier, place })).Statement;
    assert.deepEqual(logs?.Principal, { Service: `logs.${region}.amazonaws.com` });
    assert.deepEqual(logs.Condition, {
      ArnEquals: {
        "kms:EncryptionContext:aws:logs:arn": ["postgresql", "upgrade", "iam-db-auth-error"].map(
          (type) => `arn:aws:logs:${region}:${account}:log-group:/aws/rds/instance/${identifier}/${type}`,
        ),
      },
    });
  });

  it("name the service of logs as China does there", () => {
    const [, logs] = parsed(
      keyPolicy({ purpose: "logs", identifier, place: { ...place, partition: "aws-cn", region: "cn-north-1" } }),
    ).Statement;
    assert.deepEqual(logs?.Principal, { Service: "logs.cn-north-1.amazonaws.com.cn" });
  });

  it("let CloudWatch and EventBridge write to the topic", () => {
    const [, publishers] = parsed(keyPolicy({ purpose: "alarms", identifier, place })).Statement;
    assert.deepEqual(publishers, {
      Sid: "Publishers",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
    });
  });
});

describe("the policies of a database on AWS", () => {
  let policies: (readonly [string, Policy])[];
  before(async () => (policies = policiesOf((await build()).registrations)));

  it("hold no action with a wildcard", () => {
    assert.ok(policies.length >= 18);
    for (const [name, { Statement }] of policies)
      for (const { Action } of Statement) assert.doesNotMatch(JSON.stringify(Action), /[*?]/, name);
  });

  it("hold no principal with a wildcard", () => {
    for (const [name, { Statement }] of policies)
      for (const { Principal } of Statement) assert.doesNotMatch(JSON.stringify(Principal ?? ""), /\*/, name);
  });

  it("hold * as a resource only in keys, and for the two actions that know no resource", () => {
    const broad = policies.flatMap(([name, { Statement }]) =>
      Statement.flatMap(({ Action, Resource }) => (Resource === "*" && !name.endsWith("-key") ? [[name, Action]] : [])),
    );
    assert.deepEqual(broad.sort(), [
      ["database-second-region-watch-policy", "cloudwatch:PutMetricData"],
      ["database-second-region-watch-policy", "rds:DescribeDBInstanceAutomatedBackups"],
      ["database-watch-policy", "cloudwatch:PutMetricData"],
    ]);
  });

  it("trust services only when they act for this account", () => {
    const trusts = policies.filter(([name]) => name.endsWith("-role"));
    assert.equal(trusts.length, 6);
    for (const [name, { Statement }] of trusts)
      for (const { Condition } of Statement)
        assert.match(JSON.stringify(Condition), new RegExp(`"aws:SourceAccount":"${account}"`), name);
  });

  it("let enhanced monitoring write for this instance alone, to the log group of RDS", () => {
    const of = (name: string): Policy | undefined => policies.find(([found]) => found === name)?.[1];
    assert.deepEqual(of("database-monitoring-role")?.Statement, [
      {
        Sid: "Service",
        Effect: "Allow",
        Principal: { Service: "monitoring.rds.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnEquals: { "aws:SourceArn": `arn:aws:rds:${region}:${account}:db:${identifier}` },
        },
      },
    ]);
    const group = `arn:aws:logs:${region}:${account}:log-group:RDSOSMetrics`;
    assert.deepEqual(of("database-monitoring-policy")?.Statement, [
      {
        Sid: "LogGroup",
        Effect: "Allow",
        Action: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
        Resource: [group, `${group}:*`],
      },
      {
        Sid: "LogStreams",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
        Resource: `${group}:log-stream:*`,
      },
    ]);
  });
});
