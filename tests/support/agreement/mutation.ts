import type { KubernetesObject } from "../../../offline/kubernetes/objects";

/** The objects of a program, as a cluster would get them. */
export type Objects = readonly KubernetesObject[];

/** Makes other objects of the given ones, which it leaves as they are. */
export type Change = (objects: Objects) => Objects;

export const subjects = ["pod-security", "limits", "quotas", "spread"] as const;
export type Subject = (typeof subjects)[number];

/** What a program registers before it is changed; see `base.ts`. */
export type BaseName = "web" | "prepared" | "scaled" | "stored";

/** One change of objects that every pack and Kubernetes accept. */
export interface Mutation {
  readonly title: string;
  readonly subject: Subject;
  readonly base: BaseName;
  /** What Kubernetes says of it. */
  readonly verdict: "accepted" | "refused";
  readonly change: Change;
}

type Row = (title: string, change: Change, base?: BaseName) => Mutation;

/** The two kinds of rows of a corpus. */
export function rowsOf(subject: Subject): { readonly accepted: Row; readonly refused: Row } {
  const row =
    (verdict: Mutation["verdict"]): Row =>
    (title, change, base = "web") => ({ title, subject, base, verdict, change });
  return { accepted: row("accepted"), refused: row("refused") };
}
