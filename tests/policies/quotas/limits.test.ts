import assert from "node:assert/strict";
import fc from "fast-check";
import { containerResources } from "../../../policies/quotas/container-resources";
import { limitRange } from "../../../policies/quotas/limit-range";
import { programOf, verdictOf } from "../../support/policies";

/**
 * The rules as the documentation of Kubernetes states them, on whole numbers: thousandths of a core, mebibytes. Written
 * without a look at the policies.
 */
const resources = ["cpu", "memory"] as const;
type Amounts = Readonly<Partial<Record<(typeof resources)[number], number>>>;

interface Container {
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly kind: "init" | "sidecar" | "main";
}

interface Range {
  readonly default: Amounts;
  readonly defaultRequest: Amounts;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly maxLimitRequestRatio: Amounts;
  readonly pod: { readonly min: Amounts; readonly max: Amounts };
}

interface Numbers {
  readonly request: number | undefined;
  readonly limit: number | undefined;
}

function admitted(container: Container, range: Range, resource: keyof Amounts): Numbers {
  let limit = container.limits[resource];
  let request = container.requests[resource];
  if (request === undefined) request = limit;
  const defaultLimit = range.default[resource] ?? range.max[resource];
  const defaultRequest = range.defaultRequest[resource] ?? defaultLimit ?? range.min[resource];
  if (limit === undefined) limit = defaultLimit;
  if (request === undefined) request = defaultRequest;
  return { request, limit };
}

/** The LimitRange refuses a container or a pod with these numbers. */
function isOutside({ request, limit }: Numbers, min: number | undefined, max: number | undefined): boolean {
  if (min !== undefined && (request === undefined || request < min || (limit !== undefined && limit < min)))
    return true;
  return max !== undefined && (limit === undefined || limit > max || (request !== undefined && request > max));
}

function isTooFarApart({ request, limit }: Numbers, ratio: number | undefined): boolean {
  if (ratio === undefined) return false;
  return request === undefined || request === 0 || limit === undefined || limit === 0 || limit > ratio * request;
}

/** The most at any moment of the pod's life: each init container beside the sidecars that started, then all the rest. */
function together(containers: readonly Container[], number: (container: Container) => number | undefined) {
  const moments: (readonly Container[])[] = [];
  const sidecars: Container[] = [];
  for (const each of containers.filter(({ kind }) => kind !== "main")) {
    moments.push([...sidecars, each]);
    if (each.kind === "sidecar") sidecars.push(each);
  }
  moments.push([...sidecars, ...containers.filter(({ kind }) => kind === "main")]);
  const sums = moments.flatMap((moment) => {
    const numbers = moment.map(number).filter((each) => each !== undefined);
    return numbers.length === 0 ? [] : [numbers.reduce((sum, each) => sum + each, 0)];
  });
  return sums.length === 0 ? undefined : Math.max(...sums);
}

function isRefused(containers: readonly Container[], range: Range): boolean {
  return resources.some((resource) => {
    const one = (container: Container): Numbers => admitted(container, range, resource);
    const all = {
      request: together(containers, (each) => one(each).request),
      limit: together(containers, (each) => one(each).limit),
    };
    return (
      isOutside(all, range.pod.min[resource], range.pod.max[resource]) ||
      containers.map(one).some((numbers) => {
        const { min, max, maxLimitRequestRatio } = range;
        return (
          isOutside(numbers, min[resource], max[resource]) || isTooFarApart(numbers, maxLimitRequestRatio[resource])
        );
      })
    );
  });
}

function isIncomplete(containers: readonly Container[], range: Range): boolean {
  return containers.some((container) =>
    resources.some((resource) => {
      const { request, limit } = admitted(container, range, resource);
      return request === undefined || limit === undefined || request > limit;
    }),
  );
}

function amounts(numbers: fc.Arbitrary<number>): fc.Arbitrary<Amounts> {
  return fc.record({ cpu: numbers, memory: numbers }, { requiredKeys: [] });
}

const sizes = fc.constantFrom(0, 50, 64, 100, 128, 200, 256, 400, 500, 512, 1000, 1024, 2000, 2048);
const container = fc.record({
  requests: amounts(sizes),
  limits: amounts(sizes),
  kind: fc.constantFrom("init", "sidecar", "main", "main"),
});
const bounds = amounts(fc.constantFrom(64, 100, 128, 256, 512));
const most = amounts(fc.constantFrom(500, 512, 1000, 1024, 2048, 4000));
const none = fc.constant({});
const range = fc.record({
  default: fc.oneof(none, amounts(sizes)),
  defaultRequest: fc.oneof(none, amounts(sizes)),
  min: fc.oneof(none, bounds),
  max: fc.oneof(none, most),
  maxLimitRequestRatio: fc.oneof(none, amounts(fc.integer({ min: 1, max: 8 }))),
  pod: fc.record({ min: fc.oneof(none, bounds), max: fc.oneof(none, most) }),
});

