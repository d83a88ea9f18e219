import { z } from "zod";

/** What a person is told about one setting: in the README's table and in the error when its value is wrong. */
export interface SettingDoc {
  /** One sentence: what it does, with its unit. */
  readonly description: string;
  /** What may stand there, to follow "allowed:", such as `an IPv4 range of /16 to /20`. */
  readonly allowed: string;
  /** How to cure a wrong value, where `allowed` does not say it already. */
  readonly cure?: string;
  /** What a change does to a running stack; default `in place`. */
  readonly change?: "in place" | "replaces the cluster" | "replaces nodes" | "create time only";
}

export const settingDocs = z.registry<SettingDoc>();

/** Documents a schema. Apply it outermost, after `.default()` or `.optional()`. */
export function setting<S extends z.ZodType>(doc: SettingDoc, schema: S): S {
  settingDocs.add(schema, doc);
  return schema;
}

/** One fault of a stack file, ready to be shown. */
export interface Fault {
  /** Path in the stack file, such as `cluster.zones[1]`. */
  readonly path: string;
  /** The value that stands there; absent when nothing does. */
  readonly value?: unknown;
  /** What is wrong with it, to follow the value, such as `is outside the region eu-west-1`. */
  readonly problem?: string;
  /** What is wrong, or what is allowed instead. */
  readonly allowed: string;
  /** What to do about it. */
  readonly cure: string;
}

/** A contradiction between settings that are valid one by one. Pure; `config` holds every default. */
export interface Rule<Config> {
  /** Paths that the rule reads, such as `cluster.zones`; it is not run while one of them is faulty by itself. */
  readonly reads: readonly string[];
  check(config: Config): readonly Fault[];
}
