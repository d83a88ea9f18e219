import type { Cloud } from "../shared/cloud";
import type { BackupAdapter } from "./contract";

/** Each entry loads the SDK of its own cloud, at the moment it is asked. */
const adapters: { readonly [C in Cloud]: () => BackupAdapter<C> } = {
  gke() {
    const gke: typeof import("./gke") = require("./gke");
    return gke.gkeBackups;
  },
  eks() {
    const eks: typeof import("./eks") = require("./eks");
    return eks.eksBackups;
  },
  aks() {
    const aks: typeof import("./aks") = require("./aks");
    return aks.aksBackups;
  },
};

export function backupAdapter<C extends Cloud>(cloud: C): BackupAdapter<C> {
  return adapters[cloud]();
}
