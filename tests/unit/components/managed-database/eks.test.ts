import * as assert from "node:assert/strict";
import { ownParameters } from "../../../../components/managed-database/eks/parameters";
import { pick, valueOf } from "../../../support/record";
import { backupRegion, build, creation, identifier, type Made, region, secretArn, types } from "./eks-support";

describe("a database on AWS", () => {
  let made: Made;
  before(async () => (made = await build()));

  it("is one instance with every guarantee", () => {
    assert.deepEqual(made.one(types.instance, "database-instance").inputs, {
      identifier,
      engine: "postgres",
      engineVersion: "17",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      allowMajorVersionUpgrade: true,
      autoMinorVersionUpgrade: true,
      instanceClass: "db.m7g.large",
      maintenanceWindow: "sun:03:00-sun:04:00",
      applyImmediately: true,
      storageType: "gp3",
      allocatedStorage: 100,
      maxAllocatedStorage: 1000,
      storageEncrypted: true,
      kmsKeyId: "arn:aws:mock:::database-storage-key",
      multiAz: true,
      dbSubnetGroupName: "database-subnets-name",
      vpcSecurityGroupIds: ["database-security-group-id"],
      publiclyAccessible: false,
      networkType: "IPV4",
      port: 5432,
      parameterGroupName: "database-parameters-name",
      iamDatabaseAuthenticationEnabled: true,
      username: "platform_admin",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: "arn:aws:mock:::database-secret-key",
      caCertIdentifier: "rds-ca-rsa2048-g1",
      backupRetentionPeriod: 35,
      backupWindow: "01:00-02:00",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "production-database-final",
      deletionProtection: true,
      monitoringInterval: 60,
      monitoringRoleArn: "arn:aws:mock:::database-monitoring-role",
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: "arn:aws:mock:::database-storage-key",
      performanceInsightsRetentionPeriod: 7,
      databaseInsightsMode: "standard",
      enabledCloudwatchLogsExports: ["postgresql", "upgrade", "iam-db-auth-error"],
    });
  });

  it("provisions IOPS and throughput only where the settings say so", async () => {
    const storage = { initialGiB: 400, maximumGiB: 1000 };
    const own = await build({ storage, iops: 16_000, throughput: 1000 });
    assert.deepEqual(pick(own.one(types.instance), "storageType", "iops", "storageThroughput"), {
      storageType: "gp3",
      iops: 16_000,
      storageThroughput: 1000,
    });
  });

  it("stands in one zone without high availability", async () => {
    const own = await build({ highAvailability: false });
    assert.equal(own.one(types.instance).inputs["multiAz"], false);
  });

  for (const [removal, deletionProtection] of [
    ["protect", true],
    ["retain", false],
    ["delete", false],
  ] as const)
    it(`has AWS ${deletionProtection ? "refuse" : "allow"} its deletion with removal ${removal}`, async () => {
      const own = await build({ removal });
      assert.equal(own.one(types.instance).inputs["deletionProtection"], deletionProtection);
    });

  it("takes its name, and that of its final snapshot, from an instance that was restored", async () => {
    const own = await build({ restored: "shop-2" });
    assert.deepEqual(pick(own.one(types.instance), "identifier", "finalSnapshotIdentifier"), {
      identifier: "shop-2",
      finalSnapshotIdentifier: "shop-2-final",
    });
  });

  it("has no literal password anywhere", () => {
    for (const { name, inputs } of made.registrations)
      assert.doesNotMatch(JSON.stringify(inputs), /"(password|passwordWo|masterPassword)"/, name);
  });

  describe("its network", () => {
    it("is the private subnets of the cluster", () => {
      assert.deepEqual(made.one(types.subnets).inputs, {
        description: "Private subnets of the cluster production",
        subnetIds: ["subnet-0a", "subnet-0b", "subnet-0c"],
      });
    });

    it("has a security group without any rule of its own", () => {
      assert.deepEqual(made.one(types.securityGroup).inputs, {
        description: "Database of the cluster production",
        vpcId: "vpc-0a1b",
        tags: { Name: identifier },
      });
    });

    it("admits the security group of the cluster alone, to PostgreSQL alone", () => {
      assert.deepEqual(made.one(types.rule).inputs, {
        securityGroupId: "database-security-group-id",
        type: "ingress",
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        sourceSecurityGroupId: "sg-0a1b",
        description: "Pods of the cluster",
      });
    });
  });

  describe("its parameters", () => {
    it("are those of its major", async () => {
      const own = await build({ version: "18" });
      assert.deepEqual(pick(own.one(types.parameters), "family"), { family: "postgres18" });
    });

    it("are this package's, static ones at the next restart", () => {
      assert.deepEqual(
        made.one(types.parameters).inputs["parameters"],
        ownParameters
          .map(({ name, value, kind }) => ({
            name,
            value,
            applyMethod: kind === "static" ? "pending-reboot" : "immediate",
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      );
    });

    for (const [name, value] of [
      ["rds.force_ssl", "1"],
      ["ssl_min_protocol_version", "TLSv1.2"],
      ["shared_preload_libraries", "pg_stat_statements,pgaudit"],
      ["pgaudit.log", "ddl,role"],
      ["log_min_duration_statement", "1000"],
      ["rds.accepted_password_auth_method", "scram"],
    ] as const)
      it(`set ${name} to ${value}`, () => {
        assert.equal(ownParameters.find((parameter) => parameter.name === name)?.value, value);
      });

    it("have the user's laid over them", async () => {
      const own = await build({ parameters: { max_connections: "200", log_min_duration_statement: "100" } });
      const parameters = own.one(types.parameters).inputs["parameters"];
      assert.ok(Array.isArray(parameters));
      assert.deepEqual(
        parameters.filter(({ name }) => name === "max_connections" || name === "log_min_duration_statement"),
        [
          { name: "log_min_duration_statement", value: "100", applyMethod: "immediate" },
          { name: "max_connections", value: "200", applyMethod: "pending-reboot" },
        ],
      );
    });
  });

  describe("its logs", () => {
    for (const type of ["postgresql", "upgrade", "iam-db-auth-error"])
      it(`keep ${type} encrypted and for 90 days`, () => {
        assert.deepEqual(made.one(types.logGroup, `database-${type}-log`).inputs, {
          name: `/aws/rds/instance/${identifier}/${type}`,
          kmsKeyId: "arn:aws:mock:::database-logs-key",
          retentionInDays: 90,
        });
      });
  });

  describe("its backups", () => {
    it("go to the second region, under a key of that region, for as many days", () => {
      assert.deepEqual(made.one(types.replication, "database-backups").inputs, {
        region: backupRegion,
        sourceDbInstanceArn: "arn:aws:mock:::database-instance",
        retentionPeriod: 35,
        kmsKeyId: "arn:aws:mock:::database-backups-key",
      });
    });

    it("keep the same days on both sides", async () => {
      const own = await build({ backups: { ...creation.backups, retentionDays: 14 } });
      assert.equal(own.one(types.instance).inputs["backupRetentionPeriod"], 14);
      assert.equal(own.one(types.replication).inputs["retentionPeriod"], 14);
    });

    it("stay in their region without a second one, where nothing is made then", async () => {
      const own = await build({ backups: { ...creation.backups, secondRegion: false } });
      assert.deepEqual(own.all(types.replication), []);
      assert.deepEqual(
        own.registrations.filter(({ inputs }) => inputs["region"] === backupRegion),
        [],
      );
      assert.equal(own.result.secondRegionBackups, undefined);
    });
  });

  it("tells its users where it is and how to become its administrator", async () => {
    const { result } = made;
    assert.deepEqual(
      {
        kind: result.kind,
        host: await valueOf(result.host),
        port: result.port,
        range: result.range,
        instanceName: await valueOf(result.instanceName),
        instanceId: await valueOf(result.instanceId),
        secondRegionBackups: await valueOf(result.secondRegionBackups),
        alarmTarget: await valueOf(result.alarmTarget),
        resourceId: await valueOf(result.facts.resourceId),
        administratorSecretArn: await valueOf(result.facts.administratorSecretArn),
        administratorSecretKeyArn: await valueOf(result.facts.administratorSecretKeyArn),
      },
      {
        kind: "eks",
        host: `${identifier}.abc.${region}.rds.amazonaws.com`,
        port: 5432,
        range: "10.0.0.0/16",
        instanceName: identifier,
        instanceId: "arn:aws:mock:::database-instance",
        secondRegionBackups: "database-backups-id",
        alarmTarget: "arn:aws:mock:::database-alarms",
        resourceId: "db-ABC",
        administratorSecretArn: secretArn,
        administratorSecretKeyArn: "arn:aws:mock:::database-secret-key",
      },
    );
  });

  it("is ready when it can be reached", async () => {
    const urns = await Promise.all(made.result.ready.map(({ urn }) => valueOf(urn)));
    assert.deepEqual(
      urns.map((urn) => urn.split("::").at(-1)),
      ["database-instance", "database-from-cluster"],
    );
  });

  it("is made by the provider of the cluster's account", () => {
    const resources = made.registrations.filter(({ type }) => type.startsWith("aws:"));
    assert.ok(resources.length > 50);
    for (const { name, provider } of resources) assert.match(provider ?? "", /::cloud::/, name);
  });
});
