import { matches } from "../shared/selectors";
import { list, object, oneOf, text, type Read } from "../shared/shape";
import { isCpuOrMemory, type Amounts } from "./amounts";
import type { PodResources, PodSpec } from "./pods";

/** How a ResourceQuota says which objects it is about; without scopes, about all. */
export const scopeShapes = {
  scopes: list(text),
  scopeSelector: object({
    matchExpressions: list(
      object({
        scopeName: text,
        operator: oneOf("In", "NotIn", "Exists", "DoesNotExist"),
        values: list(text),
      }),
    ),
  }),
};

type ScopedSpec = { readonly [K in keyof typeof scopeShapes]?: Read<(typeof scopeShapes)[K]> };

export interface Scope {
  readonly name: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
}

/** @throws Unseen */
export function scopesOf({ scopes = [], scopeSelector }: ScopedSpec): readonly Scope[] {
  return [
    ...scopes.map((name): Scope => ({ name, operator: "Exists", values: [] })),
    ...(scopeSelector?.matchExpressions ?? []).map(({ scopeName = "", operator = "Exists", values = [] }): Scope => ({
      name: scopeName,
      operator,
      values,
    })),
  ];
}

/** True when a quota of that scope counts the pod. @throws Unseen */
export function podInScope(scope: Scope, spec: PodSpec, resources: PodResources): boolean {
  switch (scope.name) {
    case "Terminating":
      return isTerminating(spec);
    case "NotTerminating":
      return !isTerminating(spec);
    case "BestEffort":
      return isBestEffort(spec, resources);
    case "NotBestEffort":
      return !isBestEffort(spec, resources);
    case "PriorityClass":
      return holds(scope, spec.priorityClassName);
    case "CrossNamespacePodAffinity":
      return crossesNamespaces(spec);
    default:
      return false;
  }
}

/** True when a quota of that scope counts the claim. @throws Unseen */
export function claimInScope(scope: Scope, volumeAttributesClassName: string | undefined): boolean {
  return scope.name === "VolumeAttributesClass" && holds(scope, volumeAttributesClassName);
}

function holds({ name, operator, values }: Scope, value: string | undefined): boolean {
  const labels: Record<string, string> = value === undefined || value === "" ? {} : { [name]: value };
  return matches({ matchExpressions: [{ key: name, operator, values }] }, labels);
}

function isTerminating({ activeDeadlineSeconds }: PodSpec): boolean {
  return (activeDeadlineSeconds ?? -1) >= 0;
}

/** Neither requests nor limits of cpu and memory; what a pod sets as a whole decides alone. */
function isBestEffort(spec: PodSpec, { containers, own }: PodResources): boolean {
  const { requests, limits } = spec.resources === undefined ? containers : own;
  return !hasSome(requests) && !hasSome(limits);
}

function hasSome(amounts: Amounts): boolean {
  return [...amounts].some(([resource, amount]) => isCpuOrMemory(resource) && amount() > 0n);
}

function crossesNamespaces({ affinity = {} }: PodSpec): boolean {
  return [affinity.podAffinity, affinity.podAntiAffinity].some((terms = {}) =>
    [
      ...(terms.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(terms.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((each) => each.podAffinityTerm ?? {}),
    ].some(({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined),
  );
}
