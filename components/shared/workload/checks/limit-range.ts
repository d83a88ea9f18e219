import { fault, type Fault, keyPath } from "../../faults";
import type { Limits, LimitSet, Quantities } from "../../limits";
import { parseQuantity } from "../../quantity";

/** What the LimitRange of the namespace would refuse, by the arithmetic of the API server. */

export interface Asked {
  readonly requests: Quantities;
  readonly limits: Quantities;
}

/** What is judged: the kind of its rules, and where its quantities stand. */
export interface Judged {
  readonly kind: keyof Limits;
  readonly pathOf: (side: keyof Asked, resource: string) => string;
}

/**
 * What a container has when its pod is admitted: a request that is missing is the limit that is written; then the
 * LimitRange fills in what is missing still, as `max` gives `default`, and this and `min` give `defaultRequest`.
 */
export function admitted({ requests, limits }: Asked, set: LimitSet): Asked {
  const limitsByDefault = { ...set.max, ...set.default };
  return {
    requests: { ...set.min, ...limitsByDefault, ...set.defaultRequest, ...limits, ...requests },
    limits: { ...limitsByDefault, ...limits },
  };
}

/** The rules of a LimitRange that quantities break; of what is no quantity, or has no rule, there is nothing to say. */
export function boundFaults(judged: Judged, asked: Asked, set: LimitSet): readonly Fault[] {
  const at = (rule: keyof LimitSet, resource: string): string => keyPath(`limits.${judged.kind}.${rule}`, resource);
  const of = (side: keyof Asked, resource: string): Entry => ({
    path: judged.pathOf(side, resource),
    text: asked[side][resource],
  });
  // Of a claim only what it requests counts.
  const upper = judged.kind === "persistentVolumeClaim" ? "requests" : "limits";
  return [
    ...Object.entries(set.min ?? {}).flatMap(([resource, least]) =>
      leastFaults(of("requests", resource), least, at("min", resource)),
    ),
    ...Object.entries(set.max ?? {}).flatMap(([resource, most]) =>
      mostFaults(of(upper, resource), most, at("max", resource)),
    ),
    ...Object.entries(set.maxLimitRequestRatio ?? {}).flatMap(([resource, ratio]) =>
      ratioFaults(of("requests", resource), of("limits", resource), ratio, at("maxLimitRequestRatio", resource)),
    ),
  ];
}

/** A request is at most its limit. */
export function orderFaults({ pathOf }: Judged, { requests, limits }: Asked): readonly Fault[] {
  return Object.keys(requests).flatMap((resource) => {
    const [request, limit] = [requests[resource], limits[resource]];
    if (!(amount(request) > amount(limit))) return [];
    return [
      fault(pathOf("requests", resource), request, `at most its limit (${limit})`, "lower it, or raise the limit"),
    ];
  });
}

interface Entry {
  readonly path: string;
  readonly text: string | undefined;
}

const widen = "or let the namespace allow it by `limits`";

function leastFaults({ path, text }: Entry, least: string, rule: string): readonly Fault[] {
  if (amount(text ?? "0") < amount(least))
    return [fault(path, text, `at least ${least} (${rule})`, `raise it, ${widen}`)];
  return [];
}

function mostFaults({ path, text }: Entry, most: string, rule: string): readonly Fault[] {
  if (text !== undefined && !(amount(text) > amount(most))) return [];
  return [fault(path, text, `at most ${most} (${rule})`, `lower it, ${widen}`)];
}

function ratioFaults(request: Entry, limit: Entry, ratio: string, rule: string): readonly Fault[] {
  const allowed = `at most ${ratio} times its request of ${request.text ?? "0"} (${rule})`;
  const [below, above] = [amount(request.text ?? "0"), amount(limit.text ?? "0")];
  const isWithin = below > 0 && above > 0 && (above / below) * 1000 <= amount(ratio);
  const isUnknown = Number.isNaN(below) || Number.isNaN(above) || Number.isNaN(amount(ratio));
  return isWithin || isUnknown ? [] : [fault(limit.path, limit.text, allowed, `raise the request, ${widen}`)];
}

/** In thousandths, the finest step in which the API server counts; NaN for what is no quantity, which no bound is. */
export function amount(text: string | undefined): number {
  const value = text === undefined ? undefined : parseQuantity(text);
  // What multiplication adds behind the comma is no part of the quantity.
  return value === undefined ? NaN : Math.ceil(value * 1000 - 1e-6);
}

/** An amount as a quantity again. */
export function quantityText(thousandths: number): string {
  if (thousandths % 1000 !== 0) return `${thousandths}m`;
  const whole = thousandths / 1000;
  return whole !== 0 && whole % 2 ** 20 === 0 ? `${whole / 2 ** 20}Mi` : String(whole);
}
