import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Api } from "../kubernetes/api";
import { writeCertificates } from "./certificates";
import { decree } from "./decrees";
import { furnish } from "./furnish";
import { holding, joining } from "./isolation";
import type { ClusterOptions } from "./options";
import { apiServerService, parts, type Site } from "./parts";
import { freePorts, type Place, placeAt, type Ports } from "./place";
import { relay, relaySocket } from "./relay";
import { kubeconfig, newTokens, type RoleName, roles, tokenFile } from "./roles";
import { kwokConfig } from "./stages";
import { type Status, writeStatus } from "./status";
import { runTypeScript } from "./typescript";

/** Starts the parts of a control plane, watches them, and ends them. Its process lives as long as they do. */
export class Supervisor {
  private readonly place: Place;
  private readonly children = new Map<string, ChildProcess>();
  private readonly started = Date.now();
  private status: Status;
  private stopping = false;

  constructor(private readonly options: ClusterOptions) {
    this.place = placeAt(options.folder);
    this.status = {
      state: "starting",
      supervisor: process.pid,
      server: "",
      version: options.version,
      parts: [],
      steps: [],
    };
  }

  async run(): Promise<void> {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void this.stop());
    this.watchOwner();
    try {
      await this.start();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private async start(): Promise<void> {
    const ports = await freePorts();
    const server = await this.openGate(ports);
    const site = await this.prepare(ports, server);
    this.update({ server });
    for (const part of parts.filter((each) => !each.afterApiServer)) this.spawnPart(part.tool.name, part.args(site));
    const api = Api.open(this.place.kubeconfig);
    await this.answers(api);
    this.step("the API server answers");
    for (const part of parts.filter((each) => each.afterApiServer)) this.spawnPart(part.tool.name, part.args(site));
    await furnish(api, this.options, this.options.definitions, this.options.version);
    void decree(
      api,
      this.place.kubeconfig,
      () => this.stopping,
      (line) => console.error(line),
    );
    const { zones, nodesPerZone } = this.options;
    this.step(`${zones.length * nodesPerZone} nodes in ${zones.length} zones are ready`);
    if (this.status.state === "starting") this.update({ state: "ready" });
  }

  /** Makes the way in from this machine's loopback; returns the address for its programs. */
  private async openGate(ports: Ports): Promise<string> {
    if (!this.options.isolated) return `https://127.0.0.1:${ports.apiServer}`;
    // The folder is there to be seen among the processes.
    const inner = runTypeScript(join(__dirname, "relay.ts"), "in", String(ports.apiServer), this.place.folder);
    const holder = this.launch("namespace", holding(inner));
    while (!existsSync(join(this.place.folder, relaySocket))) await this.wait();
    this.update({ namespace: holder.pid });
    const gate = await relay({ host: "127.0.0.1", port: 0 }, { path: relaySocket });
    const bound = gate.address();
    if (bound === null || typeof bound === "string") throw new Error("a TCP server has a port");
    return `https://127.0.0.1:${bound.port}`;
  }

  /** Writes every file that the parts and the users of the control plane read. */
  private async prepare(ports: Ports, server: string): Promise<Site> {
    const { place } = this;
    for (const folder of [place.pki, place.etcd]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const certificates = await writeCertificates(place.pki, ["127.0.0.1", apiServerService]);
    const tokens = newTokens();
    const write = (path: string, text: string): string => {
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    const authority = readFileSync(certificates.authority, "utf8");
    const people = roles.filter((each) => each.forPeople).map((each) => each.name);
    write(place.kubeconfig, kubeconfig(server, authority, people, tokens));
    const inside = `https://127.0.0.1:${ports.apiServer}`;
    return {
      place,
      ports,
      certificates,
      tokenFile: write(join(place.pki, "tokens.csv"), tokenFile(tokens)),
      kwokConfig: write(join(place.folder, "kwok.yaml"), kwokConfig()),
      kubeconfigOf: (role: RoleName) =>
        write(join(place.pki, `${role}.kubeconfig`), kubeconfig(inside, authority, [role], tokens)),
    };
  }

  private async answers(api: Api): Promise<void> {
    for (;;) {
      const text = await api.text("/readyz").catch(() => "");
      if (text === "ok") return;
      await this.wait();
    }
  }

  /** A moment, unless what is waited for can no longer come. */
  private async wait(): Promise<void> {
    const { fault } = this.status;
    if (fault !== undefined) throw new Error(fault);
    await pause(20);
  }

  private spawnPart(name: string, args: readonly string[]): void {
    const program = this.options.programs[name];
    if (program === undefined) throw new Error(`no program for ${name}`);
    const { namespace } = this.status;
    const command = [program, ...args];
    this.launch(name, namespace === undefined ? command : joining(namespace, command));
  }

  private launch(name: string, [program = "", ...args]: readonly string[]): ChildProcess {
    const log = openSync(join(this.place.logs, `${name}.log`), "a");
    const child = spawn(program, args, { cwd: this.place.folder, stdio: ["ignore", log, log] });
    this.children.set(name, child);
    child.once("error", (error) => this.ended(name, `could not be started: ${error.message}`));
    child.once("exit", (code, signal) =>
      this.ended(name, signal === null ? `ended with code ${code ?? 0}` : `was killed by ${signal}`),
    );
    this.update({ parts: [...this.status.parts, { name, pid: child.pid ?? 0 }] });
    return child;
  }

  /** A part that ends by itself is a fault; the others go on, so that one can look. */
  private ended(name: string, ended: string): void {
    this.children.delete(name);
    if (this.stopping) return;
    this.update({ parts: this.status.parts.map((each) => (each.name === name ? { ...each, ended } : each)) });
    this.fail(`${name} ${ended} after ${this.seconds()} s. The end of its log:\n${this.lastLines(name)}`);
  }

  private lastLines(name: string): string {
    const lines = readFileSync(join(this.place.logs, `${name}.log`), "utf8")
      .trimEnd()
      .split("\n");
    return lines
      .slice(-8)
      .map((line) => `  ${line}`)
      .join("\n");
  }

  private fail(fault: string): void {
    if (!this.stopping) this.update({ state: "failed", fault: this.status.fault ?? fault });
  }

  private step(text: string): void {
    this.update({ steps: [...this.status.steps, `${text} (${this.seconds()} s)`] });
  }

  private seconds(): string {
    return ((Date.now() - this.started) / 1000).toFixed(1);
  }

  private update(change: Partial<Status>): void {
    this.status = { ...this.status, ...change };
    if (!this.stopping) writeStatus(this.place, this.status);
  }

  private watchOwner(): void {
    const { until } = this.options;
    if (until === undefined) return;
    setInterval(() => {
      try {
        process.kill(until, 0);
      } catch {
        void this.stop();
      }
    }, 1000);
  }

  /** Ends every part and removes every file; whoever told it to waits for this process. */
  private async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    // What they hold goes with them, so there is nothing to end in good order.
    for (const child of this.children.values()) child.kill("SIGKILL");
    while (this.children.size > 0) await pause(20);
    rmSync(this.place.folder, { recursive: true, force: true });
    process.exit();
  }
}
