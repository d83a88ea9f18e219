import { describe } from "../shared/shape";

/** How a fault ends: `is "Ignore"`, or undefined when there is nothing. */
export function isValue(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : `is ${describe(value)}`;
}
