import { z } from "zod";
import type { Environment } from "../../engine/environment";
import type { Propagation } from "../../kubernetes/api";
import { at } from "../differences";
import type { Properties, Value } from "../values";
import { isObject, parseJson, reveal, text } from "../values";

/** What the provider's configuration says of every object. */
export interface Settings {
  /** A create takes over an object that exists. */
  readonly upsert: boolean;
  /** An apply takes over fields that another manager owns. */
  readonly force: boolean;
  /** Of namespaced objects that name none. */
  readonly namespace: string | undefined;
}

/** What the annotations `pulumi.com/…` of one object say. */
export interface Wishes {
  readonly skipAwait: boolean;
  /** Seconds; 0 when not said. */
  readonly timeout: number;
  /** Conditions that take the place of the kind's own. */
  readonly waitFor: readonly string[];
  readonly force: boolean;
  readonly fieldManager: string | undefined;
  readonly propagation: Propagation;
}

const list = z.array(z.string()).min(1);
const propagations: Readonly<Record<string, Propagation>> = { orphan: "Orphan", background: "Background" };

export function settingsOf(provider: Properties, env: Environment): Settings {
  const flag = (name: string, variable: string): boolean =>
    isTrue(provider[name]) || (provider[name] === undefined && env[variable] === "true");
  return {
    upsert: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    force: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    namespace: text(provider["namespace"]),
  };
}

export function wishesOf(inputs: Properties): Wishes {
  const said = (name: string): string | undefined => {
    const annotations = at(inputs, "metadata.annotations");
    return isObject(annotations) ? text(annotations[`pulumi.com/${name}`]) : undefined;
  };
  const timeout = Number(said("timeoutSeconds") ?? 0);
  return {
    skipAwait: said("skipAwait") === "true",
    timeout: Number.isFinite(timeout) ? timeout : 0,
    waitFor: conditions(said("waitFor")),
    force: said("patchForce") === "true",
    fieldManager: said("patchFieldManager"),
    propagation: propagations[said("deletionPropagationPolicy")?.toLowerCase() ?? ""] ?? "Foreground",
  };
}

/** One condition, or a JSON list of them. */
function conditions(annotation: string | undefined): readonly string[] {
  if (annotation === undefined || annotation === "") return [];
  if (!annotation.startsWith("[")) return [annotation];
  try {
    return list.parse(parseJson(annotation));
  } catch {
    throw new Error(`annotation pulumi.com/waitFor is one condition or a JSON list of them, not ${annotation}`);
  }
}

/** Configuration of a provider arrives as text. */
function isTrue(value: Value | undefined): boolean {
  const plain = value === undefined ? undefined : reveal(value);
  return plain === true || plain === "true";
}
