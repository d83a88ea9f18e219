import { all, context, pod, podContext } from "../changes";
import type { Change } from "../mutation";

/** Parts of pods that several corpora change. */

export const volume = (source: string, spec: object = {}): Change => pod({ volumes: [{ name: "a", [source]: spec }] });
export const sysctl = (name: string): Change => podContext({ sysctls: [{ name, value: "1" }] });
export const windows: Change = (objects) => {
  const bare = {
    allowPrivilegeEscalation: null,
    capabilities: null,
    seccompProfile: null,
    readOnlyRootFilesystem: null,
  };
  const ofPod = { seccompProfile: null, runAsUser: null, runAsGroup: null, fsGroup: null, fsGroupChangePolicy: null };
  return all(pod({ os: { name: "windows" }, securityContext: ofPod }), context({ ...bare, privileged: null }))(objects);
};
