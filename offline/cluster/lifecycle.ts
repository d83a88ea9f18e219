import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CannotContinue, locate, pinned } from "../engine/tool";
import { kubeApiServer } from "../engine/tools";
import { canIsolate } from "./isolation";
import type { ClusterOptions } from "./options";
import { parts } from "./parts";
import { placeAt } from "./place";
import { processesOf } from "./processes";
import { readStatus, type Status } from "./status";
import { runTypeScript } from "./typescript";

export interface UpOptions extends Omit<ClusterOptions, "programs" | "version" | "isolated"> {
  /** The project's root. */
  readonly root: string;
  /** Default: where the kernel allows it. */
  readonly isolated?: boolean | undefined;
  readonly report: (line: string) => void;
}

/** How long a start may take; it needs four seconds on two cores. */
const startLimitMs = 120_000;

/** Starts a control plane and returns when pods can be scheduled. Whatever fails, nothing stays. */
export async function up({ root, report, isolated = canIsolate(), ...options }: UpOptions): Promise<Status> {
  const { folder } = options;
  if (existsSync(folder)) {
    throw new CannotContinue(
      `There is a control plane in ${folder} already. Cure: end it by \`npm run cluster -- down\`.`,
    );
  }
  const programs: Record<string, string> = {};
  for (const { tool } of parts) programs[tool.name] = await locate(tool, root, report);
  const place = placeAt(folder);
  mkdirSync(place.logs, { recursive: true, mode: 0o700 });
  const version = pinned(kubeApiServer, root);
  if (!isolated) report("No network namespace here: the control plane listens on this machine's loopback.");
  const supervisor = supervise({ ...options, isolated, programs, version });
  try {
    return await started(folder, supervisor, report);
  } catch (error) {
    await down(folder);
    throw error;
  }
}

/** The supervisor as a process of its own, leader of its group. */
function supervise(options: ClusterOptions): number {
  const place = placeAt(options.folder);
  const log = openSync(join(place.logs, "supervisor.log"), "a");
  const [program, ...args] = runTypeScript(join(__dirname, "supervise.ts"), JSON.stringify(options));
  const child = spawn(program, args, { cwd: place.folder, detached: true, stdio: ["ignore", log, log] });
  child.unref();
  if (child.pid === undefined) throw new CannotContinue("The supervisor of the control plane could not be started.");
  return child.pid;
}

async function started(folder: string, supervisor: number, report: (line: string) => void): Promise<Status> {
  const deadline = Date.now() + startLimitMs;
  let told = 0;
  for (;;) {
    const status = readStatus(placeAt(folder));
    const steps = status?.steps ?? [];
    for (const step of steps.slice(told)) report(`  ${step}`);
    told = steps.length;
    if (status?.state === "ready") return status;
    const fault =
      status?.fault ?? supervisorFault(folder, supervisor) ?? (Date.now() > deadline ? late(status) : undefined);
    if (fault !== undefined) throw new CannotContinue(`The control plane did not start. ${fault}`);
    await pause(50);
  }
}

function supervisorFault(folder: string, supervisor: number): string | undefined {
  if (processesOf(supervisor, folder).length > 0) return undefined;
  const log = readFileSync(join(placeAt(folder).logs, "supervisor.log"), "utf8");
  return `Its supervisor ended by itself:\n${log}`;
}

function late(status: Status | undefined): string {
  const names = status?.parts.map((each) => each.name).join(", ") ?? "none";
  return (
    `It was not ready after ${startLimitMs / 1000} s; parts that were started: ${names}. ` +
    "Cure: free the machine of other work and try again."
  );
}

/** Ends a control plane, even one whose supervisor was killed, and removes its files; false when there is none. */
export async function down(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const status = readStatus(placeAt(folder));
  if (status !== undefined) {
    const members = (): number[] => processesOf(status.supervisor, folder);
    // The supervisor goes first, for it would take the end of a part for a fault.
    signal(
      [status.supervisor].filter((pid) => members().includes(pid)),
      "SIGKILL",
    );
    while (members().length > 0) {
      signal(members(), "SIGKILL");
      await pause(20);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return true;
}

/** How a control plane fares now: its own word, and what became of its processes; `undefined` when there is none. */
export function statusOf(folder: string): Status | undefined {
  const status = readStatus(placeAt(folder));
  if (status === undefined || processesOf(status.supervisor, folder).includes(status.supervisor)) return status;
  const fault = status.fault ?? "Its supervisor was killed; nobody watches the parts.";
  return { ...status, state: "failed", fault };
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended by itself.
    }
  }
}
