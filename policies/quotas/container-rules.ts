import { parseQuantity, quantityText } from "../shared/quantity";
import { describe, list, map, numberOrText, object, oneOf, text, type Read } from "../shared/shape";
import { isHugePages, type Amounts, type Resources } from "./amounts";
import { ofContainer, type Check } from "./limit-rules";

/** A setting: requests and limits, as a quota spells them. */
export const computeKeys = list(
  oneOf(
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
  ),
);

export const allFour = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"] as const;

const prefix = /^(?:requests|limits)\./;

/** The request or limit that a key of a quota is about, with the words for it. */
export function side(key: string, { requests, limits }: Resources) {
  const resource = key.replace(prefix, "");
  return key.startsWith("limits.")
    ? { amounts: limits, resource, field: ofContainer.limit(resource) }
    : { amounts: requests, resource, field: ofContainer.request(resource) };
}

export function has(key: string, resources: Resources): boolean {
  const { amounts, resource } = side(key, resources);
  return amounts.has(resource);
}

const asWritten = map(numberOrText);
const resourcesAsWritten = object({ requests: asWritten, limits: asWritten });
const containersAsWritten = list(object({ name: text, resources: resourcesAsWritten }));

/** Requests and limits of a pod as they are written, quantities or not. */
export const writtenShape = object({
  spec: object({
    initContainers: containersAsWritten,
    containers: containersAsWritten,
    resources: resourcesAsWritten,
  }),
});

/** Every request and limit is a quantity: where one is none, all other rules can only pass over it. */
export function quantityChecks({ requests = {}, limits = {} }: Read<typeof resourcesAsWritten> = {}): readonly Check[] {
  const checksOf = (values: Read<typeof asWritten>, field: (resource: string) => string): readonly Check[] =>
    Object.keys(values).map((resource) => () => {
      const value = values[resource];
      if (value === undefined || (parseQuantity(value) ?? -1n) >= 0n) return undefined;
      return { field: field(resource), must: "be a quantity of 0 or more", found: `is ${describe(value)}` };
    });
  return [...checksOf(requests, ofContainer.request), ...checksOf(limits, ofContainer.limit)];
}

/**
 * A request is at most its limit, and equal to it for what nodes do not lend twice: huge pages and devices.
 * @param written the limits that are not defaults
 */
export function orderChecks({ requests, limits }: Resources, written: Amounts): readonly Check[] {
  return [...requests].map(([resource, request]) => () => {
    const limit = limits.get(resource)?.();
    const isShared = isOvercommittable(resource);
    if (limit === undefined) return isShared ? undefined : { field: ofContainer.limit(resource), must: "be set" };
    if (isShared ? request() <= limit : request() === limit) return undefined;
    const name = written.has(resource) ? "limit" : "default limit";
    return {
      field: ofContainer.request(resource),
      must: `${isShared ? "be at most" : "equal"} the ${name} of ${quantityText(limit, resource)}`,
      found: `is ${quantityText(request(), resource)}`,
    };
  });
}

function isOvercommittable(resource: string): boolean {
  return (!resource.includes("/") || resource.includes("kubernetes.io/")) && !isHugePages(resource);
}

/** What a pod sets as a whole has room for its containers. */
export function podRoomChecks(own: Resources, containers: Resources): readonly Check[] {
  return [...containers.requests].map(([resource, sum]) => () => {
    const request = own.requests.get(resource)?.();
    if (request === undefined || request >= sum()) return undefined;
    return {
      field: ofContainer.request(resource),
      must: `be at least the ${quantityText(sum(), resource)} of its containers`,
      found: `is ${quantityText(request, resource)}`,
    };
  });
}

/** No container may use more than its pod as a whole. */
export function withinPodChecks({ limits }: Resources, own: Resources): readonly Check[] {
  return [...limits].map(([resource, limit]) => () => {
    const most = own.limits.get(resource)?.();
    if (most === undefined || limit() <= most) return undefined;
    return {
      field: ofContainer.limit(resource),
      must: `be at most the ${quantityText(most, resource)} of its pod`,
      found: `is ${quantityText(limit(), resource)}`,
    };
  });
}
