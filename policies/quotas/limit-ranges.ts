import type { KubernetesObject } from "../shared/objects";
import type { Program } from "../shared/program";
import { known } from "../shared/known";
import { quantity, type Quantity } from "../shared/quantity";
import { list, map, object, text, type Read } from "../shared/shape";
import { amountsOf, orElse, type Amounts, type Resources } from "./amounts";
import { objectsIn, reading } from "./namespaces";

const amounts = map(quantity);
const itemShape = object({
  type: text,
  default: amounts,
  defaultRequest: amounts,
  min: amounts,
  max: amounts,
  maxLimitRequestRatio: amounts,
});
const spec = object({ limits: list(itemShape) });

/** One entry of a LimitRange, with what the API server fills in. */
export interface LimitItem {
  /** The LimitRange it stands in, such as `LimitRange "limits"`. */
  readonly range: string;
  readonly type: string;
  /** Limits of a container that names none. */
  readonly default: Amounts;
  /** Requests of a container that names neither them nor limits. */
  readonly defaultRequest: Amounts;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly maxLimitRequestRatio: Amounts;
}

/** Every entry of every LimitRange of a namespace: all of them hold. @throws Unseen */
export function limitsIn(program: Program, namespace: string): readonly LimitItem[] {
  return objectsIn(program, "LimitRange", namespace).flatMap(itemsOf);
}

const items = new WeakMap<KubernetesObject, readonly LimitItem[]>();

function itemsOf(range: KubernetesObject): readonly LimitItem[] {
  const read = items.get(range) ?? reading(range, () => readItems(range));
  items.set(range, read);
  return read;
}

function readItems(range: KubernetesObject): readonly LimitItem[] {
  const entries = known(range, spec, "spec")?.limits ?? [];
  return entries.map((entry) => itemOf(entry, range));
}

/** With the defaults of the API server: max gives default, default and then min give defaultRequest. */
function itemOf(entry: Read<typeof itemShape>, range: KubernetesObject): LimitItem {
  const look = (value: () => Quantity): Quantity => reading(range, value);
  const [min, max] = [amountsOf(entry.min, look), amountsOf(entry.max, look)];
  const given = amountsOf(entry.default, look);
  const givenRequest = amountsOf(entry.defaultRequest, look);
  const ofContainers = entry.type === "Container";
  const limits = ofContainers ? orElse(given, max) : given;
  return {
    range: `LimitRange ${JSON.stringify(range.name)}`,
    type: entry.type ?? "",
    default: limits,
    defaultRequest: ofContainers ? orElse(orElse(givenRequest, limits), min) : givenRequest,
    min,
    max,
    maxLimitRequestRatio: amountsOf(entry.maxLimitRequestRatio, look),
  };
}

/**
 * What a container has when the pod is admitted. The API server first lets a request that is missing be the limit that
 * is written, and only then each LimitRange fills in what is missing still: so a limit alone is also a request, while a
 * request alone meets the default limit, whatever that is.
 */
export function defaulted({ requests, limits }: Resources, items: readonly LimitItem[]): Resources {
  return items
    .filter(({ type }) => type === "Container")
    .reduce<Resources>(
      (filled, item) => ({
        requests: orElse(filled.requests, item.defaultRequest),
        limits: orElse(filled.limits, item.default),
      }),
      withRequests({ requests, limits }),
    );
}

/** What the API server itself fills in. */
export function withRequests({ requests, limits }: Resources): Resources {
  return { requests: orElse(requests, limits), limits };
}
