import { quoted, type Fault } from "../shared/messages";
import { programPolicy } from "../shared/policy";
import { list, setting, text } from "../shared/shape";
import { at } from "./amounts";
import { deployment, limits, namespace, quota, quotaOf } from "./examples";
import { choice, judgeNamespaces } from "./namespaces";
import { canonicalKey, quotasIn, type ResourceQuota } from "./resource-quotas";

const required = setting(
  list(text),
  "What must be bounded, as `spec.hard` spells it; `cpu` and `requests.cpu` are the same.",
  ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "pods"],
);

/** What no quota of the namespace bounds for all its objects. */
function unbounded(quotas: readonly ResourceQuota[], keys: readonly string[]): readonly Fault[] {
  const names = quoted(quotas.map(({ object }) => object.name));
  if (quotas.length === 0) return [{ field: "a ResourceQuota without scopes", must: "exist" }];
  const bounded = new Set(quotas.flatMap(({ hard }) => [...hard.keys()].map(canonicalKey)));
  return keys
    .filter((key) => !bounded.has(canonicalKey(key)))
    .map((key) => ({ part: `ResourceQuota ${names}`, field: at("spec.hard", key), must: "be set" }));
}

export const namespaceQuota = programPolicy({
  name: "namespace-quota",
  description: "A namespace that receives workloads has a ResourceQuota, which bounds what it may take of the cluster.",
  enforcement: "mandatory",
  why: "Mandatory, as without a quota one namespace can take what all others need, and nothing tells before it does.",
  source: "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
  cure: "Give the namespace a ResourceQuota without scopes that names what is missing.",
  settings: { required, ...choice },
  judge: (program, { required = [], ...choice }) =>
    judgeNamespaces(program, choice, (name) =>
      unbounded(
        quotasIn(program, name).filter(({ scopes }) => scopes.length === 0),
        required,
      ),
    ),
  examples: {
    pass: [
      { title: "a quota with every key", objects: [namespace, quota, limits, deployment()] },
      {
        title: "two quotas that share the keys, one of them in the older spelling",
        objects: [
          namespace,
          quotaOf({ cpu: "4", memory: "8Gi", "count/pods": "20" }, {}, "requests"),
          quotaOf({ "limits.cpu": "8", "limits.memory": "16Gi" }, {}, "limits"),
          deployment(),
        ],
      },
      {
        title: "fewer keys where fewer are required",
        config: { "namespace-quota": { required: ["pods"] } },
        objects: [namespace, limits, quotaOf({ pods: "20" }), deployment()],
      },
    ],
    fail: [
      {
        title: "a namespace without a quota",
        objects: [namespace, limits, deployment()],
        faults: ["a ResourceQuota without scopes must exist, but is missing"],
      },
      {
        title: "a quota that bounds only some of it",
        objects: [namespace, limits, quotaOf({ "requests.cpu": "4", "limits.cpu": "8", pods: "20" }), deployment()],
        faults: [
          'ResourceQuota "quota": spec.hard["requests.memory"] must be set, but is missing',
          'ResourceQuota "quota": spec.hard["limits.memory"] must be set, but is missing',
        ],
      },
      {
        title: "a quota that counts only some of the pods",
        objects: [namespace, limits, quotaOf({ pods: "20" }, { scopes: ["NotTerminating"] }), deployment()],
        faults: ["a ResourceQuota without scopes must exist, but is missing"],
      },
      {
        title: "a namespace that receives nothing, where all are judged",
        config: { "namespace-quota": { all: true } },
        objects: [namespace],
        faults: ["a ResourceQuota without scopes must exist, but is missing"],
      },
      {
        title: "a namespace that others make, where that is demanded",
        config: { "namespace-quota": { foreign: "demand" } },
        objects: [deployment()],
        faults: ['namespace "shop": a ResourceQuota without scopes must exist, but is missing'],
      },
    ],
    skip: [
      { title: "a namespace that receives no workload", objects: [namespace] },
      { title: "a namespace that others make", objects: [deployment()] },
      {
        title: "a namespace that is exempt",
        config: { "namespace-quota": { exempt: ["shop"] } },
        objects: [namespace, deployment()],
      },
    ],
  },
});
