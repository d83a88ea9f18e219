import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { dirname, join } from "node:path";
import { CannotContinue, locate } from "../engine/tool";
import { velero, veleroPluginForAws } from "../engine/tools";
import { joining } from "./isolation";
import type { ObjectStore } from "./object-store";
import { freePort, placeAt } from "./place";
import { endNow, endWithUs } from "./processes";
import { relay, relaySocket } from "./relay";
import { readStatus } from "./status";
import { runTypeScript } from "./typescript";

export interface VeleroOptions {
  /** The project's root. */
  readonly root: string;
  /** Folder of the control plane. */
  readonly cluster: string;
  readonly namespace: string;
  /** Token of the service account that the server's pods have. */
  readonly token: string;
  readonly store: ObjectStore;
  readonly report: (line: string) => void;
}

/** How often the server looks, so that nobody waits for minutes. */
const flags = [
  "--store-validation-frequency=5s",
  "--backup-sync-period=5s",
  "--garbage-collection-frequency=10s",
  "--item-operation-sync-frequency=2s",
  "--resource-timeout=1m",
];

/** The server of Velero and its way to S3 beside a control plane, for whose pods nothing runs. */
export class LocalVelero {
  private server: ChildProcess | undefined;
  private way: readonly [Server, ChildProcess] | undefined;

  private constructor(
    private readonly options: VeleroOptions,
    private readonly folder: string,
    private readonly program: string,
    private readonly plugins: string,
    private readonly metricsPort: number,
    private readonly profilerPort: number,
  ) {}

  static async start(options: VeleroOptions): Promise<LocalVelero> {
    const { root, cluster, report } = options;
    const program = await locate(velero, root, report);
    const plugin = await locate(veleroPluginForAws, root, report);
    const folder = join(cluster, "velero");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const ports = [await freePort(), await freePort()] as const;
    const local = new LocalVelero(options, folder, program, dirname(plugin), ...ports);
    local.writeCredentials();
    await local.openWay();
    local.resume();
    return local;
  }

  /** The command line of Velero. */
  get commandLine(): string {
    return this.program;
  }

  resume(): void {
    const log = openSync(join(this.folder, "server.log"), "a");
    const args = [
      "server",
      `--namespace=${this.options.namespace}`,
      `--plugin-dir=${this.plugins}`,
      `--metrics-address=127.0.0.1:${this.metricsPort}`,
      `--profiler-address=127.0.0.1:${this.profilerPort}`,
      ...flags,
    ];
    const [program = "", ...rest] = this.inside([this.program, ...args]);
    this.server = spawn(program, rest, {
      cwd: this.folder,
      // Its plugins are processes of their own, which end with its group.
      detached: true,
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env["PATH"],
        HOME: this.folder,
        KUBECONFIG: join(this.folder, "kubeconfig"),
        AWS_SHARED_CREDENTIALS_FILE: join(this.folder, "credentials"),
        AWS_EC2_METADATA_DISABLED: "true",
      },
    });
    endWithUs(this.server);
  }

  /** Kills the server and its plugins, as the loss of its node would. */
  async kill(): Promise<void> {
    await endNow(this.server);
  }

  async end(): Promise<void> {
    await this.kill();
    this.way?.[0].close();
    await endNow(this.way?.[1]);
  }

  /** The command in the namespace of the control plane, where it has one. */
  private inside(command: readonly string[]): readonly string[] {
    const holder = readStatus(placeAt(this.options.cluster))?.namespace;
    return holder === undefined ? command : joining(holder, command);
  }

  /** Who the server is for the API server, and for the object store. */
  private writeCredentials(): void {
    const { cluster, token, store } = this.options;
    const parts = readFileSync(join(placeAt(cluster).pki, "controller-manager.kubeconfig"), "utf8");
    const config: unknown = JSON.parse(parts);
    if (typeof config !== "object") throw new CannotContinue("The kubeconfig of the control plane cannot be read.");
    const user = { name: "controller-manager", user: { token } };
    write(join(this.folder, "kubeconfig"), JSON.stringify({ ...config, users: [user] }));
    const keys = `aws_access_key_id=${store.accessKey}\naws_secret_access_key=${store.secretKey}\n`;
    write(join(this.folder, "credentials"), `[default]\n${keys}`);
  }

  /** The object store at the same address inside the namespace as outside. */
  private async openWay(): Promise<void> {
    if (readStatus(placeAt(this.options.cluster))?.namespace === undefined) return;
    const { port } = this.options.store;
    const outer = await relay({ path: join(this.folder, relaySocket) }, { host: "127.0.0.1", port });
    const inner = runTypeScript(join(__dirname, "relay.ts"), "out", String(port), this.folder);
    const [program = "", ...args] = this.inside(inner);
    const child = spawn(program, args, { cwd: this.folder, stdio: "ignore" });
    endWithUs(child);
    this.way = [outer, child];
  }
}

function write(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}
