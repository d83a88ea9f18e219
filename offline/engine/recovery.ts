import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const lock = z.object({ pid: z.number(), hostname: z.string() });

/** What a killed run left behind. */
export interface Recovered {
  /** Processes whose locks were removed. */
  readonly pids: readonly number[];
}

/**
 * Clears what a killed engine leaves in a file backend, after which the next run would be refused although nobody
 * works on the stack: its lock, and attribute files that were cut off while they were written (the state file itself
 * is replaced at once, but the MD5 beside it is not; without it the backend reads the state all the same).
 */
export function recover(backend: string): Recovered {
  const pids = files(join(backend, ".pulumi", "locks"), ".json").flatMap((path) => {
    const content = lock.safeParse(read(path));
    if (!content.success || content.data.hostname !== hostname() || isRunning(content.data.pid)) return [];
    rmSync(path, { force: true });
    return [content.data.pid];
  });
  if (pids.length > 0) {
    const cutOff = files(join(backend, ".pulumi"), ".attrs").filter((path) => read(path) === undefined);
    for (const path of cutOff) rmSync(path, { force: true });
  }
  return { pids };
}

function files(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
}

/** The JSON of a file; undefined when it is cut off, or gone, for runs on other stacks come and go meanwhile. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A killed process whose parent has not asked for its end still has a pid; only Linux tells. */
function isZombie(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && /\) Z /.test(readFileSync(stat, "utf8"));
}
