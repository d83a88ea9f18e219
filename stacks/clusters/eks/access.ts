import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "./names";

export interface AccessArgs {
  /** ARNs of the roles that administer the cluster. */
  readonly admins: readonly string[];
  readonly place: Place;
  /** Name of the control plane, once it is there. */
  readonly clusterName: pulumi.Input<string>;
}

/** One access entry per administrator, named after account and role, so that their order changes nothing. */
export function createAccessEntries(
  name: string,
  { admins, place, clusterName }: AccessArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  return admins.flatMap((principalArn) => {
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
