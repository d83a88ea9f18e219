import { refuse, sortedEntries } from "../faults";
import { arnFaults } from "./validate";

/** A statement of which every value is known. */
export interface KnownStatement {
  /** Name of the right. */
  readonly right: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: KnownConditions | undefined;
  readonly because?: string | undefined;
}
type KnownConditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** IAM's limit for all inline policies of a role together. */
const longestPolicy = 10_240;

/** An IAM policy as JSON: one statement for each right. Refuses what could not be seen before. Pure. */
export function policyText(statements: readonly KnownStatement[]): string {
  refuse("WorkloadIdentity", statements.flatMap(resourceFaults));
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements.map(iamStatement) });
  const allowed = `a policy of at most ${longestPolicy} characters, not ${text.length}`;
  const cure = "name fewer resources, or give the workload a second service account";
  refuse("WorkloadIdentity", text.length > longestPolicy ? [{ path: "rights", allowed, cure }] : []);
  return text;
}

function resourceFaults({ right, resources, because }: KnownStatement): ReturnType<typeof arnFaults> {
  return resources.flatMap((arn, index) => arnFaults(arn, because, `rights.${right}.resources[${index}]`));
}

function iamStatement({ right, actions, resources, conditions }: KnownStatement): Readonly<Record<string, unknown>> {
  return {
    Sid: pascalCase(right),
    Effect: "Allow",
    Action: [...actions].sort(),
    Resource: [...resources].sort(),
    ...(conditions === undefined ? {} : { Condition: sortedConditions(conditions) }),
  };
}

function sortedConditions(conditions: KnownConditions): Record<string, Record<string, readonly string[]>> {
  return Object.fromEntries(
    sortedEntries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(sortedEntries(keys).map(([key, values]) => [key, [values].flat()])),
    ]),
  );
}

/** `read-backups` as `ReadBackups`, for the id of a statement takes letters and digits only. */
function pascalCase(right: string): string {
  return right.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
}
