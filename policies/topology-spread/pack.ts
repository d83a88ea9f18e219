import { pack } from "../shared/pack";

export const topologySpread = pack({ name: "topology-spread", displayName: "", description: "", policies: [] });
