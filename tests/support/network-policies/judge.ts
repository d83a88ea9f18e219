import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ipaddr from "ipaddr.js";
import { stringify } from "yaml";
import { cacheFolder, onPath } from "../../../offline/engine/tool";
import type { Protocol } from "./manifest";
import type { Endpoint } from "./model";
import type { World } from "./world";

/** The second judge of network policies: network-config-analyzer, which others wrote. */
const project = "network-config-analyzer";
const version = "2.1.0";

/** The command that starts it, or why there is none. */
export type Judge = { readonly command: readonly [string, ...string[]] } | { readonly missing: string };

/** `nca` of that version on PATH, or one that pip installs into the cache, once. */
export function findJudge(): Judge {
  const installed = onPath("nca");
  if (installed !== undefined && isRight([installed])) return { command: [installed] };
  const folder = join(cacheFolder(), `${project}-${version}`);
  const problem = isRight(commandIn(folder)) ? undefined : install(folder);
  return problem === undefined ? { command: commandIn(folder) } : { missing: problem };
}

/** Not the script of that name, which works only where it was installed. */
function commandIn(folder: string): [string, ...string[]] {
  return [join(folder, "bin", "python"), "-m", "nca"];
}

function isRight([file, ...args]: readonly [string, ...string[]]): boolean {
  const { status, stdout } = spawnSync(file, [...args, "--version"], { encoding: "utf8" });
  return status === 0 && stdout.includes(version);
}

/** Installs beside the place and moves there, so that nobody finds half of it; says why when it cannot. */
function install(folder: string): string | undefined {
  const parent = join(folder, "..");
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, `${project}-installing-`));
  try {
    const options = { stdio: "pipe", timeout: 120_000 } as const;
    execFileSync("python3", ["-m", "venv", work], options);
    const pip = ["-m", "pip", "install", "--quiet", "--retries", "1", `${project}==${version}`];
    execFileSync(join(work, "bin", "python"), pip, options);
    // Another run may have been faster; its installation is as good.
    if (isRight(commandIn(folder))) return undefined;
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
    return undefined;
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
    return `python3 cannot install ${project} ${version} (${lines.at(-1)})`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One line of the judge's answer: what `from` may say to `to`; either is `namespace/pod`, an address or a range. */
export interface Verdict {
  readonly from: string;
  readonly to: string;
  /** Such as `TCP 8080-8081,9090`, or `all`. */
  readonly opens: readonly string[];
}

/** Everything that pods and addresses may say to each other under the policies, but a pod to itself. */
export function verdicts(
  [file, ...args]: readonly [string, ...string[]],
  world: World,
  policies: readonly object[],
): readonly Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), "kbp-network-policies-"));
  try {
    writeFileSync(
      join(folder, "cluster.yaml"),
      manifestsOf(world, policies)
        .map((each) => stringify(each))
        .join("---\n"),
    );
    const query = ["--connectivity", "-r", folder, "--output_format", "txt_no_fw_rules", "--output_endpoints", "pods"];
    const output = execFileSync(file, [...args, ...query], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const all = verdictsIn(output);
    // It exits with 0 whatever it could read; each pod reaches something, so each that it knows is named.
    const unread = world.pods.filter((pod) => !all.some(({ from }) => isEnd(from, pod)));
    if (unread.length > 0) throw new Error(`${project} did not read ${unread.map(({ name }) => name).join(", ")}`);
    return all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function manifestsOf({ namespaces, pods }: World, policies: readonly object[]): readonly object[] {
  return [
    ...Object.entries(namespaces).map(([name, labels]) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels },
    })),
    ...pods.map(({ name, namespace, labels }) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: { containers: [{ name: "main", image: "main" }] },
    })),
    ...policies.map((policy) => ({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", ...policy })),
  ];
}

function verdictsIn(output: string): readonly Verdict[] {
  const lines = output.split("\n").filter((line) => line.includes(" => "));
  if (lines.length === 0) throw new Error(`${project} says nothing:\n${output}`);
  return lines.map((line) => {
    const [, from, to, opens] = /^(\S+) => (\S+) : (.+)$/.exec(line) ?? [];
    if (from === undefined || to === undefined || opens === undefined) throw new Error(`${project} says ${line}`);
    return { from, to, opens: opensIn(opens) };
  });
}

/** `{protocols:TCP, UDP,dst_ports:53},{protocols:TCP,dst_ports:80}` as `TCP 53`, `UDP 53` and `TCP 80`. */
function opensIn(text: string): readonly string[] {
  if (text === "All connections") return ["all"];
  const parts = [...text.matchAll(/\{protocols:([A-Z, ]+),dst_ports:([\d,-]+)\}/g)];
  if (parts.map(([part]) => part).join(",") !== text) throw new Error(`${project} says ${text}`);
  return parts.flatMap(([, protocols = "", ports = ""]) => protocols.split(", ").map((each) => `${each} ${ports}`));
}

/** What `from` may say to `to`. */
export function between(all: readonly Verdict[], from: Endpoint, to: Endpoint): readonly string[] {
  return all.flatMap((verdict) => (isEnd(verdict.from, from) && isEnd(verdict.to, to) ? verdict.opens : []));
}

/** True when what a verdict opens holds the port. */
export function isOpen(opens: readonly string[], port: number, protocol: Protocol): boolean {
  return opens.some((each) => {
    const [name, numbers = ""] = each.split(" ");
    return name === "all" || (name === protocol && numbers.split(",").some((one) => isAmong(one, port)));
  });
}

function isAmong(ports: string, port: number): boolean {
  const [first, last = first] = ports.split("-").map(Number);
  return first !== undefined && last !== undefined && first <= port && port <= last;
}

/** A part of what is left of all addresses without the special ones. */
export function isPublic(end: string): boolean {
  return /^\d+\.[\d.]+-/.test(end) && !end.startsWith("10.");
}

function isEnd(text: string, end: Endpoint): boolean {
  if ("namespace" in end) return text === `${end.namespace}/${end.name}`;
  const [first = "", last = first] = text.split("-");
  if (!ipaddr.IPv4.isValid(first) || !ipaddr.IPv4.isValid(last)) return false;
  const [low, address, high] = [first, end.address, last].map(numberOf);
  return low !== undefined && address !== undefined && high !== undefined && low <= address && address <= high;
}

function numberOf(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}
