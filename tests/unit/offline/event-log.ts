import { writeFileSync } from "node:fs";
import { readEvents, type EventLog } from "../../../offline/report/events";

/** One event as the engine writes it, without its sequence number and time. */
export type Event = Readonly<Record<string, unknown>>;

export const stackType = "pulumi:pulumi:Stack";
export const stackUrn = urn(stackType, "shop-dev");

export function urn(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

interface Traits {
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly op?: string;
}

/** A step on a component, which no provider serves. */
export function component(
  type: string,
  name: string,
  { parent = stackUrn, inputs = {}, op = "create" }: Traits = {},
): Event {
  const state = { type, urn: urn(type, name), parent, inputs, outputs: {} };
  return { resourcePreEvent: { metadata: { op, urn: state.urn, type, old: null, new: state }, planning: true } };
}

/** A step on a resource of a provider. */
export function resource(
  type: string,
  name: string,
  { parent = stackUrn, inputs = {}, op = "create" }: Traits = {},
): Event {
  const state = { type, urn: urn(type, name), parent, inputs, custom: true, id: "", outputs: {} };
  return { resourcePreEvent: { metadata: { op, urn: state.urn, type, old: null, new: state }, planning: true } };
}

export function diagnostic(severity: string, message: string, at?: string): Event {
  return { diagnosticEvent: { urn: at, prefix: "", message, color: "raw", severity } };
}

export function violation(pack: string, policy: string, enforcementLevel: string, message: string, at?: string): Event {
  const named = { policyName: policy, policyPackName: pack, policyPackVersion: "1.0.0" };
  return { policyEvent: { resourceUrn: at, message, color: "raw", enforcementLevel, ...named } };
}

export function summary(
  resourceChanges: Readonly<Record<string, number>>,
  packs: Readonly<Record<string, string>> = {},
): Event {
  return { summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges, PolicyPacks: packs } };
}

/** Reads the events back from a log in a file. */
export function logged(file: string, events: readonly Event[]): EventLog {
  const lines = events.map(
    (event, sequence) => `${JSON.stringify({ sequence, timestamp: 1_767_225_600, ...event })}\n`,
  );
  writeFileSync(file, lines.join(""));
  return readEvents(file);
}
