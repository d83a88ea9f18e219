import type { Cloud } from "../cloud";
import type { IdentityAdapter } from "./contract";

/** Each entry loads the SDK of its own cloud, at the moment it is asked. */
const adapters: { readonly [C in Cloud]: () => IdentityAdapter<C> } = {
  gke() {
    const gke: typeof import("./gke") = require("./gke");
    return gke.gkeIdentity;
  },
  eks() {
    const eks: typeof import("./eks") = require("./eks");
    return eks.eksIdentity;
  },
  aks() {
    const aks: typeof import("./aks") = require("./aks");
    return aks.aksIdentity;
  },
};

export function identityAdapter<C extends Cloud>(cloud: C): IdentityAdapter<C> {
  return adapters[cloud]();
}
