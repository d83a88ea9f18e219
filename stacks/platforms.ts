import type { Cloud } from "../components";
import { clusterOf, type ConfigOf } from "./clusters/clouds";
import { type Outputs, platformOn } from "./platform";

/** The settings of each cloud with its cluster, which belong together. */
const platforms: { readonly [C in Cloud]: (config: ConfigOf<C>) => Outputs } = {
  gke: (config) => platformOn(clusterOf<"gke">(config), config),
  eks: (config) => platformOn(clusterOf<"eks">(config), config),
  aks: (config) => platformOn(clusterOf<"aks">(config), config),
};

export function platformOf<C extends Cloud>(config: ConfigOf<C>): Outputs {
  return platforms[config.cloud](config);
}
