import type { Fault } from "../shared/messages";
import { programPolicy } from "../shared/policy";
import { quantityText } from "../shared/quantity";
import { setting } from "../shared/shape";
import { at, nothing, type Resources } from "./amounts";
import { allFour, computeKeys, has, orderChecks } from "./container-rules";
import { deployment, limits, limitsOf, namespace, quota } from "./examples";
import { defaulted, limitsIn, type LimitItem } from "./limit-ranges";
import { containerChecks, faultsOf, type Check } from "./limit-rules";
import { choice, judgeNamespaces, type Attempt } from "./namespaces";

function faultsIn(items: readonly LimitItem[], required: readonly string[], attempt: Attempt): readonly Fault[] {
  const ofContainers = items.filter(({ type }) => type === "Container");
  if (ofContainers.length === 0) return [{ field: "a LimitRange for containers", must: "exist" }];
  const bare = defaulted({ requests: nothing, limits: nothing }, ofContainers);
  const missing = missingDefaults(ofContainers, bare, required);
  if (missing.length > 0) return missing;
  const disputes = faultsOf(attempt, [
    ...disputeChecks(ofContainers, "default"),
    ...disputeChecks(ofContainers, "defaultRequest"),
  ]);
  const refusals = faultsOf(attempt, [...orderChecks(bare, nothing), ...containerChecks(ofContainers, bare)]);
  return [...disputes, ...refusals.map((fault) => ({ ...fault, part: "a container without resources" }))];
}

function missingDefaults(items: readonly LimitItem[], bare: Resources, required: readonly string[]): readonly Fault[] {
  const ranges = [...new Set(items.map(({ range }) => range))].join(", ");
  return required
    .filter((key) => !has(key, bare))
    .map((key) => {
      const rule = key.startsWith("limits.") ? "default" : "defaultRequest";
      return { part: ranges, field: at(rule, key.replace(/^\w+\./, "")), must: "be set" };
    });
}

/** Which LimitRange fills in first is open, so two that disagree make pods that differ from day to day. */
function disputeChecks(items: readonly LimitItem[], rule: "default" | "defaultRequest"): readonly Check[] {
  return items.flatMap((item, index) =>
    [...item[rule]].map(([resource, amount]) => () => {
      const earlier = items.slice(0, index).find((other) => other[rule].has(resource));
      const first = earlier?.[rule].get(resource)?.();
      if (earlier === undefined || first === undefined || first === amount()) return undefined;
      return {
        part: item.range,
        field: at(rule, resource),
        must: `be the ${quantityText(first, resource)} of ${earlier.range}`,
        found: `is ${quantityText(amount(), resource)}`,
      };
    }),
  );
}

export const namespaceLimits = programPolicy({
  name: "namespace-limits",
  description: "A namespace that receives workloads has a LimitRange with defaults that it accepts itself.",
  enforcement: "mandatory",
  why: "Mandatory, as a quota refuses every container that neither names its resources nor gets them by default.",
  source: "https://kubernetes.io/docs/concepts/policy/limit-range/",
  cure: "Give the namespace one LimitRange with default and defaultRequest for containers, within its own bounds.",
  settings: {
    required: setting(computeKeys, "What a container without resources must get.", allFour),
    ...choice,
  },
  judge: (program, { required = [], ...choice }) =>
    judgeNamespaces(program, choice, (name, attempt) => faultsIn(limitsIn(program, name), required, attempt)),
  examples: {
    pass: [
      { title: "defaults for cpu and memory", objects: [namespace, quota, limits, deployment()] },
      {
        title: "bounds alone, of which the API server makes defaults",
        objects: [namespace, quota, limitsOf({ type: "Container", max: { cpu: "1", memory: "1Gi" } }), deployment()],
      },
    ],
    fail: [
      {
        title: "a namespace without a LimitRange",
        objects: [namespace, quota, deployment()],
        faults: ["a LimitRange for containers must exist, but is missing"],
      },
      {
        title: "a LimitRange for pods alone",
        objects: [namespace, quota, limitsOf({ type: "Pod", max: { cpu: "8" } }), deployment()],
        faults: ["a LimitRange for containers must exist, but is missing"],
      },
      {
        title: "requests without limits",
        objects: [
          namespace,
          quota,
          limitsOf({ type: "Container", defaultRequest: { cpu: "100m", memory: "128Mi" } }),
          deployment(),
        ],
        faults: [
          'LimitRange "limits": default.cpu must be set, but is missing',
          'LimitRange "limits": default.memory must be set, but is missing',
        ],
      },
      {
        title: "defaults that are further apart than its own ratio allows",
        objects: [
          namespace,
          quota,
          limitsOf({
            type: "Container",
            default: { cpu: "1", memory: "1Gi" },
            defaultRequest: { cpu: "100m", memory: "512Mi" },
            maxLimitRequestRatio: { cpu: "4" },
          }),
          deployment(),
        ],
        faults: [
          'a container without resources: resources.limits.cpu must be at most 4 times the request of 100m (LimitRange "limits"), but is 1',
        ],
      },
      {
        title: "two LimitRanges that disagree",
        objects: [
          namespace,
          quota,
          limits,
          {
            ...limitsOf({ type: "Container", default: { cpu: "1" }, defaultRequest: { cpu: "250m" } }),
            metadata: { name: "more", namespace: "shop" },
          },
          deployment(),
        ],
        faults: ['LimitRange "more": default.cpu must be the 500m of LimitRange "limits", but is 1'],
      },
    ],
    skip: [
      { title: "a namespace that receives no workload", objects: [namespace] },
      { title: "a namespace that others make", objects: [deployment()] },
      {
        title: "a namespace that is exempt",
        config: { "namespace-limits": { exempt: ["shop"] } },
        objects: [namespace, deployment()],
      },
    ],
  },
});
