import type { ProviderBehaviour } from "./behaviour";
import type { Difference } from "./differences";
import type { Finding } from "./judge";
import type { Properties } from "./values";

export interface Checked {
  readonly inputs: Properties;
  readonly findings: readonly Finding[];
}

export interface Plan {
  readonly differences: readonly Difference[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** What the state holds of a resource. */
export interface Held {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The identity of a resource in one call of the engine. */
export interface Target {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Configuration of the provider instance that was called. */
  readonly provider: Properties;
}

/** What an operation may take: seconds of the resource's `customTimeouts`; 0 when it has none. */
export interface Limit {
  readonly timeout: number;
}

export interface Change extends Limit {
  readonly held: Held;
  /** Paths of inputs that the program gives up; the engine has put the held values in their place. */
  readonly ignoreChanges: readonly string[];
}

export interface Removal extends Limit {
  readonly held: Held;
}

/** What the engine asks of a provider, without the wire. */
export interface Provider {
  readonly behaviour: ProviderBehaviour;
  check(target: Target, olds: Properties, news: Properties): Checked | Promise<Checked>;
  checkConfig(news: Properties): Checked;
  diff(target: Target, oldInputs: Properties, news: Properties): Plan;
  diffConfig(oldInputs: Properties, news: Properties): Plan;
  create(target: Target, inputs: Properties, preview: boolean, limit: Limit): Promise<Created>;
  update(target: Target, id: string, inputs: Properties, preview: boolean, change: Change): Promise<Properties>;
  delete(target: Target, id: string, removal: Removal): Promise<void>;
  /** `undefined` when the resource is gone. */
  read(target: Target, id: string, held: Held): Promise<Held | undefined>;
  invoke(token: string, args: Properties, provider: Properties): { result: Properties; findings: readonly Finding[] };
  /** The engine was told to stop: whatever waits ends now. */
  cancel?(): void;
  /** Takes lines about a resource for the engine to show while it works. */
  reportTo?(tell: (urn: string, line: string) => void): void;
}

/** The resource exists but did not become ready: the engine keeps it, and waits for it again in the next update. */
export class NotReady extends Error {
  /** @param reasons for people, the first naming the resource; the engine shows them and keeps them in the state. */
  constructor(
    readonly id: string,
    readonly held: Held,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}
