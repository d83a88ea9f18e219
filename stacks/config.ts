import * as pulumi from "@pulumi/pulumi";
import { clouds, type Fault } from "../components";
import { cloudSettings, platformSettings, type PlatformConfig } from "./settings/clouds";
import { describeFaults, faultsOf } from "./settings/faults";
import { foreignKeyFaults } from "./settings/foreign-keys";
import { issuesOf, type Judgement } from "./settings/judge";
import { ownKeys, readFile } from "./settings/raw";

export type { PlatformConfig };

/** The settings of a stack, or every fault of its file. */
export type ParsedConfig =
  | { readonly config: PlatformConfig; readonly faults?: never }
  | { readonly config?: never; readonly faults: readonly Fault[] };

/** Ends the program with the report of the stack file; the CLI prints it without a stack trace. */
export class ConfigError extends pulumi.RunError {
  constructor(
    readonly file: string,
    readonly faults: readonly Fault[],
  ) {
    super(describeFaults(file, faults));
  }
}

/** The settings of the running stack, deeply frozen. Call it before anything is registered. */
export function loadConfig(): PlatformConfig {
  const parsed = parseConfig(pulumi.runtime.allConfig(), encryptedKeys());
  if (parsed.faults !== undefined) throw new ConfigError(`Pulumi.${pulumi.getStack()}.yaml`, parsed.faults);
  return parsed.config;
}

/**
 * Turns Pulumi config into settings, or into all its faults, in the order of the schema.
 *
 * @param raw Pulumi config: full keys such as `aws:region`; values as text, objects as JSON.
 * @param encrypted Full keys whose values are encrypted in the stack file; no fault shows them.
 */
export function parseConfig(raw: Readonly<Record<string, unknown>>, encrypted: readonly string[] = []): ParsedConfig {
  const file = readFile(raw, platformSettings);
  const cloud = clouds.find((each) => each === file["cloud"]);
  const { config, objections } = cloud === undefined ? undecided(file) : cloudSettings[cloud].judge(file);
  const providerKeys = cloud === undefined ? {} : cloudSettings[cloud].providerKeys;
  const faults = [
    ...(objections === undefined
      ? []
      : faultsOf(objections, { schema: platformSettings, file, secretKeys: ownKeys(encrypted) })),
    ...foreignKeyFaults(raw, file, providerKeys, new Set(encrypted)),
  ];
  return config === undefined || faults.length > 0 ? { faults } : { config: deepFreeze(config) };
}

/** Without a cloud only the settings that all clouds share can be judged. */
function undecided(file: unknown): Judgement<PlatformConfig> {
  return { objections: { issues: issuesOf(platformSettings, file), contradictions: [] } };
}

/** The language host's list of keys whose values the CLI has decrypted. */
function encryptedKeys(): readonly string[] {
  const keys: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] || "[]");
  return Array.isArray(keys) ? keys.map(String) : [];
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
