import type { PodCarrier } from "../shared/pods";
import type { Program } from "../shared/program";
import { quantity, quantityOf, type Quantity } from "../shared/quantity";
import { known } from "../shared/known";
import { map, object } from "../shared/shape";
import { amountsOf, type Amounts, type Resources } from "./amounts";
import type { Use } from "./charge";
import { chargedOfClaims } from "./claim-charges";
import type { Claim } from "./claims";
import { countKeys } from "./counts";
import { defaulted, limitsIn } from "./limit-ranges";
import { namespaceOf, reading } from "./namespaces";
import { chargedResources, podResources, podShape, written, type Container, type PodSpec } from "./pods";
import { podInScope, type Scope } from "./scopes";
import { grown, missingBound, verticalOf } from "./vertical";

/** What quotas count of one pod of a workload, and of the claims that come and go with it. */
export function podUse(carrier: PodCarrier, program: Program): Pick<Use, "charge" | "endless"> {
  const spec = lazily(() => known(carrier.object, podShape, ...carrier.path)?.spec ?? {});
  const growth = lazily(() => growthOf(carrier, program));
  const resources = lazily(() => podResources(spec(), growth().items, growth().grow));
  const charged = lazily(() => chargedResources(resources(), overheadOf(spec(), program)));
  const claims = (): Claim[] => (spec().volumes ?? []).flatMap(({ ephemeral }) => ephemeral?.volumeClaimTemplate ?? []);
  const isIn = (scopes: readonly Scope[]): boolean => scopes.every((scope) => podInScope(scope, spec(), resources()));
  return {
    charge(key, scopes) {
      if (!podKey.test(key)) return chargedOfClaims(claims, key, scopes, program);
      if (!isIn(scopes)) return undefined;
      return countKeys("pods").includes(key) ? quantityOf(1) : chargedUnder(key, charged());
    },
    endless(key, scopes) {
      if (!podKey.test(key) || countKeys("pods").includes(key) || !isIn(scopes)) return [];
      const { vertical, items } = growth();
      if (vertical === undefined) return [];
      return (spec().containers ?? []).flatMap((each) => {
        const bound = missingBound(key, vertical, each, defaulted(written(each), items), items);
        const container = `container ${JSON.stringify(each.name ?? "")}`;
        return bound === undefined ? [] : [`${vertical.title} has no ${bound} for ${container}`];
      });
    },
  };
}

/** What becomes of the containers of a workload: the defaults, and the VerticalPodAutoscaler that raises them. */
function growthOf(carrier: PodCarrier, program: Program) {
  const items = limitsIn(program, namespaceOf(carrier.object));
  const vertical = verticalOf(carrier, program);
  const grow = (container: Container, admitted: Resources): Resources =>
    vertical === undefined ? admitted : grown(vertical, container, admitted, items);
  return { items, vertical, grow };
}

const podKey =
  /^(?:(?:count\/)?pods|(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage)|(?:requests\.)?hugepages-.+|requests\.[^/]+\/.+)$/;

function chargedUnder(key: string, { requests, limits }: Resources): Quantity | undefined {
  if (key.startsWith("limits.")) return limits.get(key.slice("limits.".length))?.();
  return requests.get(key.replace(/^requests\./, ""))?.();
}

const overhead = object({ podFixed: map(quantity) });

/** The API server writes the overhead of the RuntimeClass into the pod. */
function overheadOf(spec: PodSpec, program: Program): Amounts {
  const name = spec.runtimeClassName;
  const runtime = program.ofKind("node.k8s.io/RuntimeClass").find((each) => each.name === name);
  if (runtime === undefined) return amountsOf(spec.overhead);
  return reading(runtime, () =>
    amountsOf(known(runtime, overhead, "overhead")?.podFixed, (value) => reading(runtime, value)),
  );
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
