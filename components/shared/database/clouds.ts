import type { Cloud } from "../cloud";
import type { LoginRequest, PreparedLogin } from "./adapter";
import type { DatabaseLoginArgs, Server, ServerOf } from "./contract";

type Prepare<C extends Cloud> = (request: LoginRequest<C, Server<C>>) => PreparedLogin<C>;

/** Each entry loads the SDK of its own cloud, at the moment it is asked. */
const adapters: { readonly [C in Cloud]: () => Prepare<C> } = {
  gke() {
    const gke: typeof import("./gke") = require("./gke");
    return gke.gkeLogin;
  },
  eks() {
    const eks: typeof import("./eks") = require("./eks");
    return eks.eksLogin;
  },
  aks() {
    const aks: typeof import("./aks") = require("./aks");
    return aks.aksLogin;
  },
};

/** The kind of server that every cluster can have beside its cloud's. */
function inCluster(): typeof import("./in-cluster") {
  const loaded: typeof import("./in-cluster") = require("./in-cluster");
  return loaded;
}

export function prepareLogin<C extends Cloud>(args: DatabaseLoginArgs<C>): PreparedLogin<C> {
  const { cluster, server } = args;
  if (isInCluster(server)) return inCluster().inClusterLogin({ ...args, server });
  return adapters[cluster.cloud]()({ ...args, server });
}

function isInCluster<C extends Cloud>(server: ServerOf<C>): server is Server<"in-cluster"> {
  return server.kind === "in-cluster";
}
