import { z } from "zod";
import type { Reading, Readings } from "../snapshot";
import type { Apis } from "./connection";
import { isNotServed, type Right, whyUnreadable } from "../../shared/errors";
import type { Kind, Kinds } from "./kinds";

/** Where a source reads. */
export interface Place {
  readonly apis: Apis;
  readonly namespaces: readonly string[];
  /** Preferred version of each API group that the cluster serves. */
  readonly versions: ReadonlyMap<string, string>;
}

export type MutableReadings = { -readonly [K in Kind]?: Readings[K] };

/** How one kind is read, and by which right. */
export interface Source<K extends Kind = Kind> {
  readonly kind: K;
  readonly right: Right;
  readonly read: (place: Place, into: MutableReadings) => Promise<void>;
}

interface Request {
  /** Empty for a list across the cluster. */
  readonly namespace: string;
  readonly limit: number;
  readonly _continue?: string;
}

interface List<T> {
  readonly items: readonly T[];
  readonly metadata?: { readonly _continue?: string | undefined } | undefined;
}

/** Objects of one answer. */
const pageSize = 500;

const across = (): readonly string[] => [""];
const each = ({ namespaces }: Place): readonly string[] => namespaces;

/** Lists a kind across the cluster. */
export function cluster<K extends Kind>(
  kind: K,
  [group, resource]: readonly [string, string],
  list: (apis: Apis, request: Request) => Promise<List<Kinds[K]>>,
): Source<K> {
  return source(kind, { group, resource }, across, ({ apis }, request) => list(apis, request));
}

/** Lists a kind in each namespace that is checked. */
export function checked<K extends Kind>(
  kind: K,
  [group, resource]: readonly [string, string],
  list: (apis: Apis, request: Request) => Promise<List<Kinds[K]>>,
): Source<K> {
  return source(kind, { group, resource }, each, ({ apis }, request) => list(apis, request));
}

/** Lists a custom resource, across the cluster or in each namespace that is checked. */
export function custom<K extends Kind>(
  kind: K,
  [group, resource]: readonly [string, string],
  scope: "cluster" | "checked",
  item: z.ZodType<Kinds[K]>,
): Source<K> {
  const page = z.looseObject({
    items: z.array(item),
    metadata: z.looseObject({ continue: z.string().optional() }).optional(),
  });
  return source(
    kind,
    { group, resource },
    scope === "cluster" ? across : each,
    async ({ apis, versions }, { namespace, ...more }) => {
      const request = { group, version: versions.get(group) ?? "", plural: resource, ...more };
      const found: unknown = await (namespace === ""
        ? apis.custom.listClusterCustomObject(request)
        : apis.custom.listNamespacedCustomObject({ ...request, namespace }));
      const { items, metadata } = page.parse(found);
      return { items, metadata: { _continue: metadata?.continue } };
    },
    ({ versions }) => versions.has(group),
  );
}

function source<K extends Kind>(
  kind: K,
  right: Right,
  namespacesOf: (place: Place) => readonly string[],
  list: (place: Place, request: Request) => Promise<List<Kinds[K]>>,
  served: (place: Place) => boolean = () => true,
): Source<K> {
  return {
    kind,
    right,
    read: async (place, into) => {
      if (!served(place)) return;
      const reading = await readAll(right, namespacesOf(place), (request) => list(place, request));
      if (reading !== undefined) Object.assign(into, { [kind]: reading });
    },
  };
}

/** Every page of every namespace; undefined when the cluster does not know the kind. */
async function readAll<T>(
  right: Right,
  namespaces: readonly string[],
  list: (request: Request) => Promise<List<T>>,
): Promise<Reading<T> | undefined> {
  const items: T[] = [];
  for (const namespace of namespaces) {
    try {
      for (let next: string | undefined = ""; next !== undefined;) {
        const page = await list({ namespace, limit: pageSize, ...(next === "" ? {} : { _continue: next }) });
        items.push(...page.items);
        next = page.metadata?._continue === "" ? undefined : page.metadata?._continue;
      }
    } catch (error) {
      if (isNotServed(error)) return undefined;
      return { state: "unreadable", why: whyUnreadable(error, right, namespace) };
    }
  }
  return { state: "read", items };
}
