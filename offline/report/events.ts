import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const resource = z.looseObject({
  type: z.string(),
  urn: z.string(),
  parent: z.string().default(""),
  custom: z.boolean().default(false),
  inputs: z.record(z.string(), z.unknown()).nullish(),
});
const step = z.looseObject({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: resource.nullish(),
  new: resource.nullish(),
});
const event = z.looseObject({
  resourcePreEvent: z.looseObject({ metadata: step }).optional(),
  diagnosticEvent: z.looseObject({ urn: z.string().optional(), severity: z.string(), message: z.string() }).optional(),
  policyEvent: z
    .looseObject({
      resourceUrn: z.string().optional(),
      message: z.string(),
      policyName: z.string(),
      policyPackName: z.string(),
      enforcementLevel: z.string(),
    })
    .optional(),
  summaryEvent: z
    .looseObject({
      resourceChanges: z.record(z.string(), z.number()),
      PolicyPacks: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** A resource of a provider; anything else is a component. */
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Violation {
  readonly pack: string;
  readonly policy: string;
  readonly level: string;
  readonly urn: string | undefined;
  readonly message: string;
}

export interface Diagnostic {
  readonly severity: string;
  readonly urn: string | undefined;
  readonly message: string;
}

/** What the engine said in the course of one operation. */
export interface EventLog {
  readonly steps: readonly Step[];
  readonly violations: readonly Violation[];
  readonly diagnostics: readonly Diagnostic[];
  /** Versions of the packs that judged, by name. */
  readonly packs: Readonly<Record<string, string>>;
  readonly changes: Readonly<Record<string, number>>;
}

/** Reads an event log, also one that the engine is still writing: half a last line is left out. */
export function readEvents(file: string): EventLog {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  const events = lines.map((line) => event.parse(JSON.parse(line)));
  const summary = events.find((each) => each.summaryEvent !== undefined)?.summaryEvent;
  return {
    steps: events.flatMap((each) =>
      each.resourcePreEvent === undefined ? [] : toStep(each.resourcePreEvent.metadata),
    ),
    violations: events.flatMap(({ policyEvent }) =>
      policyEvent === undefined
        ? []
        : {
            pack: policyEvent.policyPackName,
            policy: policyEvent.policyName,
            level: policyEvent.enforcementLevel,
            urn: policyEvent.resourceUrn,
            message: plain(policyEvent.message),
          },
    ),
    diagnostics: events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent === undefined || diagnosticEvent.severity === "debug"
        ? []
        : { severity: diagnosticEvent.severity, urn: diagnosticEvent.urn, message: plain(diagnosticEvent.message) },
    ),
    packs: Object.fromEntries(
      Object.entries(summary?.PolicyPacks ?? {}).map(([key, version]) => [packName(key), version]),
    ),
    changes: summary?.resourceChanges ?? {},
  };
}

/** The resources that an operation touches so far: a cheap look at a log that grows. */
export function countSteps(file: string): number {
  if (!existsSync(file)) return 0;
  return readFileSync(file, "utf8").split('"resourcePreEvent"').length - 1;
}

function toStep(metadata: z.infer<typeof step>): Step {
  const state = metadata.new ?? metadata.old;
  return {
    op: metadata.op,
    urn: metadata.urn,
    type: metadata.type,
    name: nameOf(metadata.urn),
    parent: state?.parent ?? "",
    custom: state?.custom ?? false,
    inputs: state?.inputs ?? {},
  };
}

/** `applications` of `urn:pulumi:eks::project::type::applications`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `pod-security` of `pod-security|local|/path/of/the/pack`. */
function packName(key: string): string {
  return key.split("|")[0] ?? key;
}

/** Without the engine's colour marks. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "").trim();
}
