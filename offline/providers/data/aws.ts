import type { ProviderBehaviour, ResourceBehaviour } from "../behaviour";
import { at } from "../differences";
import { text } from "../values";
import { awsDatabase } from "./aws-database";
import { account, arn, joined, named, partition, prefixed, region, regionOf } from "./aws-place";

/** `ec2` and `vpc` of `aws:ec2/vpc:Vpc`. */
const parts = (type: string): [service: string, kind: string] => {
  const [, service = "", kind = ""] = /^aws:([^/]+)\/([^:]+):/.exec(type) ?? [];
  return [service, kind];
};

const iamNamed = (path: string): ResourceBehaviour =>
  named({
    outputs: (subject, id) => ({ arn: arn(subject, "iam", `${path}/${id}`, true), uniqueId: `A${subject.digits(20)}` }),
  });

const eksCluster: ResourceBehaviour = named({
  replaces: [
    "name",
    "roleArn",
    "encryptionConfig",
    "kubernetesNetworkConfig",
    "vpcConfig.subnetIds",
    "bootstrapSelfManagedAddons",
  ],
  outputs: (subject, id) => {
    const issuer = `https://oidc.eks.${regionOf(subject)}.amazonaws.com/id/${subject.hex(32).toUpperCase()}`;
    return {
      arn: arn(subject, "eks", `cluster/${id}`),
      endpoint: `https://${subject.hex(32).toUpperCase()}.gr7.${regionOf(subject)}.eks.amazonaws.com`,
      certificateAuthority: { data: Buffer.from(`certificate authority of ${id}`).toString("base64") },
      certificateAuthorities: [{ data: Buffer.from(`certificate authority of ${id}`).toString("base64") }],
      identities: [{ oidcs: [{ issuer }] }],
      vpcConfig: { clusterSecurityGroupId: `sg-${subject.hex(17)}`, vpcId: `vpc-${subject.hex(17)}` },
      status: "ACTIVE",
      platformVersion: "eks.1",
    };
  },
});

const kmsKey: ResourceBehaviour = {
  id: (subject) => {
    const hex = subject.hex(32);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  },
  outputs: (subject, id) => ({ arn: arn(subject, "kms", `key/${id}`), keyId: id }),
};

