import { existsSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { CannotRun, reasonOf } from "./errors";

/** @param file empty: KUBECONFIG, then `~/.kube/config`. Throws CannotRun. */
export function loadKubeconfig(file: string, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (file === "") config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    const why = existsSync(file) ? reasonOf(error) : "there is no such file";
    throw new CannotRun(`The kubeconfig ${file === "" ? "of KUBECONFIG" : file} cannot be read: ${why}.`);
  }
  if (context !== undefined) {
    const known = config.getContexts().map((each) => each.name);
    if (!known.includes(context)) {
      throw new CannotRun(`The kubeconfig has no context ${context}; it has ${known.join(", ") || "none"}.`);
    }
    config.setCurrentContext(context);
  }
  return config;
}
