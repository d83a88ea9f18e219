import type { Mutation, Subject } from "../mutation";
import { containers } from "./containers";
import { levels } from "./levels";
import { limits } from "./limits";
import { pods } from "./pods";
import { quotas } from "./quotas";
import { spread } from "./spread";

/** Every mutation, by subject. */
export const corpus: { readonly [S in Subject]: readonly Mutation[] } = {
  "pod-security": [...containers, ...pods, ...levels],
  limits,
  quotas,
  spread,
};
