import type { KubernetesObject } from "../shared/objects";
import type { Program } from "../shared/program";
import { quantity } from "../shared/quantity";
import { known } from "../shared/known";
import { map, object } from "../shared/shape";
import { amountsOf, type Amounts } from "./amounts";
import { objectsIn, reading } from "./namespaces";
import { scopesOf, scopeShapes, type Scope } from "./scopes";

const spec = object({ hard: map(quantity), ...scopeShapes });

export interface ResourceQuota {
  readonly object: KubernetesObject;
  /** Its name for messages about other objects, such as `ResourceQuota "quota"`. */
  readonly name: string;
  /** The most of each thing. */
  readonly hard: Amounts;
  /** It counts only what is in all of them. */
  readonly scopes: readonly Scope[];
}

/** Every ResourceQuota of a namespace: all of them hold. @throws Unseen */
export function quotasIn(program: Program, namespace: string): readonly ResourceQuota[] {
  return objectsIn(program, "ResourceQuota", namespace).map((each) => reading(each, () => quotaOf(each)));
}

/** @throws Unseen */
export function quotaOf(object: KubernetesObject): ResourceQuota {
  const given = known(object, spec, "spec") ?? {};
  return {
    object,
    name: `ResourceQuota ${JSON.stringify(object.name)}`,
    hard: amountsOf(given.hard),
    scopes: scopesOf(given),
  };
}

const requestsOnly: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);

/** One spelling for keys that mean the same: `cpu` is `requests.cpu`, `count/pods` is `pods`. */
export function canonicalKey(key: string): string {
  return requestsOnly.has(key) ? `requests.${key}` : key.replace(/^count\/(?=[^.]+$)/, "");
}
