import * as pulumi from "@pulumi/pulumi";
import * as assert from "node:assert/strict";
import type { CloudDatabase } from "../../../../components/managed-database/contract";
import { eksDatabase } from "../../../../components/managed-database/eks";
import { WorkloadIdentity } from "../../../../components/shared/identity/identity";
import { clusterHandle } from "../../../support/handles";
import { record, type Recording, valueOf } from "../../../support/record";
import { account, backupRegion, build, region, secretArn } from "./eks-support";

const keyArn = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000001`;

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("kubernetes-best-practices:index:ManagedDatabase", "database");
  }
}

interface Adopted {
  readonly database: CloudDatabase<"eks">;
  readonly role: pulumi.Output<string>;
  readonly admitted: readonly pulumi.Resource[];
}

const adopted = (): Promise<Recording<Adopted>> =>
  record(() => {
    const cluster = clusterHandle("eks");
    const parent = new Parent();
    const settings = {
      mode: "adopt",
      host: "shop.abc.eu-west-1.rds.amazonaws.com",
      identifier: "shop",
      resourceId: "db-ABC",
      administratorRole: "shop_admin",
      administratorSecretArn: secretArn,
      administratorSecretKeyArn: keyArn,
    } as const;
    const database = eksDatabase.adopt("database", { cluster, backupRegion, settings }, parent);
    const rights = eksDatabase.administratorRights(cluster, database);
    const identity = new WorkloadIdentity("identity", { cluster, namespace: "databases", serviceAccount: "a", rights });
    const { role, resources } = eksDatabase.admit("administration", { cluster, database, identity }, parent);
    return { database, role, admitted: resources };
  });

describe("an adopted database on AWS", () => {
  it("is left alone: nothing of it is registered", async () => {
    const { registrations } = await adopted();
    const types = registrations.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
    assert.deepEqual(types, [
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    ]);
  });

  it("tells the facts of the stack file", async () => {
    const { database } = (await adopted()).result;
    assert.deepEqual(
      {
        kind: database.kind,
        host: await valueOf(database.host),
        port: database.port,
        range: database.range,
        instanceName: await valueOf(database.instanceName),
        instanceId: await valueOf(database.instanceId),
        resourceId: await valueOf(database.facts.resourceId),
        ready: database.ready,
        secondRegionBackups: database.secondRegionBackups,
        alarmTarget: database.alarmTarget,
      },
      {
        kind: "eks",
        host: "shop.abc.eu-west-1.rds.amazonaws.com",
        port: 5432,
        range: "10.0.0.0/16",
        instanceName: "shop",
        instanceId: `arn:aws:rds:${region}:${account}:db:shop`,
        resourceId: "db-ABC",
        ready: [],
        secondRegionBackups: undefined,
        alarmTarget: undefined,
      },
    );
  });
});

describe("the administration of a database on AWS", () => {
  it("may read the one secret that RDS manages, and decrypt it through Secrets Manager alone", async () => {
    const policy = (await adopted()).one("aws:iam/rolePolicy:RolePolicy").inputs["policy"];
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DecryptAdministratorSecret",
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: [keyArn],
          Condition: { StringEquals: { "kms:ViaService": [`secretsmanager.${region}.amazonaws.com`] } },
        },
        {
          Sid: "ReadAdministratorSecret",
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: [secretArn],
        },
      ],
    });
  });

  it("logs in as the master user of an adopted instance, for which nothing is made", async () => {
    const { role, admitted } = (await adopted()).result;
    assert.equal(await valueOf(role), "shop_admin");
    assert.deepEqual(admitted, []);
  });

  it("logs in as platform_admin to an instance made here", async () => {
    const database = (await build()).result;
    const recorded = await record(() => {
      const cluster = clusterHandle("eks");
      const identity = new WorkloadIdentity("identity", {
        cluster,
        namespace: "databases",
        serviceAccount: "a",
        rights: {},
      });
      return eksDatabase.admit("administration", { cluster, database, identity }, new Parent());
    });
    assert.equal(await valueOf(recorded.result.role), "platform_admin");
  });
});
