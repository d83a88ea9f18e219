import { podSecurity } from "../../policies/pod-security/pack";
import { quotas } from "../../policies/quotas/pack";
import { topologySpread } from "../../policies/topology-spread/pack";
import type { Pack } from "../../policies/shared/pack";

/** The packs of this project. */
export const packs: readonly Pack[] = [podSecurity, quotas, topologySpread];
