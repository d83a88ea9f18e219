import type { Fault } from "../shared/messages";
import { eachContainer, readPod, type PodCarrier } from "../shared/pods";
import { objectPolicy } from "../shared/policy";
import type { Program } from "../shared/program";
import { known } from "../shared/known";
import { setting } from "../shared/shape";
import { nothing, type Resources } from "./amounts";
import {
  allFour,
  computeKeys,
  has,
  orderChecks,
  podRoomChecks,
  quantityChecks,
  side,
  withinPodChecks,
  writtenShape,
} from "./container-rules";
import { container, deployment, limits, modest, podOf, quota, quotaOf } from "./examples";
import { defaulted, limitsIn } from "./limit-ranges";
import { faultsOf } from "./limit-rules";
import { attemptOf, exempt, namespaceOf } from "./namespaces";
import { podResources, podShape, written, type PodResources, type PodSpec } from "./pods";
import { canonicalKey, quotasIn } from "./resource-quotas";
import { podInScope } from "./scopes";

/** Requests and limits that a container must have, each with the quota that wants it if this policy does not. */
type Demands = ReadonlyMap<string, string | undefined>;

function demandsOf(required: readonly string[], counted: readonly (readonly [key: string, quota: string])[]): Demands {
  return new Map<string, string | undefined>([...counted, ...required.map((key) => [key, undefined] as const)]);
}

/** Quotas that count cpu or memory refuse a container that leaves it open, unless its pod sets some as a whole. */
function countedKeys(program: Program, namespace: string, spec: PodSpec, resources: PodResources) {
  if (resources.own.requests.size + resources.own.limits.size > 0) return [];
  return quotasIn(program, namespace)
    .filter(({ scopes }) => scopes.every((scope) => podInScope(scope, spec, resources)))
    .flatMap(({ name, hard }) => [...hard.keys()].map((key) => [canonicalKey(key), name] as const))
    .filter(([key]) => allFour.some((each) => each === key));
}

function missing(demands: Demands, container: Resources, own: Resources): readonly Fault[] {
  return [...demands]
    .filter(([key]) => !has(key, container) && !has(key, own))
    .map(([key, quota]) => ({
      field: side(key, container).field,
      must: quota === undefined ? "be set" : `be set (${quota} counts it)`,
    }));
}

function podFaults(carrier: PodCarrier, program: Program, required: readonly string[]): readonly Fault[] {
  const { object } = carrier;
  const attempt = attemptOf(object);
  const namespace = namespaceOf(object);
  const spec = known(object, podShape, ...carrier.path)?.spec ?? {};
  const items = limitsIn(program, namespace);
  const resources = attempt(() => podResources(spec, items));
  const demands = resources && attempt(() => demandsOf(required, countedKeys(program, namespace, spec, resources)));
  const own = resources?.own ?? none;
  const ofContainers = eachContainer(carrier, spec, (each, part, kind) => {
    const admitted = defaulted(written(each), items);
    const checks = [
      ...orderChecks(admitted, written(each).limits),
      ...(kind === "container" ? withinPodChecks(admitted, own) : []),
    ];
    const faults = [...(demands ? missing(demands, admitted, own) : []), ...faultsOf(attempt, checks)];
    return faults.map((fault) => ({ ...fault, part }));
  });
  const ofPod =
    resources === undefined
      ? []
      : [...orderChecks(own, written(spec).limits), ...podRoomChecks(own, resources.containers)];
  return [
    ...malformed(carrier),
    ...ofContainers,
    ...faultsOf(attempt, ofPod).map((fault) => ({ ...fault, part: "pod" })),
  ];
}

function malformed(carrier: PodCarrier): readonly Fault[] {
  const attempt = attemptOf(carrier.object);
  const spec = readPod(carrier, writtenShape)?.spec ?? {};
  const ofContainers = eachContainer(carrier, spec, ({ resources }, part) =>
    faultsOf(attempt, quantityChecks(resources)).map((fault) => ({ ...fault, part })),
  );
  const ofPod = attempt(() => faultsOf(attempt, quantityChecks(spec.resources))) ?? [];
  return [...ofContainers, ...ofPod.map((fault) => ({ ...fault, part: "pod" }))];
}

