import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { Rights } from "../../../components/shared/identity/contract";
import { policyText } from "../../../components/shared/identity/policy";
import { isBroadArn, statementFaults } from "../../../components/shared/identity/validate";
import { record } from "../../support/record";
import { paths, velero } from "./velero";

describe("WorkloadIdentity on EKS", () => {
  const bucket = "arn:aws:s3:::backups";
  const rights: Rights["eks"] = {
    "use-objects": { actions: ["s3:PutObject", "s3:GetObject"], resources: [`${bucket}/*`] },
    "list-bucket": {
      actions: ["s3:ListBucket"],
      resources: [bucket],
      conditions: { StringLike: { "s3:prefix": "velero/", "aws:RequestedRegion": ["eu-west-1"] } },
    },
    "find-volumes": {
      actions: ["ec2:DescribeVolumes"],
      resources: ["*"],
      because: "ec2:DescribeVolumes has no resource-level permissions",
    },
  };

  it("lets only EKS, only for this cluster and this service account, assume the role", async () => {
    const role = (await record(() => velero("eks"))).one("aws:iam/role:Role");
    assert.equal(role.inputs.name, "velero-server-fa44655b");
    assert.deepEqual(JSON.parse(String(role.inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "PodIdentity",
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            ArnEquals: { "aws:SourceArn": "arn:aws:eks:eu-west-1:111122223333:cluster/production" },
            StringEquals: {
              "aws:RequestTag/kubernetes-namespace": "velero",
              "aws:RequestTag/kubernetes-service-account": "server",
              "aws:SourceAccount": "111122223333",
            },
          },
        },
      ],
    });
  });

  it("associates the role with the service account", async () => {
    const association = (await record(() => velero("eks"))).one(
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    );
    assert.deepEqual(association.inputs, {
      clusterName: "production",
      namespace: "velero",
      roleArn: "arn:aws:mock:::velero-role",
      serviceAccount: "server",
    });
  });

  it("writes one statement for each right, sorted, whatever the order in which they were given", async () => {
    const reversed = Object.fromEntries(Object.entries(rights).reverse());
    const policyOf = async (given: Rights["eks"]): Promise<string> =>
      String(
        (await record(() => velero("eks", given))).one("aws:iam/rolePolicy:RolePolicy", "velero-policy").inputs.policy,
      );
    const [first, second] = [await policyOf(rights), await policyOf(reversed)];
    assert.equal(first, second);
    assert.deepEqual(JSON.parse(first), {
      Version: "2012-10-17",
      Statement: [
        { Sid: "FindVolumes", Effect: "Allow", Action: ["ec2:DescribeVolumes"], Resource: ["*"] },
        {
          Sid: "ListBucket",
          Effect: "Allow",
          Action: ["s3:ListBucket"],
          Resource: [bucket],
          Condition: { StringLike: { "aws:RequestedRegion": ["eu-west-1"], "s3:prefix": ["velero/"] } },
        },
        { Sid: "UseObjects", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: [`${bucket}/*`] },
      ],
    });
  });

  const found = { right: "all", actions: ["s3:ListBucket"], resources: ["*"] };

  it("refuses a wildcard that only the deployment reveals", () => {
    assert.throws(() => policyText([found]), /rights\.all\.resources\[0\]: "\*"; allowed: an ARN/);
  });

  it("makes no policy when the deployment reveals a wildcard", async () => {
    const { actions, resources } = found;
    const known = await record(() => velero("eks", { all: { actions, resources: [pulumi.output(bucket)] } }));
    const wild = await record(() =>
      velero("eks", { all: { actions, resources: resources.map((arn) => pulumi.output(arn)) } }),
    );
    assert.equal(known.all("aws:iam/rolePolicy:RolePolicy").length, 1);
    assert.equal(wild.all("aws:iam/rolePolicy:RolePolicy").length, 0);
  });

  it("refuses a policy that is longer than IAM takes", () => {
    const resources = Array.from({ length: 300 }, (_, index) => `arn:aws:s3:::bucket-number-${index}-of-many`);
    assert.throws(() => policyText([{ ...found, resources }]), /rights: allowed: a policy of at most 10240 characters/);
  });

  const allowed: readonly [string, Rights["eks"][string]][] = [
    ["named actions on a named bucket", { actions: ["s3:ListBucket"], resources: [bucket] }],
    ["objects of a named bucket", { actions: ["s3:GetObject"], resources: [`${bucket}/*`] }],
    ["* with a reason", { actions: ["ec2:DescribeVolumes"], resources: ["*"], because: "no narrower form" }],
  ];
  for (const [title, statement] of allowed)
    it(`takes ${title}`, () => {
      assert.deepEqual(statementFaults(statement, "rights.a"), []);
    });

  const refused: readonly [string, Rights["eks"][string], readonly string[]][] = [
    ["* as an action", { actions: ["*"], resources: [bucket] }, ["rights.a.actions[0]"]],
    ["a wildcard in an action", { actions: ["s3:Get*"], resources: [bucket] }, ["rights.a.actions[0]"]],
    [
      "a wildcard in an action in spite of a reason",
      { actions: ["s3:GetObject", "s3:*"], resources: [bucket], because: "easier" },
      ["rights.a.actions[1]"],
    ],
    ["no action", { actions: [], resources: [bucket] }, ["rights.a.actions"]],
    ["no resource", { actions: ["s3:GetObject"], resources: [] }, ["rights.a.resources"]],
    ["* without a reason", { actions: ["s3:GetObject"], resources: [bucket, "*"] }, ["rights.a.resources[1]"]],
    ["what is no ARN", { actions: ["s3:GetObject"], resources: ["backups"] }, ["rights.a.resources[0]"]],
    ["an empty reason", { actions: ["s3:GetObject"], resources: ["*"], because: " " }, ["rights.a.because"]],
  ];
  for (const [title, statement, expected] of refused)
    it(`refuses ${title}`, () => {
      assert.deepEqual(paths(statementFaults(statement, "rights.a")), expected);
    });

  const broad: readonly [string, boolean][] = [
    ["*", true],
    ["arn:aws:s3:::*", true],
    ["arn:aws:s3:::*/velero", true],
    ["arn:aws:ec2:eu-west-1:111122223333:volume/*", true],
    ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:*", true],
    ["arn:aws:ec2:*:111122223333:volume/vol-1", true],
    ["arn:aws:sqs:eu-west-1:111122223333:*", true],
    ["arn:aws:s3:::backups", false],
    ["arn:aws:s3:::backups/*", false],
    ["arn:aws:s3:::backups-*", false],
    ["arn:aws:sqs:eu-west-1:111122223333:queue", false],
    ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:database-??????", false],
    ["arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/production:*", false],
  ];
  for (const [arn, expected] of broad)
    it(`finds ${arn} ${expected ? "broad" : "narrow"}`, () => {
      assert.equal(isBroadArn(arn), expected);
    });
});
