import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Rest } from "../cluster/rest";
import { codeOf } from "../../shared/errors";
import { until } from "../poll";
import { BadArchive } from "./archive";
import { CannotDownload, download } from "./download";
import * as types from "./types";

/** How long the server may take to answer a small request. */
const answerMs = 30_000;

const ended = ["Completed", "PartiallyFailed", "Failed", "FailedValidation"];
export const isEnded = (phase: string | undefined): boolean => phase !== undefined && ended.includes(phase);

/** Velero as its kinds show it, in its namespace. */
export class Velero {
  constructor(
    private readonly rest: Rest,
    readonly namespace: string,
  ) {}

  /** Version of the server; throws when none answers. */
  async serverVersion(limitMs: number): Promise<string> {
    const name = await this.make("ServerStatusRequest", "serverstatusrequests", "drill", {});
    const path = this.path("serverstatusrequests", name);
    try {
      return await until("the server answers", limitMs, async () => {
        const { status } = types.statusRequest.parse(await this.rest.get(path));
        return status?.phase === "Processed" ? (status.serverVersion ?? "unknown") : undefined;
      });
    } finally {
      // The server removes it too, if there is one and this may not.
      await this.rest.remove(path).catch(() => undefined);
    }
  }

  async locations(): Promise<readonly types.Location[]> {
    return this.list("backupstoragelocations", types.location);
  }

  async schedules(): Promise<readonly types.Schedule[]> {
    return this.list("schedules", types.schedule);
  }

  async backups(): Promise<readonly types.Backup[]> {
    return this.list("backups", types.backup);
  }

  /** `undefined` when there is none. */
  async backup(name: string): Promise<types.Backup | undefined> {
    const found = await this.rest.find(this.path("backups", name));
    return found === undefined ? undefined : types.backup.parse(found);
  }

  async makeBackup(name: string, spec: object): Promise<void> {
    await this.rest.post(this.path("backups"), this.object("Backup", name, spec));
  }

  /** Waits for the end, whatever it is. */
  async endOfBackup(name: string, limitMs: number): Promise<types.Backup> {
    return until(`backup ${name} ends`, limitMs, async () => {
      const found = types.backup.parse(await this.rest.get(this.path("backups", name)));
      return isEnded(found.status?.phase) ? found : undefined;
    });
  }

  async makeRestore(name: string, spec: object): Promise<void> {
    // Something is missing by now: an answer that was lost is no reason to give up.
    await until(`restore ${name} is asked for`, answerMs, async () => {
      await this.rest.post(this.path("restores"), this.object("Restore", name, spec)).catch((error: unknown) => {
        if (codeOf(error) !== 409) throw error;
      });
      return true;
    });
  }

  async endOfRestore(name: string, limitMs: number, told: (restore: types.Restore) => void): Promise<types.Restore> {
    return until(`restore ${name} ends`, limitMs, async () => {
      const found = types.restore.parse(await this.rest.get(this.path("restores", name)));
      told(found);
      return isEnded(found.status?.phase) ? found : undefined;
    });
  }

  /** Deletes a backup with all that it holds; Velero deletes its restores' notes as well. */
  async deleteBackup(name: string, limitMs: number): Promise<void> {
    const request = await this.make("DeleteBackupRequest", "deletebackuprequests", name, { backupName: name });
    await until(`backup ${name} is deleted`, limitMs, async () => {
      if ((await this.backup(name)) === undefined) return true;
      const asked = await this.rest.find(this.path("deletebackuprequests", request));
      const errors = asked === undefined ? [] : (types.deleteRequest.parse(asked).status?.errors ?? []);
      if (errors.length > 0) throw new Error(errors.join("; "));
      return undefined;
    });
  }

  /** A file that Velero keeps, by its kind; throws CannotDownload, and BadArchive where it is gone. */
  async file(
    kind: "BackupContents" | "RestoreResults" | "BackupResults",
    name: string,
    caCert?: string,
  ): Promise<Uint8Array> {
    const request = await this.make("DownloadRequest", "downloadrequests", name, { target: { kind, name } });
    const path = this.path("downloadrequests", request);
    try {
      const url = await until(`${kind} of ${name} has a URL`, answerMs, async () => {
        const { status } = types.downloadRequest.parse(await this.rest.get(path));
        return status?.downloadURL === "" ? undefined : status?.downloadURL;
      });
      return await download(url, caCert);
    } catch (error) {
      throw error instanceof CannotDownload || error instanceof BadArchive
        ? error
        : new CannotDownload(error instanceof Error ? error.message : String(error));
    } finally {
      await this.rest.remove(path).catch(() => undefined);
    }
  }

  private async list<T>(plural: string, shape: z.ZodType<T>): Promise<readonly T[]> {
    return z.array(shape).parse(await this.rest.list(this.path(plural)));
  }

  /** Makes a small request under a name of its own. */
  private async make(kind: string, plural: string, stem: string, spec: object): Promise<string> {
    const name = `${stem.slice(0, 200)}-${randomBytes(4).toString("hex")}`;
    await this.rest.post(this.path(plural), this.object(kind, name, spec));
    return name;
  }

  private object(kind: string, name: string, spec: object): object {
    return {
      apiVersion: "velero.io/v1",
      kind,
      metadata: { name, namespace: this.namespace, labels: drillLabel },
      spec,
    };
  }

  private path(plural: string, name?: string): string {
    return `/apis/velero.io/v1/namespaces/${this.namespace}/${plural}${name === undefined ? "" : `/${name}`}`;
  }
}

const drillLabel = { "app.kubernetes.io/created-by": "drill" };
