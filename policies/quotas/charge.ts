import type { KubernetesObject } from "../shared/objects";
import type { Quantity } from "../shared/quantity";
import type { Copies } from "./copies";
import type { Scope } from "./scopes";

/**
 * What one of a thing takes under a key of a quota with such scopes; undefined when the key is about something else.
 * @throws Unseen
 */
export type Charge = (key: string, scopes: readonly Scope[]) => Quantity | undefined;

/** Something that the quotas of its namespace count. */
export interface Use {
  readonly object: KubernetesObject;
  readonly charge: Charge;
  /** Why what it takes under a key has no end, a sentence each. @throws Unseen */
  readonly endless?: (key: string, scopes: readonly Scope[]) => readonly string[];
  /** @throws Unseen */
  readonly copies: () => Copies;
}
