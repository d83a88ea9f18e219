import type { Fault } from "../shared/messages";
import { quantityText, ratio, type Quantity } from "../shared/quantity";
import { at, type Amounts, type Resources } from "./amounts";
import type { LimitItem } from "./limit-ranges";
import type { Attempt } from "./namespaces";

/** A look at one thing that may be wrong. @throws Unseen by itself, so that it hides no other */
export type Check = () => Fault | undefined;

export function faultsOf(attempt: Attempt, checks: readonly Check[]): readonly Fault[] {
  return checks.flatMap((check) => attempt(check) ?? []);
}

/** How messages name a request and a limit of what is judged. */
export interface Words {
  readonly request: (resource: string) => string;
  readonly limit: (resource: string) => string;
}

export const ofContainer: Words = {
  request: (resource) => at("resources.requests", resource),
  limit: (resource) => at("resources.limits", resource),
};

const ofPod: Words = {
  request: (resource) => `the sum of ${at("requests", resource)}`,
  limit: (resource) => `the sum of ${at("limits", resource)}`,
};

/** What the LimitRanges of a namespace say of one container. */
export function containerChecks(items: readonly LimitItem[], resources: Resources): readonly Check[] {
  return limitChecks(items, "Container", resources, ofContainer);
}

/** What the LimitRanges of a namespace say of all containers of a pod together. */
export function podChecks(items: readonly LimitItem[], resources: Resources): readonly Check[] {
  return limitChecks(items, "Pod", resources, ofPod);
}

/** What the LimitRanges of a namespace say of a claim for a volume: only what it requests counts. */
export function claimChecks(items: readonly LimitItem[], requests: Amounts): readonly Check[] {
  const field = (resource: string): string => at("spec.resources.requests", resource);
  return items
    .filter(({ type }) => type === "PersistentVolumeClaim")
    .flatMap((item) => [
      ...each(item, "min", (bound) => outside(field(bound.resource), requests.get(bound.resource)?.(), "least", bound)),
      ...each(item, "max", (bound) => outside(field(bound.resource), requests.get(bound.resource)?.(), "most", bound)),
    ]);
}

function limitChecks(
  items: readonly LimitItem[],
  type: "Container" | "Pod",
  resources: Resources,
  words: Words,
): readonly Check[] {
  return items
    .filter((item) => item.type === type)
    .flatMap((item) => [
      ...each(item, "min", (bound) => tooLittle(bound, resources, words)),
      ...each(item, "max", (bound) => tooMuch(bound, resources, words)),
      ...each(item, "maxLimitRequestRatio", (bound) => tooFarApart(bound, resources, words)),
    ]);
}

/** One number of a LimitRange. */
interface Bound {
  readonly resource: string;
  readonly value: Quantity;
  readonly range: string;
}

function each(
  item: LimitItem,
  rule: "min" | "max" | "maxLimitRequestRatio",
  check: (bound: Bound) => Fault | undefined,
): readonly Check[] {
  return [...item[rule]].map(
    ([resource, value]) =>
      () =>
        check({ resource, value: value(), range: item.range }),
  );
}

function tooLittle(bound: Bound, { requests, limits }: Resources, words: Words): Fault | undefined {
  const { resource } = bound;
  return (
    outside(words.request(resource), requests.get(resource)?.(), "least", bound) ??
    (limits.has(resource) ? outside(words.limit(resource), limits.get(resource)?.(), "least", bound) : undefined)
  );
}

function tooMuch(bound: Bound, { requests, limits }: Resources, words: Words): Fault | undefined {
  const { resource } = bound;
  return (
    outside(words.limit(resource), limits.get(resource)?.(), "most", bound) ??
    (requests.has(resource) ? outside(words.request(resource), requests.get(resource)?.(), "most", bound) : undefined)
  );
}

/** In floating point and thousandths, as the API server computes it. */
function tooFarApart(
  { resource, value, range }: Bound,
  { requests, limits }: Resources,
  words: Words,
): Fault | undefined {
  const request = requests.get(resource)?.();
  const limit = limits.get(resource)?.();
  const must = `be above 0 (${range} bounds the ratio of limit to request)`;
  if (!request) return { field: words.request(resource), must, found: foundText(request, resource) };
  if (!limit) return { field: words.limit(resource), must, found: foundText(limit, resource) };
  if (ratio(limit, request) * 1000 <= Number(value)) return undefined;
  const times = quantityText(value, "times");
  return {
    field: words.limit(resource),
    must: `be at most ${times} times the request of ${quantityText(request, resource)} (${range})`,
    found: foundText(limit, resource),
  };
}

function outside(field: string, value: Quantity | undefined, side: "least" | "most", bound: Bound): Fault | undefined {
  const holds = value !== undefined && (side === "least" ? value >= bound.value : value <= bound.value);
  if (holds) return undefined;
  const must = `be at ${side} ${quantityText(bound.value, bound.resource)} (${bound.range})`;
  return { field, must, found: foundText(value, bound.resource) };
}

function foundText(value: Quantity | undefined, resource: string): string | undefined {
  return value === undefined ? undefined : `is ${quantityText(value, resource)}`;
}
