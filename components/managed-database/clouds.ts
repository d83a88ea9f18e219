import type { Cloud } from "../shared/cloud";
import type { DatabaseAdapter } from "./contract";

/** Each entry loads the SDK of its own cloud, at the moment it is asked. */
const adapters: { readonly [C in Cloud]: () => DatabaseAdapter<C> } = {
  gke() {
    const gke: typeof import("./gke") = require("./gke");
    return gke.gkeDatabase;
  },
  eks() {
    const eks: typeof import("./eks") = require("./eks");
    return eks.eksDatabase;
  },
  aks() {
    const aks: typeof import("./aks") = require("./aks");
    return aks.aksDatabase;
  },
};

export function databaseAdapter<C extends Cloud>(cloud: C): DatabaseAdapter<C> {
  return adapters[cloud]();
}
