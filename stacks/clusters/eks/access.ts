import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EksCreation } from "../../settings/eks";
import type { Place } from "./names";

export interface AccessArgs {
  /** ARNs of the roles that administer the cluster. */
  readonly administrators: readonly string[];
  readonly place: Place;
  /** Name of the control plane, once it is there. */
  readonly clusterName: pulumi.Input<string>;
}

/** One access entry per administrator, named after account and role, so that their order changes nothing. */
export function createAccessEntries(
  name: string,
  { administrators, place, clusterName }: AccessArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  return administrators.flatMap((principalArn) => {
    const entryName = `${name}-admin-${roleName(principalArn)}`;
    const entry = new aws.eks.AccessEntry(entryName, { clusterName, principalArn, type: "STANDARD" }, opts);
    const association = new aws.eks.AccessPolicyAssociation(
      `${entryName}-policy`,
      {
        clusterName,
        principalArn,
        policyArn: `arn:${place.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
        accessScope: { type: "cluster" },
      },
      { ...opts, dependsOn: [entry] },
    );
    return [entry, association];
  });
}

/** `arn:aws:iam::111122223333:role/team/operators` becomes `111122223333-operators`: IAM names a role once per account. */
function roleName(roleArn: string): string {
  const account = roleArn.split(":")[4];
  return `${account}-${roleArn.slice(roleArn.lastIndexOf("/") + 1)}`;
}

/**
 * The way to the API server's private address, which EKS opens to nodes alone: for the rest of the VPC, and for the
 * networks that are connected with it.
 */
export function admitNetworks(
  name: string,
  args: { readonly cluster: EksCreation; readonly securityGroupId: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): readonly aws.ec2.SecurityGroupRule[] {
  const { network, endpoint } = args.cluster;
  return [network.range, ...endpoint.connectedRanges].map(
    (range) =>
      new aws.ec2.SecurityGroupRule(
        `${name}-api-server-from-${range.replace("/", "-")}`,
        {
          securityGroupId: args.securityGroupId,
          type: "ingress",
          protocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrBlocks: [range],
          description: "API server",
        },
        opts,
      ),
  );
}
