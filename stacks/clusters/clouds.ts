import type { Cloud, Handle } from "../../components";
import type { PlatformConfig } from "../config";

export type ConfigOf<C extends Cloud> = Extract<PlatformConfig, { readonly cloud: C }>;

/** The cluster of each cloud; its module, and with it the cloud's SDK, is loaded on use. */
const clusters: { readonly [C in Cloud]: (config: ConfigOf<C>) => Handle<C> } = {
  gke(config) {
    const { gkeCluster }: typeof import("./gke") = require("./gke");
    return gkeCluster(config);
  },
  eks(config) {
    const { eksCluster }: typeof import("./eks") = require("./eks");
    return eksCluster(config);
  },
  aks(config) {
    const { aksCluster }: typeof import("./aks") = require("./aks");
    return aksCluster(config);
  },
};

/** Creates or adopts the cluster that the stack file asks for. */
export function clusterOf<C extends Cloud>(config: ConfigOf<C>): Handle<C> {
  return clusters[config.cloud](config);
}
