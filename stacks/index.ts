import { loadConfig } from "./config";
import { platformOf } from "./platforms";

/** Read the config, pick the cluster of its cloud, put on it what the config asks for. */
function stack() {
  return platformOf(loadConfig());
}

export = stack;
