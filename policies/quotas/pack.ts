import { pack } from "../shared/pack";

export const quotas = pack({ name: "quotas", displayName: "", description: "", policies: [] });
