import { z } from "zod";
import type { Fault } from "../../components";

/** What a person is told about one setting: in the README's table and in the error when its value is wrong. */
export interface SettingDoc {
  /** One sentence: what it does, with its unit. */
  readonly description: string;
  /** What may stand there, to follow "allowed:", such as `an IPv4 range of /16 to /20`. */
  readonly allowed: string;
  /** How to cure a wrong value, where `allowed` does not say it already. */
  readonly cure?: string;
  /** What a change does to a running stack; default `in place`. */
  readonly change?: Change;
}

/** `create time only`: the cloud refuses a change. */
export type Change = "in place" | "replaces the cluster" | "replaces nodes" | "create time only";

export const settingDocs = z.registry<SettingDoc>();

/** Documents a schema. Apply it outermost, after `.default()` or `.optional()`. */
export function setting<S extends z.ZodType>(doc: SettingDoc, schema: S): S {
  settingDocs.add(schema, doc);
  return schema;
}

/** A contradiction between settings that are valid one by one. Pure; `config` holds every default. */
export interface Rule<Config> {
  /** Paths that the rule reads, such as `cluster.zones`; it is not run while one of them is faulty by itself. */
  readonly reads: readonly string[];
  check(config: Config): readonly Fault[];
}
