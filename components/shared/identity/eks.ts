import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../cloud";
import { sortedEntries } from "../faults";
import type { CloudIdentity, Rights, WorkloadIdentityArgs } from "./contract";
import { policyText } from "./policy";
import { identityName } from "./validate";

/** EKS Pod Identity: a role of its own and the association that hands it to the service account. */
export function eksIdentity(name: string, args: WorkloadIdentityArgs<"eks">, parent: pulumi.Resource): CloudIdentity {
  const { cluster, namespace, serviceAccount, rights } = args;
  const opts = { parent, provider: cluster.cloudProvider };
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: identityName(cluster, namespace, serviceAccount),
      description: `Pods of ${namespace}/${serviceAccount} on cluster ${cluster.name}`,
      assumeRolePolicy: trustPolicy(cluster, namespace, serviceAccount),
    },
    opts,
  );
  const policies =
    Object.keys(rights).length === 0
      ? []
      : [new aws.iam.RolePolicy(`${name}-policy`, { role: role.name, policy: policyDocument(rights) }, opts)];
  const association = new aws.eks.PodIdentityAssociation(
    `${name}-association`,
    { clusterName: cluster.name, namespace, serviceAccount, roleArn: role.arn },
    { ...opts, dependsOn: [...policies, ...cluster.ready] },
  );
  return {
    annotations: {},
    podLabels: {},
    identityId: role.arn,
    identityName: identityName(cluster, namespace, serviceAccount),
    resources: [role, ...policies, association],
  };
}

/**
 * Only EKS may assume the role, only for this cluster (so that EKS is no confused deputy for another one), and only
 * for this service account (so that another association cannot hand the role on).
 */
function trustPolicy(cluster: Handle<"eks">, namespace: string, serviceAccount: string): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "PodIdentity",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          ArnEquals: { "aws:SourceArn": cluster.facts.clusterArn },
          StringEquals: {
            "aws:RequestTag/kubernetes-namespace": namespace,
            "aws:RequestTag/kubernetes-service-account": serviceAccount,
            "aws:SourceAccount": cluster.facts.accountId,
          },
        },
      },
    ],
  });
}

/** The statements once all of them are known: some resources are named by other resources. */
function policyDocument(rights: Rights["eks"]): pulumi.Output<string> {
  const statements = sortedEntries(rights).map(([right, { actions, resources, conditions, because }]) => ({
    right,
    actions,
    resources: pulumi.all([...resources]),
    conditions: pulumi.output(conditions),
    because,
  }));
  return pulumi.output(statements).apply(policyText);
}
