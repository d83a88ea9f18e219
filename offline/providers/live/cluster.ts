import { existsSync, readFileSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Environment } from "../../engine/environment";
import { CannotContinue } from "../../engine/tool";
import { Api } from "../../kubernetes/api";
import { readKubeconfig } from "../../kubernetes/connection";
import type { ProviderBehaviour } from "../behaviour";
import type { Provider } from "../provider";
import type { World } from "../stand-in";
import { digest } from "../values";
import { LiveKubernetes } from "./kubernetes";

/** The cluster that Kubernetes objects are applied to. */
export interface LiveCluster {
  /** Address of the API server. */
  readonly server: string;
  /** 12 hexadecimal digits of address and certificate authority: a cluster made anew is another one. */
  readonly identity: string;
  /** Whether it runs on this machine. */
  readonly isLocal: boolean;
  readonly api: Api;
  /** What serves Kubernetes objects in place of the simulation. */
  readonly provider: (behaviour: ProviderBehaviour, world: World) => Provider;
}

export interface Choice {
  /** Value of `OFFLINE_KUBERNETES`. */
  readonly wish: string | undefined;
  /** Address of the API server that KUBECONFIG names; `undefined` when it is not set. */
  readonly server: string | undefined;
}

/**
 * Whether objects are applied for real. KUBECONFIG is often exported for another purpose, so only a server on this
 * machine is taken as it is; any other must be asked for.
 *
 * @throws CannotContinue with the cure where neither is safe to assume.
 */
export function decide({ wish = "", server }: Choice): "live" | "simulated" {
  if (!["", "live", "simulated"].includes(wish)) {
    throw new CannotContinue(`OFFLINE_KUBERNETES is live or simulated, not ${wish}.`);
  }
  if (wish === "simulated") return "simulated";
  if (server === undefined) {
    if (wish === "") return "simulated";
    throw new CannotContinue("OFFLINE_KUBERNETES=live needs a cluster: set KUBECONFIG to a kubeconfig.");
  }
  if (wish === "live" || isLoopback(server)) return "live";
  throw new CannotContinue(
    `KUBECONFIG is set, and its server ${server} is not on this machine. Nothing was done. Choose:\n` +
      "  unset KUBECONFIG, or OFFLINE_KUBERNETES=simulated, to simulate the cluster\n" +
      `  OFFLINE_KUBERNETES=live to apply Kubernetes objects to ${server} for real`,
  );
}

/**
 * The cluster of KUBECONFIG, when objects are to be applied to it.
 *
 * @throws CannotContinue when KUBECONFIG cannot be read, or `decide` cannot tell.
 */
export function liveCluster(env: Environment): LiveCluster | undefined {
  const wish = env["OFFLINE_KUBERNETES"];
  const { KUBECONFIG: kubeconfig = "" } = env;
  if (kubeconfig === "" || wish === "simulated") {
    decide({ wish, server: undefined });
    return undefined;
  }
  const cluster = currentCluster(kubeconfig);
  decide({ wish, server: cluster.server });
  const { server, authority } = cluster;
  const api = Api.open(kubeconfig);
  return {
    server,
    identity: digest(12, server, authority),
    isLocal: isLoopback(server),
    api,
    provider: (behaviour, world) => new LiveKubernetes(behaviour, world, api),
  };
}

/** @throws CannotContinue when the API server does not answer. */
export async function assertReachable({ server, api }: LiveCluster): Promise<void> {
  try {
    await api.text("/version");
  } catch (error) {
    throw new CannotContinue(
      `The API server ${server} of KUBECONFIG does not answer: ${error instanceof Error ? error.message : String(error)}\n` +
        "Cure: start the cluster, correct KUBECONFIG, or unset it to simulate the cluster.",
    );
  }
}

/** KUBECONFIG may list several files, as for kubectl. */
function currentCluster(kubeconfig: string): { readonly server: string; readonly authority: string } {
  let config: KubeConfig;
  try {
    config = readKubeconfig(kubeconfig);
  } catch (error) {
    throw new CannotContinue(
      `KUBECONFIG=${kubeconfig} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new CannotContinue(`KUBECONFIG=${kubeconfig} names no cluster in its current context.`);
  const { caData, caFile } = cluster;
  const fromFile = caFile !== undefined && existsSync(caFile) ? readFileSync(caFile, "utf8") : "";
  return { server: cluster.server, authority: caData ?? fromFile };
}

function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
