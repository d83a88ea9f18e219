import type { Kind, Kinds } from "./read/kinds";
import type { Snapshot } from "./snapshot";

/** Something that a judge asked for could not be read. */
export class Unreadable extends Error {}

/** A snapshot as judges ask it. */
export class Facts {
  constructor(readonly snapshot: Snapshot) {}

  /** The objects of a kind; none where the cluster does not know it. Throws Unreadable. */
  list<K extends Kind>(kind: K): readonly Kinds[K][] {
    const reading = this.snapshot.read[kind];
    if (reading?.state === "unreadable") throw new Unreadable(reading.why);
    return reading?.items ?? [];
  }

  /** Whether the cluster knows the kind. Throws Unreadable. */
  serves(kind: Kind): boolean {
    const reading = this.snapshot.read[kind];
    if (reading?.state === "unreadable") throw new Unreadable(reading.why);
    return reading !== undefined;
  }

  /** The namespaces that are checked. */
  get namespaces(): readonly string[] {
    return this.snapshot.scope.namespaces;
  }

  /** Whether a namespace is looked at where the whole cluster is. */
  inScope(namespace: string | undefined): boolean {
    const { named } = this.snapshot.scope;
    return named.length === 0 || (namespace !== undefined && named.includes(namespace));
  }

  /** Milliseconds since a moment; none since one that is not known. */
  since(moment: Date | string | null | undefined): number {
    return moment === undefined || moment === null ? 0 : this.snapshot.at.getTime() - new Date(moment).getTime();
  }
}
