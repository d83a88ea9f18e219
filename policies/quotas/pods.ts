import { quantity } from "../shared/quantity";
import { anything, integer, list, map, object, text, type Read } from "../shared/shape";
import {
  amountsOf,
  isCpuOrMemory,
  isHugePages,
  larger,
  nothing,
  only,
  orElse,
  plus,
  type Amounts,
  type Resources,
} from "./amounts";
import { claimShape } from "./claims";
import { defaulted, withRequests, type LimitItem } from "./limit-ranges";

const amounts = map(quantity);
const resources = object({ requests: amounts, limits: amounts });
const container = object({ name: text, restartPolicy: text, resources });
const affinityTerm = object({ namespaces: list(anything), namespaceSelector: anything });
const affinityTerms = object({
  requiredDuringSchedulingIgnoredDuringExecution: list(affinityTerm),
  preferredDuringSchedulingIgnoredDuringExecution: list(object({ podAffinityTerm: affinityTerm })),
});

/** What this pack looks at of a pod. */
export const podShape = object({
  spec: object({
    initContainers: list(container),
    containers: list(container),
    resources,
    overhead: amounts,
    runtimeClassName: text,
    activeDeadlineSeconds: integer,
    priorityClassName: text,
    affinity: object({ podAffinity: affinityTerms, podAntiAffinity: affinityTerms }),
    volumes: list(object({ name: text, ephemeral: object({ volumeClaimTemplate: claimShape }) })),
  }),
});

export type Container = Read<typeof container>;
export type PodSpec = NonNullable<Read<typeof podShape>["spec"]>;

/** What a container itself says. @throws Unseen */
export function written({ resources: given }: { readonly resources?: Read<typeof resources> }): Resources {
  return { requests: amountsOf(given?.requests), limits: amountsOf(given?.limits) };
}

/** The resources of a pod as it is admitted. */
export interface PodResources {
  /** What its containers come to. */
  readonly containers: Resources;
  /** What the pod as a whole sets over that; empty for most. */
  readonly own: Resources;
}

/**
 * Adds up a pod whose containers get the defaults of the LimitRanges.
 * @param grown what becomes of a container after that; init containers stay as they are
 * @throws Unseen
 */
export function podResources(
  spec: PodSpec,
  items: readonly LimitItem[],
  grown: (container: Container, admitted: Resources) => Resources = (_, admitted) => admitted,
): PodResources {
  const before = combined(spec, (each) => withRequests(written(each)));
  const admitted = (each: Container): Resources => defaulted(written(each), items);
  return {
    containers: combined(spec, admitted, (each) => grown(each, admitted(each))),
    own: completed(written(spec), before),
  };
}

/**
 * What the API server adds to what a pod sets as a whole, by what its containers come to before any LimitRange: limits
 * of huge pages and, where there are limits, requests.
 */
function completed({ requests, limits }: Resources, containers: Resources): Resources {
  if (requests.size + limits.size === 0) return { requests, limits };
  const hugePages = only(containers.limits, (resource) => isHugePages(resource) && !requests.has(resource));
  const all = orElse(limits, hugePages);
  if (all.size === 0) return { requests, limits };
  return { requests: orElse(orElse(requests, only(containers.requests, isCpuOrMemory)), all), limits: all };
}

/** What a LimitRange for pods counts: the containers, or the pod's own cpu and memory; no overhead. */
export function limitedResources({ containers, own }: PodResources): Resources {
  return {
    requests: orElse(only(own.requests, isCpuOrMemory), containers.requests),
    limits: orElse(only(own.limits, isCpuOrMemory), containers.limits),
  };
}

/** What a ResourceQuota counts: the containers or the pod's own numbers, and the overhead of its runtime. */
export function chargedResources({ containers, own }: PodResources, overhead: Amounts): Resources {
  const limits = orElse(own.limits, containers.limits);
  return {
    requests: plus(orElse(own.requests, containers.requests), overhead),
    limits: new Map([...limits].map(([resource, limit]) => [resource, () => raised(limit(), overhead.get(resource))])),
  };
}

/** A limit of 0 sets none, and stays so. */
function raised(limit: bigint, by: (() => bigint) | undefined): bigint {
  return limit === 0n ? limit : limit + (by?.() ?? 0n);
}

type ReadContainer = (container: Container) => Resources;

function combined(spec: PodSpec, readInit: ReadContainer, readMain: ReadContainer = readInit): Resources {
  const inits = (spec.initContainers ?? []).map((each) => ({
    ...readInit(each),
    isSidecar: each.restartPolicy === "Always",
  }));
  const mains = (spec.containers ?? []).map(readMain);
  const of = (pick: (resources: Resources) => Amounts): Amounts =>
    peak(
      mains.map(pick),
      inits.map((each) => ({ amounts: pick(each), isSidecar: each.isSidecar })),
    );
  return { requests: of(({ requests }) => requests), limits: of(({ limits }) => limits) };
}

interface InitAmounts {
  readonly amounts: Amounts;
  /** It runs on beside the containers and the init containers that follow it. */
  readonly isSidecar: boolean;
}

/**
 * The most of each resource that a pod holds at any time: while an init container runs, beside the sidecars before it,
 * or when all containers and sidecars do.
 */
function peak(mains: readonly Amounts[], inits: readonly InitAmounts[]): Amounts {
  let sidecars = nothing;
  let starting = nothing;
  for (const { amounts, isSidecar } of inits) {
    const now = plus(sidecars, amounts);
    if (isSidecar) sidecars = now;
    starting = larger(starting, now);
  }
  return larger(mains.reduce(plus, sidecars), starting);
}
