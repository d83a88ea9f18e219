import { ApiException } from "@kubernetes/client-node";
import { z } from "zod";

/** What a role must allow to be listed; the group of the core API is empty. */
export interface Right {
  readonly group: string;
  readonly resource: string;
}

/** Nothing can be said of any cluster; the message tells why and what cures it. */
export class CannotRun extends Error {}

/** Time limit of one request. */
export const requestSeconds = 10;

/** True when the API server knows no such kind. */
export function isNotServed(error: unknown): boolean {
  return codeOf(error) === 404;
}

/** Why a list failed, and what cures it. `namespace` is empty for a list across the cluster. */
export function whyUnreadable(error: unknown, { group, resource }: Right, namespace: string): string {
  const name = group === "" ? resource : `${resource}.${group}`;
  const where = namespace === "" ? "across the cluster" : `in namespace ${namespace}`;
  const code = codeOf(error);
  if (code === 401) return `${name}: the API server does not accept these credentials`;
  return code === 403 ? `lacks the right to list ${name} ${where}` : `${name} ${where}: ${reasonOf(error)}`;
}

const status = z.looseObject({ message: z.string() });

/** One line for people. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiException) {
    const body: unknown = error.body;
    const parsed = status.safeParse(typeof body === "string" ? jsonOf(body) : body);
    return `HTTP ${error.code}${parsed.success ? `: ${parsed.data.message}` : ""}`;
  }
  if (error instanceof z.ZodError) return "the answer has an unknown form";
  if (!(error instanceof Error)) return String(error);
  return isAbort(error) ? "no answer in time" : (error.message.split("\n")[0] ?? "");
}

export function codeOf(error: unknown): number | undefined {
  return error instanceof ApiException ? error.code : undefined;
}

const isAbort = (error: Error): boolean => error.name === "AbortError" || error.name === "TimeoutError";

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