function written({ cpu, memory }: Amounts) {
  return {
    ...(cpu === undefined ? {} : { cpu: `${cpu}m` }),
    ...(memory === undefined ? {} : { memory: `${memory}Mi` }),
  };
}

function manifestOf({ requests, limits, kind }: Container, index: number) {
  return {
    name: `${kind}-${index}`,
    image: "example/web:1",
    ...(kind === "sidecar" ? { restartPolicy: "Always" } : {}),
    resources: { requests: written(requests), limits: written(limits) },
  };
}

function programWith(containers: readonly Container[], { pod, maxLimitRequestRatio, ...bounds }: Range) {
  const manifests = containers.map((each, index) => [each.kind, manifestOf(each, index)] as const);
  const rules = Object.entries(bounds).map(([rule, each]) => [rule, written(each)]);
  const limits = [
    { type: "Container", ...Object.fromEntries(rules), maxLimitRequestRatio },
    { type: "Pod", min: written(pod.min), max: written(pod.max) },
  ];
  return programOf({
    objects: [
      { apiVersion: "v1", kind: "LimitRange", metadata: { name: "limits", namespace: "shop" }, spec: { limits } },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", namespace: "shop" },
        spec: {
          initContainers: manifests.filter(([kind]) => kind !== "main").map(([, manifest]) => manifest),
          containers: manifests.filter(([kind]) => kind === "main").map(([, manifest]) => manifest),
        },
      },
    ],
  });
}

describe("pods under a LimitRange", () => {
  const pods = fc.array(container, { minLength: 1, maxLength: 5 });

  it("are refused by limit-range exactly where the documented rules refuse them", () => {
    fc.assert(
      fc.property(pods, range, (containers, range) => {
        const verdict = verdictOf(limitRange, programWith(containers, range));
        assert.equal(verdict.outcome === "fail", isRefused(containers, range), verdict.faults.join("\n"));
      }),
      { numRuns: 3000 },
    );
  });

  it("are refused by container-resources exactly where a number is missing or a request above its limit", () => {
    fc.assert(
      fc.property(pods, range, (containers, range) => {
        const verdict = verdictOf(containerResources, programWith(containers, range));
        assert.equal(verdict.outcome === "fail", isIncomplete(containers, range), verdict.faults.join("\n"));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("claims under a LimitRange", () => {
  const withClaims = (...storage: readonly (readonly [min?: string, max?: string])[]) => ({
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits", namespace: "shop" },
    spec: {
      limits: storage.map(([min, max]) => ({
        type: "PersistentVolumeClaim",
        ...(min === undefined ? {} : { min: { storage: min } }),
        ...(max === undefined ? {} : { max: { storage: max } }),
      })),
    },
  });
  const claim = (requests: object) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data", namespace: "shop" },
    spec: { resources: { requests } },
  });
  const faultsOf = (...objects: readonly object[]) => verdictOf(limitRange, programOf({ objects })).faults;

  it("request at least the minimum and at most the maximum of every LimitRange", () => {
    assert.deepEqual(faultsOf(withClaims(["1Gi", "10Gi"]), claim({ storage: "1Gi" })), []);
    assert.deepEqual(faultsOf(withClaims(["1Gi", "10Gi"]), claim({ storage: "10Gi" })), []);
    assert.deepEqual(faultsOf(withClaims(["2Gi"], [undefined, "1G"]), claim({ storage: "1.5Gi" })), [
      'spec.resources.requests.storage must be at least 2Gi (LimitRange "limits"), but is 1536Mi',
      'spec.resources.requests.storage must be at most 1G (LimitRange "limits"), but is 1536Mi',
    ]);
  });

  it("request something where there is a bound", () =>
    assert.deepEqual(faultsOf(withClaims([undefined, "10Gi"]), claim({})), [
      'spec.resources.requests.storage must be at most 10Gi (LimitRange "limits"), but is missing',
    ]));

  it("come with a pod, too, where a volume has a template", () => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        containers: [],
        volumes: [
          { name: "scratch", ephemeral: { volumeClaimTemplate: claim({ storage: "20Gi" }) } },
          { name: "cache", emptyDir: {} },
        ],
      },
    };
    assert.deepEqual(faultsOf(withClaims([undefined, "10Gi"]), pod), [
      'volume "scratch": spec.resources.requests.storage must be at most 10Gi (LimitRange "limits"), but is 20Gi',
    ]);
  });
});
