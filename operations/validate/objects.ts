import type { V1ObjectMeta } from "@kubernetes/client-node";
import { minute } from "../shared/text";

export { ago, count, countsOf, groupBy, some, tally } from "../shared/text";

interface Named {
  readonly metadata?: V1ObjectMeta | undefined;
}

export const nameOf = ({ metadata }: Named): string => metadata?.name ?? "";
export const namespaceOf = ({ metadata }: Named): string => metadata?.namespace ?? "";

/** The API server writes some empty lists as null, whatever the types say. */
export function listOf<T>(items: readonly T[] | null | undefined): readonly T[] {
  return items ?? [];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

export function conditionOf<C extends Condition>(
  conditions: readonly C[] | null | undefined,
  type: string,
): C | undefined {
  return conditions?.find((each) => each.type === type);
}

/** `Reason: message`, as far as there are any. */
export function saying(of: Pick<Condition, "reason" | "message"> | undefined, otherwise: string): string {
  const parts = [of?.reason, of?.message].filter((each) => each !== undefined && each !== "");
  return parts.length === 0 ? otherwise : parts.join(": ");
}

export const hours = (milliseconds: number): number => milliseconds / (60 * minute);
