import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../shared/cloud";

export const port = 5432;

export interface DatabaseNetwork {
  readonly subnetGroup: aws.rds.SubnetGroup;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** The only way in. */
  readonly ingress: aws.ec2.SecurityGroupRule;
}

/** The private subnets of all zones, and a security group that admits the cluster alone and lets nothing out. */
export function createNetwork(
  name: string,
  { cluster, identifier }: { readonly cluster: Handle<"eks">; readonly identifier: string },
  opts: pulumi.CustomResourceOptions,
): DatabaseNetwork {
  const { vpcId, privateSubnetIds, clusterSecurityGroupId } = cluster.facts;
  const subnetGroup = new aws.rds.SubnetGroup(
    `${name}-subnets`,
    { description: `Private subnets of the cluster ${cluster.name}`, subnetIds: privateSubnetIds },
    opts,
  );
  const securityGroup = new aws.ec2.SecurityGroup(
    `${name}-security-group`,
    { description: `Database of the cluster ${cluster.name}`, vpcId, tags: { Name: identifier } },
    opts,
  );
  const ingress = new aws.ec2.SecurityGroupRule(
    `${name}-from-cluster`,
    {
      securityGroupId: securityGroup.id,
      type: "ingress",
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      sourceSecurityGroupId: clusterSecurityGroupId,
      description: "Pods of the cluster",
    },
    opts,
  );
  return { subnetGroup, securityGroup, ingress };
}
