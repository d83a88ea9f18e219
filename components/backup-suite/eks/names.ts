import type { Handle } from "../../shared/cloud";
import type { Place } from "../../shared/eks/place";
import { hashedName } from "../../shared/names";

/** The longest name that S3 takes. */
const longestName = 63;

export type Role = "home" | "copy";

/** Name of a bucket, which no other bucket of AWS may have: of the cluster, its region and its account. */
export function bucketName(
  { name: cluster, region, facts }: Pick<Handle<"eks">, "name" | "region" | "facts">,
  name: string,
  role: Role,
): string {
  const readable = role === "home" ? `${cluster}-${name}` : `${cluster}-${name}-${role}`;
  return hashedName(readable, [facts.accountId, region, cluster, name, role], longestName);
}

/** Buckets have neither region nor account in their ARN. */
export const bucketArn = ({ partition }: Pick<Place, "partition">, bucket: string): string =>
  `arn:${partition}:s3:::${bucket}`;

export const objectsArn = (place: Pick<Place, "partition">, bucket: string): string => `${bucketArn(place, bucket)}/*`;