export const aws: ProviderBehaviour = {
  package: "aws",
  version: "7.48.0",
  defaults: {
    id: (subject) =>
      subject.physicalName === subject.name ? `${subject.name}-${subject.hex(8)}` : subject.physicalName,
    outputs: (subject, id) => {
      const [service, kind] = parts(subject.type);
      return { arn: arn(subject, service, `${kind}/${id}`), region: regionOf(subject) };
    },
  },
  resources: {
    "aws:ec2/vpc:Vpc": prefixed("vpc", {
      replaces: ["cidrBlock", "instanceTenancy"],
      outputs: (subject) => ({
        defaultSecurityGroupId: `sg-${subject.hex(17)}`,
        defaultRouteTableId: `rtb-${subject.hex(17)}`,
        defaultNetworkAclId: `acl-${subject.hex(17)}`,
        mainRouteTableId: `rtb-${subject.hex(17)}`,
      }),
    }),
    "aws:ec2/subnet:Subnet": prefixed("subnet", { replaces: ["vpcId", "cidrBlock", "availabilityZone"] }),
    "aws:ec2/internetGateway:InternetGateway": prefixed("igw"),
    "aws:ec2/natGateway:NatGateway": prefixed("nat", {
      replaces: ["subnetId", "allocationId", "connectivityType"],
      outputs: (subject) => ({ publicIp: `192.0.2.${Number(subject.digits(2))}` }),
    }),
    "aws:ec2/eip:Eip": prefixed("eipalloc", {
      outputs: (subject) => ({ publicIp: `192.0.2.${Number(subject.digits(2))}` }),
    }),
    "aws:ec2/routeTable:RouteTable": prefixed("rtb", { replaces: ["vpcId"] }),
    "aws:ec2/route:Route": prefixed("r", { replaces: ["routeTableId", "destinationCidrBlock"] }),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": prefixed("rtbassoc", { replaces: ["subnetId"] }),
    "aws:ec2/securityGroup:SecurityGroup": prefixed("sg", {
      autoname: "name",
      replaces: ["name", "vpcId", "description"],
    }),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": prefixed("sg", { replaces: ["vpcId"] }),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": prefixed("sgr", { replaces: ["securityGroupId"] }),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": prefixed("sgr", { replaces: ["securityGroupId"] }),
    "aws:ec2/flowLog:FlowLog": prefixed("fl", { replaces: ["vpcId", "trafficType", "logDestination", "iamRoleArn"] }),
    "aws:ec2/vpcEndpoint:VpcEndpoint": prefixed("vpce", { replaces: ["vpcId", "serviceName", "vpcEndpointType"] }),
    "aws:ec2/launchTemplate:LaunchTemplate": prefixed("lt", {
      autoname: "name",
      replaces: ["name"],
      outputs: () => ({ latestVersion: 1, defaultVersion: 1 }),
    }),
    "aws:iam/role:Role": iamNamed("role"),
    "aws:iam/policy:Policy": named({
      replaces: ["name", "path", "description"],
      id: (subject) => arn(subject, "iam", `policy/${subject.physicalName}`, true),
      outputs: (_subject, id) => ({ arn: id }),
    }),
    "aws:iam/rolePolicy:RolePolicy": { ...joined("role", "name"), autoname: "name" },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": joined("role", "policyArn"),
    "aws:iam/instanceProfile:InstanceProfile": iamNamed("instance-profile"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { replaces: ["url"] },
    "aws:kms/key:Key": kmsKey,
    "aws:kms/alias:Alias": named({ outputs: (subject, id) => ({ arn: arn(subject, "kms", id) }) }),
    "aws:cloudwatch/logGroup:LogGroup": named({
      outputs: (subject, id) => ({ arn: arn(subject, "logs", `log-group:${id}`) }),
    }),
    "aws:eks/cluster:Cluster": eksCluster,
    "aws:eks/addon:Addon": { ...joined("clusterName", "addonName") },
    "aws:eks/accessEntry:AccessEntry": {
      ...joined("clusterName", "principalArn"),
      replaces: ["clusterName", "principalArn", "type"],
      outputs: (subject, id) => ({ accessEntryArn: arn(subject, "eks", `access-entry/${id}`) }),
    },
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": joined("clusterName", "principalArn", "policyArn"),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
      id: (subject) => `a-${subject.hex(17)}`,
      replaces: ["clusterName", "namespace", "serviceAccount"],
      outputs: (subject, id) => ({
        associationId: id,
        associationArn: arn(subject, "eks", `podidentityassociation/${id}`),
      }),
    },
    "aws:eks/nodeGroup:NodeGroup": {
      autoname: "nodeGroupName",
      id: (subject) => `${text(subject.inputs["clusterName"]) ?? ""}:${subject.physicalName}`,
      replaces: [
        "nodeGroupName",
        "clusterName",
        "nodeRoleArn",
        "subnetIds",
        "amiType",
        "capacityType",
        "diskSize",
        "instanceTypes",
      ],
      outputs: (subject, id) => ({ arn: arn(subject, "eks", `nodegroup/${id}`), status: "ACTIVE" }),
    },
    "aws:s3/bucket:Bucket": {
      autoname: "bucket",
      replaces: ["bucket", "objectLockEnabled"],
      outputs: (subject, id) => ({
        arn: `arn:${partition(subject.provider)}:s3:::${id}`,
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${id}.s3.${regionOf(subject)}.amazonaws.com`,
      }),
    },
    ...awsDatabase,
    "aws:sqs/queue:Queue": named({
      outputs: (subject, id) => ({
        arn: arn(subject, "sqs", id),
        url: `https://sqs.${regionOf(subject)}.amazonaws.com/${account(subject.provider)}/${id}`,
      }),
    }),
  },
  functions: {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, provider) => ({
      id: account(provider),
      accountId: account(provider),
      arn: `arn:${partition(provider)}:iam::${account(provider)}:role/deployer`,
      userId: "AROAEXAMPLE:deployer",
    }),
    "aws:index/getPartition:getPartition": (_args, provider) => ({
      id: partition(provider),
      partition: partition(provider),
      dnsSuffix: partition(provider) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getRegion:getRegion": (_args, provider) => ({
      id: region(provider),
      name: region(provider),
      region: region(provider),
      endpoint: `ec2.${region(provider)}.amazonaws.com`,
      description: region(provider),
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (_args, provider) => ({
      id: region(provider),
      names: ["a", "b", "c"].map((zone) => `${region(provider)}${zone}`),
      zoneIds: ["1", "2", "3"].map((zone) => `az${zone}`),
      groupNames: [region(provider)],
    }),
    "aws:iam/getPolicyDocument:getPolicyDocument": (args) => ({
      id: "policy",
      json: JSON.stringify({ Version: "2012-10-17", Statement: at(args, "statements") ?? [] }),
    }),
  },
};
