import { pack } from "../shared/pack";

export const podSecurity = pack({ name: "pod-security", displayName: "", description: "", policies: [] });
