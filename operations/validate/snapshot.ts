import type { DatabaseAnswer } from "./database/answers";
import type { Kind, Kinds } from "./read/kinds";

/** What was read of one kind: its objects, or why they could not be read. */
export type Reading<T> =
  { readonly state: "read"; readonly items: readonly T[] } | { readonly state: "unreadable"; readonly why: string };

/** A kind that is absent is one that the cluster does not know. */
export type Readings = { readonly [K in Kind]?: Reading<Kinds[K]> };

/** All that the judges know of a cluster, gathered once. */
export interface Snapshot {
  readonly at: Date;
  readonly server: {
    readonly url: string;
    /** Such as `v1.36.3`. */
    readonly version: string;
    /** How long its first answer took. */
    readonly milliseconds: number;
  };
  readonly scope: {
    /** The namespaces that are checked; one that is being deleted is not among them. */
    readonly namespaces: readonly string[];
    /** Namespaces that the user named; none: what concerns the whole cluster is looked at in all of them. */
    readonly named: readonly string[];
  };
  readonly read: Readings;
  /** What the clouds say of the databases that the cluster connects to. */
  readonly databases: readonly DatabaseAnswer[];
}
