import { gunzipSync } from "node:zlib";
import type { Run } from "../run";
import { BadArchive } from "./archive";
import { CannotDownload } from "./download";
import { type Results, results } from "./types";

/** Warnings and errors of a backup or a restore; that they cannot be read is a warning itself. */
export async function readResults(run: Run, kind: "BackupResults" | "RestoreResults", name: string): Promise<Results> {
  try {
    const { velero, state } = run.tools;
    const file = await velero.file(kind, name, state.location?.spec.objectStorage?.caCert);
    return parseResults(file);
  } catch (error) {
    const told = error instanceof CannotDownload || error instanceof BadArchive;
    const why = told ? error.message : "the file has an unknown form";
    return { warnings: [`What Velero noted could not be read: ${why}.`], errors: [] };
  }
}

/** Reads the gzip JSON of a file of results. */
export function parseResults(file: Uint8Array): Results {
  return results.parse(JSON.parse(gunzipSync(file).toString("utf8")));
}
