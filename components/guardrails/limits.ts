import { fault, type Fault, keyPath, sortedEntries } from "../shared/faults";
import { parseQuantity } from "../shared/quantity";
import { type Limits, limitRules, type LimitSet, type Quantities } from "./defaults";

/** Checks of quotas and LimitRanges: what the API server would refuse, and what would refuse every pod. Pure. */

/** What has requests and limits. */
const computeResources = ["cpu", "memory", "ephemeral-storage"];

/** Keys of a quota that count objects. */
const countKeys = [
  /^(pods|services|services\.loadbalancers|services\.nodeports|secrets|configmaps)$/,
  /^(replicationcontrollers|resourcequotas|persistentvolumeclaims)$/,
  /^count\/[a-z0-9.-]+$/,
  /^[a-z0-9.-]+\.storageclass\.storage\.k8s\.io\/persistentvolumeclaims$/,
];

/** Keys of a quota that add up quantities; the third is for devices, such as `requests.nvidia.com/gpu`. */
const sumKeys = [
  /^(requests|limits)\.(cpu|memory|ephemeral-storage)$/,
  /^requests\.storage$/,
  /^requests\.[a-z0-9.-]+\.[a-z]+\/[a-z0-9.-]+$/,
  /^[a-z0-9.-]+\.storageclass\.storage\.k8s\.io\/requests\.storage$/,
];

export function quotaFaults(quota: Quantities): readonly Fault[] {
  return [
    ...sortedEntries(quota).flatMap(([key, text]) => quotaEntryFaults(keyPath("quota", key), key, text)),
    ...computeResources.flatMap((resource) =>
      orderFaults(entry("quota", quota, `requests.${resource}`), entry("quota", quota, `limits.${resource}`)),
    ),
  ];
}

function quotaEntryFaults(path: string, key: string, text: string): readonly Fault[] {
  const isKey = (pattern: RegExp): boolean => pattern.test(key);
  if (countKeys.some(isKey))
    return /^\d+$/.test(text) ? [] : [fault(path, text, "a whole number", "write it without unit")];
  if (sumKeys.some(isKey)) return quantityFaults(path, text);
  return [fault(path, key, "a key such as requests.cpu, pods or count/jobs.batch", "use a name that quotas know")];
}

/** Rules that Kubernetes takes for each kind, and the resources they may name. */
const limitKinds: {
  readonly [Kind in keyof Limits]: { readonly rules: readonly (keyof LimitSet)[]; readonly of: readonly string[] };
} = {
  container: { rules: limitRules, of: computeResources },
  pod: { rules: ["min", "max", "maxLimitRequestRatio"], of: computeResources },
  persistentVolumeClaim: { rules: ["min", "max"], of: ["storage"] },
};

export function limitFaults(limits: Limits): readonly Fault[] {
  return [
    ...setFaults("container", limits.container),
    ...setFaults("pod", limits.pod),
    ...setFaults("persistentVolumeClaim", limits.persistentVolumeClaim),
    ...computeResources.flatMap((resource) =>
      orderFaults(
        entry("limits.container.max", limits.container.max, resource),
        entry("limits.pod.max", limits.pod.max, resource),
      ),
    ),
  ];
}

function setFaults(kind: keyof Limits, set: LimitSet): readonly Fault[] {
  const path = `limits.${kind}`;
  const { rules, of } = limitKinds[kind];
  const malformed = limitRules.flatMap((rule) =>
    sortedEntries(set[rule] ?? {}).flatMap(([resource, text]) => {
      const at = keyPath(`${path}.${rule}`, resource);
      if (!rules.includes(rule)) return [fault(at, text, `only ${rules.join(", ")} for a ${kind}`, "remove it")];
      return of.includes(resource)
        ? quantityFaults(at, text)
        : [fault(at, resource, of.join(", "), "name one of them")];
    }),
  );
  return malformed.length > 0 ? malformed : of.flatMap((resource) => consistencyFaults(path, resource, set));
}

/** min <= defaultRequest <= default <= max, and a ratio that the defaults keep and that min and max allow. */
function consistencyFaults(path: string, resource: string, set: LimitSet): readonly Fault[] {
  const rising = (["min", "defaultRequest", "default", "max"] as const)
    .map((rule) => entry(`${path}.${rule}`, set[rule], resource))
    .filter(({ text }) => text !== undefined);
  return [
    ...rising
      .slice(1)
      .flatMap((upper, index) => rising.slice(index, index + 1).flatMap((lower) => orderFaults(lower, upper))),
    ...ratioFaults(entry(`${path}.maxLimitRequestRatio`, set.maxLimitRequestRatio, resource), set, resource),
  ];
}

function ratioFaults({ path, text }: Entry, set: LimitSet, resource: string): readonly Fault[] {
  const ratio = numberOf(text);
  if (ratio === undefined) return [];
  const quotient = (upper: keyof LimitSet, lower: keyof LimitSet): number => {
    const above = numberOf(set[upper]?.[resource]);
    const below = numberOf(set[lower]?.[resource]);
    return above === undefined || below === undefined ? NaN : above / below;
  };
  const ofDefaults = quotient("default", "defaultRequest");
  const ofRange = quotient("max", "min");
  if (ratio < 1) return [fault(path, text, "1 or more", "raise it, for a limit is never below its request")];
  if (ratio < ofDefaults)
    return [fault(path, text, `default / defaultRequest (${ofDefaults}) or more`, "raise it, or narrow the defaults")];
  if (ratio > ofRange) return [fault(path, text, `max / min (${ofRange}) or less`, "lower it, or widen the range")];
  return [];
}

/** One quantity and where it stands. */
interface Entry {
  readonly path: string;
  readonly text: string | undefined;
}

function entry(path: string, quantities: Quantities | undefined, key: string): Entry {
  return { path: keyPath(path, key), text: quantities?.[key] };
}

/** A fault when both quantities are known and the first is above the second. */
function orderFaults(lower: Entry, upper: Entry): readonly Fault[] {
  const [below, above] = [numberOf(lower.text), numberOf(upper.text)];
  if (below === undefined || above === undefined || below <= above) return [];
  return [fault(lower.path, lower.text, `at most ${upper.path} (${upper.text})`, "lower it, or raise the other")];
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseQuantity(text);
}

function quantityFaults(path: string, text: string): readonly Fault[] {
  const value = parseQuantity(text);
  return value === undefined || value < 0
    ? [fault(path, text, "a quantity of 0 or more, such as 250m, 4 or 512Mi", "write a number and one unit")]
    : [];
}
