import { pack } from "../shared/pack";
import { containerResources } from "./container-resources";
import { limitRange } from "./limit-range";
import { namespaceLimits } from "./namespace-limits";
import { namespaceQuota } from "./namespace-quota";
import { quotaFit } from "./quota-fit";

export const quotas = pack({
  name: "quotas",
  displayName: "Quotas and limits",
  description: "Workloads that fit the limits and quotas of their namespaces.",
  policies: [namespaceQuota, namespaceLimits, containerResources, limitRange, quotaFit],
});
