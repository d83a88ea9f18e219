import { type ChildProcess, spawnSync } from "node:child_process";

/**
 * The living processes of a control plane: of its supervisor's group, and with its folder in their command line, for
 * the number of a group can be given anew.
 */
export function processesOf(group: number, folder: string): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-ww", "-o", "pid=,pgid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, pgid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const lives = Number(pgid) === group && state?.startsWith("Z") === false;
    return lives && command?.includes(folder) === true ? [Number(pid)] : [];
  });
}

/** Kills a process, with its group where it leads one, and waits until it has ended. */
export async function endNow(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  kill(child);
  await ended;
}

/** A process that would outlive us is ended with us. */
export function endWithUs(child: ChildProcess): void {
  const end = (): void => kill(child);
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}

/** Also what it has started, where it was started with `detached`: that would go on without it. */
function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
