import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Place } from "./place";

const part = z.object({
  name: z.string(),
  pid: z.number(),
  /** How it ended, such as `was killed by SIGKILL`; absent while it runs. */
  ended: z.string().optional(),
});

const status = z.object({
  /** `failed` from the first part that ends by itself. */
  state: z.enum(["starting", "ready", "failed"]),
  /** Of the process that started the parts and watches them; leads their process group. */
  supervisor: z.number(),
  /** Address of the API server for this machine's programs. */
  server: z.string(),
  /** Kubernetes' version. */
  version: z.string(),
  /** Whether the parts run in a network namespace of their own, held by this process. */
  namespace: z.number().optional(),
  parts: z.array(part),
  /** What went wrong, for people. */
  fault: z.string().optional(),
  /** What has been done so far, for people. */
  steps: z.array(z.string()),
});
export type Status = z.infer<typeof status>;
export type PartStatus = z.infer<typeof part>;

/** Replaced at once, so that a reader never sees half of it. */
export function writeStatus(place: Place, content: Status): void {
  const next = `${place.status}.next`;
  writeFileSync(next, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(next, place.status);
}

/** `undefined` when there is none. */
export function readStatus(place: Place): Status | undefined {
  try {
    return status.parse(JSON.parse(readFileSync(place.status, "utf8")));
  } catch {
    return undefined;
  }
}
