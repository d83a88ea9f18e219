import type { Handle } from "../../shared/cloud";
import { hashedName } from "../../shared/names";

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
