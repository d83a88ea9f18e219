import { spawn, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment } from "./environment";

/** A command-line tool that is taken from PATH or built from its Go module. */
export interface Tool {
  readonly name: string;
  /** Folder in `offline/tools` with the go.mod; the tool's name by default. */
  readonly folder?: string;
  /** The Go module whose version counts, and the package in it that is the command. */
  readonly module: string;
  readonly command: string;
  /** Linker flags that stamp the version into the binary. */
  readonly stamp: (version: string) => string;
  /** Arguments that print the version. */
  readonly versionArgs: readonly string[];
  /** Whether a version on PATH will do; one that is the same or newer by default. */
  readonly fits?: (found: string, pinned: string) => boolean;
  /** How long a build takes on two cores, for the message. */
  readonly minutes: number;
}

/** A fault that its reader can cure; shown without a stack trace. */
export class CannotContinue extends Error {}

/**
 * The path of a tool: the one on PATH when it is new enough, else one built from the Go module that
 * `offline/tools/<name>/go.mod` pins, kept in the user's cache under its version.
 */
export async function locate(tool: Tool, root: string, report: (line: string) => void): Promise<string> {
  const folder = moduleFolder(tool, root);
  const version = pinned(tool, root);
  const installed = onPath(tool.name);
  const found = installed === undefined ? undefined : versionOf(installed, tool);
  const { fits = isAtLeast } = tool;
  if (installed !== undefined && found !== undefined && fits(found, version)) return installed;
  const cached = join(cacheFolder(), `${tool.name}-${version}`, tool.name);
  if (existsSync(cached)) return cached;
  const why =
    found === undefined
      ? `There is no ${tool.name} on PATH`
      : `${tool.name} ${found} on PATH is ${fits === isAtLeast ? "older than" : "not of the minor version of"} ${version}`;
  if (onPath("go") === undefined) {
    throw new CannotContinue(
      `${why}, and no Go to build it with. Cure: install ${tool.name} ${wantedOf(tool, version)}, or Go, and try again.`,
    );
  }
  report(`${why}: building ${version} from its Go module, about ${tool.minutes} minutes, once …`);
  await build(tool, folder, version, cached, report);
  return cached;
}

/** What will do, in words. */
function wantedOf({ fits }: Tool, version: string): string {
  return fits === undefined ? `${version} or newer` : `${version} or a later patch of it`;
}

/** The version of a tool that the project pins. */
export function pinned(tool: Tool, root: string): string {
  return pinnedVersion(tool, readFileSync(join(moduleFolder(tool, root), "go.mod"), "utf8"));
}

function moduleFolder(tool: Tool, root: string): string {
  return join(root, "offline", "tools", tool.folder ?? tool.name);
}

/** Where built tools are kept: `KBP_CACHE`, else the user's cache folder. */
export function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return process.env["KBP_CACHE"] ?? join(base, "kubernetes-best-practices");
}

/** `v3.250.0` of the go.mod line that requires the tool's module. */
export function pinnedVersion(tool: Tool, goMod: string): string {
  const line = goMod.split("\n").find((each) =>
    each
      .replace(/^require /, "")
      .trim()
      .startsWith(`${tool.module} v`),
  );
  const version = line
    ?.trim()
    .split(" ")
    .find((each) => /^v\d/.test(each));
  if (version === undefined) throw new Error(`go.mod of ${tool.name} does not require ${tool.module}`);
  return version;
}

/** Compares versions such as `v3.250.0`; a pre-release counts as its release. */
export function isAtLeast(found: string, wanted: string): boolean {
  const [a, b] = [numbers(found), numbers(wanted)];
  const index = a.findIndex((each, position) => each !== b[position]);
  return index === -1 || (a[index] ?? 0) > (b[index] ?? 0);
}

/** Whether two versions differ in their patch at most, the one found being no older. */
export function isSameMinor(found: string, wanted: string): boolean {
  const [a, b] = [numbers(found), numbers(wanted)];
  return a[0] === b[0] && a[1] === b[1] && isAtLeast(found, wanted);
}

function numbers(version: string): number[] {
  return (/\d+\.\d+\.\d+/.exec(version)?.[0] ?? "0.0.0").split(".").map(Number);
}

/** The executable of a name on PATH. */
export function onPath(name: string, env: Environment = process.env): string | undefined {
  return (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function versionOf(path: string, tool: Tool): string | undefined {
  const result = spawnSync(path, tool.versionArgs, {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
  });
  return result.status === 0 ? /v?\d+\.\d+\.\d+\S*/.exec(result.stdout)?.[0] : undefined;
}

/** Builds beside the cache and moves the result in place, so that nobody ever sees half a binary. */
async function build(
  tool: Tool,
  folder: string,
  version: string,
  target: string,
  report: (line: string) => void,
): Promise<void> {
  const parent = join(target, "..", "..");
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, `${tool.name}-building-`));
  const started = Date.now();
  const ticker = setInterval(
    () => report(`  still building ${tool.name} (${Math.round((Date.now() - started) / 1000)} s)`),
    15_000,
  );
  try {
    cpSync(folder, work, { recursive: true });
    const output = await goBuild(work, tool, version);
    if (output !== undefined) {
      throw new CannotContinue(
        `Building ${tool.name} ${version} failed.\n${output}\n` +
          `Cure: see that the Go modules can be downloaded, or install ${tool.name} ${wantedOf(tool, version)}.`,
      );
    }
    mkdirSync(join(target, ".."), { recursive: true });
    renameSync(join(work, tool.name), target);
    report(`Built ${tool.name} ${version} in ${Math.round((Date.now() - started) / 1000)} s.`);
  } finally {
    clearInterval(ticker);
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs `go build`; returns what it printed when it failed. */
async function goBuild(folder: string, tool: Tool, version: string): Promise<string | undefined> {
  const ldflags = `-s -w ${tool.stamp(version)}`;
  const child = spawn(
    "go",
    ["build", "-trimpath", "-mod=readonly", "-ldflags", ldflags, "-o", tool.name, tool.command],
    {
      cwd: folder,
      env: { ...process.env, CGO_ENABLED: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return code === 0 ? undefined : output.split("\n").slice(-20).join("\n");
}
