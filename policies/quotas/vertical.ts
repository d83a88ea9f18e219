import type { KubernetesObject } from "../shared/objects";
import type { PodCarrier } from "../shared/pods";
import type { Program } from "../shared/program";
import { quantity, type Quantity } from "../shared/quantity";
import { known } from "../shared/known";
import { list, map, object, text, type Read } from "../shared/shape";
import { amountsOf, at, type Resources } from "./amounts";
import type { LimitItem } from "./limit-ranges";
import { namespaceOf, objectsIn, reading } from "./namespaces";
import type { Container } from "./pods";

const containerPolicy = object({
  containerName: text,
  mode: text,
  maxAllowed: map(quantity),
  controlledResources: list(text),
  controlledValues: text,
});
const spec = object({
  targetRef: object({ apiVersion: text, kind: text, name: text }),
  updatePolicy: object({ updateMode: text }),
  resourcePolicy: object({ containerPolicies: list(containerPolicy) }),
});

/** The VerticalPodAutoscaler that changes the resources of a workload's pods. @throws Unseen */
export function verticalOf({ object: workload }: PodCarrier, program: Program): KubernetesObject | undefined {
  return objectsIn(program, "autoscaling.k8s.io/VerticalPodAutoscaler", namespaceOf(workload)).find((vertical) =>
    reading(vertical, () => targets(vertical, workload) && specOf(vertical).updatePolicy?.updateMode !== "Off"),
  );
}

function targets(vertical: KubernetesObject, { groupKind, name }: KubernetesObject): boolean {
  const { apiVersion = "", kind = "", name: target } = specOf(vertical).targetRef ?? {};
  const slash = apiVersion.indexOf("/");
  return (slash < 0 ? kind : `${apiVersion.slice(0, slash)}/${kind}`) === groupKind && target === name;
}

function specOf(vertical: KubernetesObject): Read<typeof spec> {
  return known(vertical, spec, "spec") ?? {};
}

/** What it says of a container. @throws Unseen */
function policyOf(vertical: KubernetesObject, container: string) {
  return reading(vertical, () => {
    const policies = specOf(vertical).resourcePolicy?.containerPolicies ?? [];
    const named = (name: string) => policies.find(({ containerName }) => containerName === name);
    const { mode, maxAllowed, controlledResources, controlledValues } = named(container) ?? named("*") ?? {};
    return {
      resources: mode === "Off" ? [] : (controlledResources ?? ["cpu", "memory"]),
      changesLimits: controlledValues !== "RequestsOnly",
      maxAllowed: amountsOf(maxAllowed, (value) => reading(vertical, value)),
    };
  });
}

/** How it may change one resource of one container. */
interface Change {
  readonly resource: string;
  /** The limit moves with the request, in the proportion that is written. */
  readonly withLimit: boolean;
  /** The most that it may request; undefined when nothing bounds it. @throws Unseen */
  readonly most: () => Quantity | undefined;
}

function changesOf(
  vertical: KubernetesObject,
  { name = "" }: Container,
  admitted: Resources,
  items: readonly LimitItem[],
): readonly Change[] {
  const { resources, changesLimits, maxAllowed } = policyOf(vertical, name);
  return resources.map((resource) => ({
    resource,
    withLimit: changesLimits && admitted.limits.has(resource),
    most: () =>
      least([
        ...valuesOf(maxAllowed.get(resource)),
        ...mostUnderRanges(resource, admitted, items),
        ...(changesLimits ? [] : valuesOf(admitted.limits.get(resource))),
      ]),
  }));
}

function valuesOf(amount: (() => Quantity) | undefined): Quantity[] {
  return amount === undefined ? [] : [amount()];
}

/** It keeps the limit within the LimitRanges, and the request in proportion. */
function mostUnderRanges(resource: string, { requests, limits }: Resources, items: readonly LimitItem[]): Quantity[] {
  const request = requests.get(resource)?.() ?? 0n;
  const limit = limits.get(resource)?.() ?? 0n;
  if (limit === 0n) return [];
  return items
    .flatMap(({ max }) => max.get(resource)?.() ?? [])
    .map((max) => (request === 0n ? max : (max * request) / limit));
}

/** A bound of 0 sets none. */
function least(bounds: readonly Quantity[]): Quantity | undefined {
  const [first, ...rest] = bounds.filter((each) => each > 0n);
  return first === undefined ? undefined : rest.reduce((one, other) => (other < one ? other : one), first);
}

/**
 * The most that a container has: what is written, or what the autoscaler may make of it. Where nothing bounds that,
 * what is written. @throws Unseen
 */
export function grown(
  vertical: KubernetesObject,
  container: Container,
  admitted: Resources,
  items: readonly LimitItem[],
): Resources {
  const requests = new Map(admitted.requests);
  const limits = new Map(admitted.limits);
  for (const { resource, withLimit, most } of changesOf(vertical, container, admitted, items)) {
    const before = (): Quantity => admitted.requests.get(resource)?.() ?? 0n;
    const after = (): Quantity => larger(before(), most() ?? 0n);
    requests.set(resource, after);
    const limit = admitted.limits.get(resource);
    if (withLimit && limit !== undefined) limits.set(resource, () => inProportion(limit(), before(), after()));
  }
  return { requests, limits };
}

function inProportion(limit: Quantity, before: Quantity, after: Quantity): Quantity {
  return before === 0n ? larger(limit, after) : (limit * after) / before;
}

function larger(one: Quantity, other: Quantity): Quantity {
  return one > other ? one : other;
}

/** The field that would bound what the autoscaler makes of a container under the key of a quota, if nothing does. */
export function missingBound(
  key: string,
  vertical: KubernetesObject,
  container: Container,
  admitted: Resources,
  items: readonly LimitItem[],
): string | undefined {
  const endless = changesOf(vertical, container, admitted, items)
    .filter(({ resource, withLimit }) => touched(resource, withLimit).includes(key))
    .find(({ most }) => most() === undefined);
  return endless === undefined ? undefined : at("maxAllowed", endless.resource);
}

function touched(resource: string, withLimit: boolean): readonly string[] {
  return [resource, `requests.${resource}`, ...(withLimit ? [`limits.${resource}`] : [])];
}
