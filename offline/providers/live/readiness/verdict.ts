import type { Api } from "../../../kubernetes/api";
import { at } from "../../differences";
import type { Properties, Value } from "../../values";
import { isObject, text } from "../../values";

/** How an object fares; the reason is a line for people. */
export interface Verdict {
  readonly state: "ready" | "waiting" | "failed";
  readonly reason: string;
}

/** What a verdict is given by. */
export interface Sight {
  readonly object: Properties;
  /** What else was asked for, such as the EndpointSlices of a Service. */
  readonly related: readonly Properties[];
  /** Milliseconds since what is seen last changed. */
  readonly quiet: number;
}

/** When an object of a kind is ready. */
export interface Readiness {
  readonly verdict: (sight: Sight) => Verdict;
  readonly related?: (api: Api, object: Properties) => Promise<readonly Properties[]>;
  /** Seconds that it may take; 600 by default. */
  readonly limit?: number;
  /** Whether a refresh asks too, so that what is broken does not pass for ready. */
  readonly onRead?: boolean;
  /** Whether pods stand behind it, whose troubles explain why it is not ready. */
  readonly ownsPods?: boolean;
}

export const ready: Verdict = { state: "ready", reason: "" };
export const waiting = (reason: string): Verdict => ({ state: "waiting", reason });
export const failed = (reason: string): Verdict => ({ state: "failed", reason });

/** The first that is not ready. */
export function all(...verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((each) => each.state === "failed") ?? verdicts.find((each) => each.state !== "ready") ?? ready;
}

/** Ready when it holds. */
export function once(holds: boolean, reason: string): Verdict {
  return holds ? ready : waiting(reason);
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function conditionsOf(object: Properties): readonly Condition[] {
  return mapsAt(object, "status.conditions").map((each) => ({
    type: text(each["type"]) ?? "",
    status: text(each["status"]) ?? "",
    reason: text(each["reason"]) ?? "",
    message: text(each["message"]) ?? "",
  }));
}

export function condition(object: Properties, type: string): Condition | undefined {
  return conditionsOf(object).find((each) => each.type === type);
}

/** Ready when a condition is True; else its own words. */
export function isTrue(object: Properties, type: string): Verdict {
  const found = condition(object, type);
  if (found?.status === "True") return ready;
  return waiting(found === undefined ? `no condition ${type} yet` : describe(found));
}

export function describe({ type, status, reason, message }: Condition): string {
  return [
    `${type} is ${status}`,
    reason === "" ? undefined : ` (${reason})`,
    message === "" ? undefined : `: ${message}`,
  ]
    .filter((each) => each !== undefined)
    .join("");
}

/** The controller has seen the latest change; until then its status speaks of an older one. */
export function isObserved(object: Properties): Verdict {
  const generation = numberAt(object, "metadata.generation") ?? 0;
  const observed = numberAt(object, "status.observedGeneration");
  return once(observed !== undefined && observed >= generation, "its controller has not seen the change yet");
}

export function numberAt(value: Value, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === "number" ? found : undefined;
}

export function listAt(value: Value, path: string): readonly Value[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

export function mapsAt(value: Value, path: string): readonly Properties[] {
  return listAt(value, path).filter(isObject);
}

export function textAt(value: Value, path: string): string | undefined {
  return text(at(value, path));
}