const none: Resources = { requests: nothing, limits: nothing };

export const containerResources = objectPolicy({
  name: "container-resources",
  description:
    "With the defaults of its namespace, each container has requests and limits, and no request is above its limit.",
  enforcement: "mandatory",
  why: "Mandatory, as the API server refuses pods that break it, and only when they are made: the workload is accepted and never runs.",
  source: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  cure: "Write all four numbers on the container: a request or a limit alone meets the defaults of the LimitRange.",
  settings: {
    required: setting(computeKeys, "Requests and limits that each container must have.", allFour),
    exempt,
  },
  // A LimitRange or a quota may come after the workload.
  settled: () => false,
  judge(subject, program, { required = [], exempt = [] }) {
    const carrier = program.podCarrier(subject);
    if (carrier === undefined || exempt.includes(namespaceOf(subject))) return undefined;
    return podFaults(carrier, program, required);
  },
  examples: {
    pass: [
      { title: "all four numbers", objects: [deployment()] },
      { title: "no number where the LimitRange has defaults", objects: [limits, deployment(podOf(container()))] },
      {
        title: "limits alone, which are requests, too",
        objects: [deployment(podOf(container({ limits: modest.limits })))],
      },
      {
        title: "numbers of the pod as a whole",
        objects: [quota, deployment({ spec: { resources: modest, containers: [container()] } })],
      },
    ],
    fail: [
      {
        title: "no number and no default",
        objects: [deployment(podOf(container()))],
        faults: [
          'container "web": resources.requests.cpu must be set, but is missing',
          'container "web": resources.requests.memory must be set, but is missing',
          'container "web": resources.limits.cpu must be set, but is missing',
          'container "web": resources.limits.memory must be set, but is missing',
        ],
      },
      {
        title: "a request above the default limit",
        objects: [limits, deployment(podOf(container({ requests: { cpu: "250m", memory: "2Gi" } })))],
        faults: ['container "web": resources.requests.memory must be at most the default limit of 512Mi, but is 2Gi'],
      },
      {
        title: "numbers that are none",
        objects: [
          deployment(
            podOf(
              container({ requests: { ...modest.requests, cpu: "-1" }, limits: { cpu: "2 cores", memory: "1Gi" } }),
            ),
          ),
        ],
        faults: [
          'container "web": resources.requests.cpu must be a quantity of 0 or more, but is "-1"',
          'container "web": resources.limits.cpu must be a quantity of 0 or more, but is "2 cores"',
        ],
      },
      {
        title: "an init container without limits",
        objects: [
          deployment({
            spec: {
              initContainers: [{ name: "migrate", image: "example/web:1", resources: { requests: modest.requests } }],
              containers: [container(modest)],
            },
          }),
        ],
        faults: [
          'init container "migrate": resources.limits.cpu must be set, but is missing',
          'init container "migrate": resources.limits.memory must be set, but is missing',
        ],
      },
      {
        title: "what only a quota counts",
        config: { "container-resources": { required: [] } },
        objects: [quotaOf({ "requests.cpu": "4", pods: "20" }), deployment(podOf(container()))],
        faults: [
          'container "web": resources.requests.cpu must be set (ResourceQuota "quota" counts it), but is missing',
        ],
      },
      {
        title: "a pod with less room than its containers take by default",
        objects: [
          limits,
          deployment({
            spec: {
              resources: { requests: { cpu: "100m" }, limits: { cpu: "200m", memory: "1Gi" } },
              containers: [container()],
            },
          }),
        ],
        faults: [
          'container "web": resources.limits.cpu must be at most the 200m of its pod, but is 500m',
          "pod: resources.requests.cpu must be at least the 250m of its containers, but is 100m",
        ],
      },
    ],
    skip: [
      { title: "an object without pods", objects: [quota] },
      {
        title: "a namespace that is exempt",
        config: { "container-resources": { exempt: ["shop"] } },
        objects: [deployment(podOf(container()))],
      },
    ],
  },
});
