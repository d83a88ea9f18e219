import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CannotContinue, locate } from "../engine/tool";
import { versitygw } from "../engine/tools";
import { freePort } from "./place";
import { endNow, endWithUs } from "./processes";

export interface ObjectStoreOptions {
  /** The project's root. */
  readonly root: string;
  /** Where objects lie, as plain files: a folder for each bucket. */
  readonly folder: string;
  readonly report: (line: string) => void;
}

/** How long a start may take; it needs a fifth of a second. */
const startLimitMs = 30_000;

/** An S3 server on this machine's loopback, whose signatures it checks. */
export class ObjectStore {
  readonly region = "us-east-1";
  private server: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
    readonly accessKey: string,
    readonly secretKey: string,
    private readonly program: string,
  ) {}

  static async start({ root, folder, report }: ObjectStoreOptions): Promise<ObjectStore> {
    const program = await locate(versitygw, root, report);
    mkdirSync(join(folder, "buckets"), { recursive: true });
    const key = (): string => randomBytes(15).toString("hex");
    const store = new ObjectStore(folder, await freePort(), key(), key(), program);
    await store.resume();
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Makes a bucket; returns where its objects lie. */
  bucket(name: string): string {
    const folder = join(this.folder, "buckets", name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Ends the server; objects stay. */
  async stop(): Promise<void> {
    await endNow(this.server);
  }

  /** Starts the server on the objects that are there. */
  async resume(): Promise<void> {
    const log = openSync(join(this.folder, "object-store.log"), "a");
    const args = ["--port", `127.0.0.1:${this.port}`, "--quiet", "posix", join(this.folder, "buckets")];
    this.server = spawn(this.program, args, {
      stdio: ["ignore", log, log],
      env: { ...process.env, ROOT_ACCESS_KEY: this.accessKey, ROOT_SECRET_KEY: this.secretKey },
    });
    endWithUs(this.server);
    const deadline = Date.now() + startLimitMs;
    while (!(await this.answers())) {
      if (Date.now() > deadline || this.server.exitCode !== null) {
        throw new CannotContinue(`The S3 server did not start; its log is ${this.folder}/object-store.log.`);
      }
      await pause(20);
    }
  }

  private async answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, "127.0.0.1");
      const end = (answer: boolean) => (): void => {
        socket.destroy();
        resolve(answer);
      };
      socket.once("connect", end(true)).once("error", end(false));
    });
  }
}
