import type { Handle } from "../../shared/cloud";
import { hashedName } from "../../shared/names";

/** What names a resource in AWS beside its own name. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

export function placeOf({ facts, region }: Handle<"eks">): Place {
  return { partition: facts.partition, accountId: facts.accountId, region };
}

/** ARN of a resource in its region; `resource` is all behind the account, such as `db:shop`. */
export function arnOf({ partition, region, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** What an endpoint of AWS ends in. */
export function dnsSuffix({ partition }: Pick<Place, "partition">): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** The longest name that RDS takes. */
const longestIdentifier = 63;

/** Name of an instance made here: of the cluster and the component. RDS takes no two dashes in a row. */
export function instanceIdentifier(cluster: Pick<Handle<"eks">, "name" | "region">, name: string): string {
  const readable = `${cluster.name}-${name}`.replace(/-+/g, "-");
  return readable.length <= longestIdentifier
    ? readable
    : hashedName(readable, [cluster.name, cluster.region, name], longestIdentifier);
}

/** Log types that the instance sends to CloudWatch: its log with the audit trail, upgrades, and refused IAM logins. */
export const logTypes = ["postgresql", "upgrade", "iam-db-auth-error"] as const;

/** RDS itself sets the names of these log groups. */
export function logGroupName(identifier: string, type: (typeof logTypes)[number]): string {
  return `/aws/rds/instance/${identifier}/${type}`;
}
