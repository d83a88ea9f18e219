import type { EksConfig } from "../../settings/eks";

/** What names a resource in AWS beside its own name. */
export interface Place {
  readonly partition: EksConfig["aws"]["partition"];
  readonly accountId: string;
  readonly region: string;
}

export function placeOf({ aws, region }: EksConfig): Place {
  return { partition: aws.partition, accountId: aws.accountId, region };
}

/** ARN of the cluster of that name. */
export function clusterArn({ partition, region, accountId }: Place, name: string): string {
  return `arn:${partition}:eks:${region}:${accountId}:cluster/${name}`;
}

/** ARN of a policy that AWS maintains. */
export function managedPolicyArn({ partition }: Place, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** ARN of a CloudWatch log group. */
export function logGroupArn({ partition, region, accountId }: Place, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}

/** Log groups of a cluster. EKS itself sets the name of the first. */
export function logGroupNames(cluster: string): { readonly controlPlane: string; readonly flowLogs: string } {
  return { controlPlane: `/aws/eks/${cluster}/cluster`, flowLogs: `/aws/vpc/${cluster}/flow-logs` };
}

/** A policy document, as IAM and KMS take it. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow";
  readonly Principal?: { readonly AWS: string } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Trust in an AWS service. */
export function trust(service: string, actions: readonly string[], condition?: Statement["Condition"]): string {
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: actions,
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ]);
}
