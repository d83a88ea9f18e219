/** What one container, pod or claim of a namespace may ask for: the rules of a LimitRange. */

/** Quantities by resource, as a quota or a LimitRange spells them. */
export type Quantities = Readonly<Record<string, string>>;

/** The rules of a LimitRange for containers, all pods or all claims. */
export interface LimitSet {
  /** Limit of a container that names none. */
  readonly default?: Quantities | undefined;
  /** Request of a container that names none. */
  readonly defaultRequest?: Quantities | undefined;
  readonly min?: Quantities | undefined;
  readonly max?: Quantities | undefined;
  /** How many times its request a limit may be. */
  readonly maxLimitRequestRatio?: Quantities | undefined;
}

export interface Limits {
  readonly container: LimitSet;
  /** All containers of a pod together; Kubernetes takes no defaults here. */
  readonly pod: LimitSet;
  /** Kubernetes takes `min` and `max` of `storage` here. */
  readonly persistentVolumeClaim: LimitSet;
}

export const limitRules = ["default", "defaultRequest", "min", "max", "maxLimitRequestRatio"] as const;

/** What one container, pod or claim may ask for, and what it gets when it does not ask. */
export const defaultLimits: Limits = {
  container: {
    default: { cpu: "500m", "ephemeral-storage": "500Mi", memory: "512Mi" },
    defaultRequest: { cpu: "250m", "ephemeral-storage": "200Mi", memory: "256Mi" },
    min: { cpu: "100m", memory: "128Mi" },
    max: { cpu: "4", memory: "8Gi" },
    maxLimitRequestRatio: { cpu: "4", memory: "4" },
  },
  pod: { max: { cpu: "8", memory: "16Gi" } },
  persistentVolumeClaim: { min: { storage: "1Gi" }, max: { storage: "100Gi" } },
};

/** Overrides of limits: only what differs. */
export type LimitOverrides = { readonly [Kind in keyof Limits]?: LimitSet | undefined };

/** The overrides laid over the defaults, quantity by quantity. */
export function mergeLimits(overrides: LimitOverrides = {}): Limits {
  const { container, pod, persistentVolumeClaim } = overrides;
  return {
    container: mergeSet(defaultLimits.container, container),
    pod: mergeSet(defaultLimits.pod, pod),
    persistentVolumeClaim: mergeSet(defaultLimits.persistentVolumeClaim, persistentVolumeClaim),
  };
}

function mergeSet(base: LimitSet, overrides: LimitSet = {}): LimitSet {
  const merged = limitRules.map((rule) => [rule, { ...base[rule], ...overrides[rule] }] as const);
  return Object.fromEntries(merged.filter(([, quantities]) => Object.keys(quantities).length > 0));
}
