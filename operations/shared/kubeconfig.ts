import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { CannotRun, reasonOf } from "./errors";

/** @param file empty: KUBECONFIG, then `~/.kube/config`. Throws CannotRun. */
export function loadKubeconfig(file: string, context: string | undefined): KubeConfig {
  let config: KubeConfig;
  try {
    config = file === "" ? fromEnvironment() : fromFile(file);
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

function fromFile(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

/** Of several files, the first that says a current context says it, as for kubectl. */
function fromEnvironment(): KubeConfig {
  const config = new KubeConfig();
  const files = (process.env["KUBECONFIG"] ?? "").split(delimiter).filter(Boolean);
  for (const file of files) config.mergeConfig(fromFile(file), Boolean(config.currentContext));
  if (files.length === 0) config.loadFromDefault();
  return config;
}
