import type { Handle } from "../cloud";

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
