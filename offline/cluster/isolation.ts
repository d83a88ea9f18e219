import { spawnSync } from "node:child_process";
import { onPath } from "../engine/tool";

/** Puts a command into the network namespace that a process holds; the command has the same user outside. */
export function joining(pid: number, command: readonly string[]): string[] {
  return ["nsenter", "--target", String(pid), "--user", "--net", "--preserve-credentials", "--", ...command];
}

const fresh = ["--user", "--map-root-user", "--net", "--"];
const loopbackUp = ["ip", "link", "set", "lo", "up"];

/** Makes a new network namespace with nothing but loopback, and runs a command in it for as long as it lives. */
export function holding(command: readonly string[]): string[] {
  return ["unshare", ...fresh, "sh", "-c", `${loopbackUp.join(" ")} && exec "$@"`, "sh", ...command];
}

/** Whether this kernel and its user may make network namespaces; needs `unshare`, `nsenter` and `ip`. */
export function canIsolate(): boolean {
  if (process.platform !== "linux") return false;
  if (["unshare", "nsenter", "ip"].some((tool) => onPath(tool) === undefined)) return false;
  return spawnSync("unshare", [...fresh, ...loopbackUp], { stdio: "ignore" }).status === 0;
}
