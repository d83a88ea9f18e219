import { z } from "zod";
import { reasonOf } from "../../shared/errors";
import { inLanes } from "../../shared/lanes";
import type { Rest } from "./rest";

/** How the API server serves a kind. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly group: string;
  /** Every API version that has it. */
  readonly versions: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

const groups = z.looseObject({
  groups: z.array(
    z.looseObject({
      name: z.string(),
      preferredVersion: z.looseObject({ groupVersion: z.string() }).optional(),
      versions: z.array(z.looseObject({ groupVersion: z.string() })),
    }),
  ),
});
const resources = z.looseObject({
  resources: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
      verbs: z.array(z.string()).nullish(),
    }),
  ),
});

export interface Served {
  /** Each kind once, in its group's preferred version where that has it. */
  readonly kinds: readonly ServedKind[];
  /** API versions that could not be asked, and why. */
  readonly unknown: readonly string[];
}

/** Every kind that the API server serves. */
export async function servedKinds(rest: Rest): Promise<Served> {
  const { groups: found } = groups.parse(await rest.get("/apis"));
  const versions = found.flatMap(({ preferredVersion, versions }) => {
    const all = versions.map(({ groupVersion }) => groupVersion);
    const first = preferredVersion?.groupVersion;
    return first === undefined ? all : [first, ...all.filter((each) => each !== first)];
  });
  const unknown: string[] = [];
  const perVersion = await inLanes(["v1", ...versions], 8, async (apiVersion) => {
    try {
      return await kindsOf(rest, apiVersion);
    } catch (error) {
      unknown.push(`${apiVersion}: ${reasonOf(error)}`);
      return [];
    }
  });
  const kinds = new Map<string, ServedKind>();
  for (const each of perVersion.flat()) {
    const key = `${each.plural}.${each.group}`;
    const known = kinds.get(key);
    kinds.set(key, known === undefined ? each : { ...known, versions: [...known.versions, each.apiVersion] });
  }
  return { kinds: [...kinds.values()], unknown };
}

async function kindsOf(rest: Rest, apiVersion: string): Promise<readonly ServedKind[]> {
  const found = resources.parse(await rest.get(apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`));
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return found.resources
    .filter(({ name }) => !name.includes("/"))
    .map(({ name, kind, namespaced, verbs }) => ({
      apiVersion,
      kind,
      plural: name,
      group,
      versions: [apiVersion],
      namespaced,
      verbs: verbs ?? [],
    }));
}

/** Verbs without which Velero passes a kind over. */
const needed = ["list", "create", "get", "delete"];

export const isKept = ({ verbs }: ServedKind): boolean => needed.every((verb) => verbs.includes(verb));

export const isListed = ({ verbs, namespaced }: ServedKind): boolean => namespaced && verbs.includes("list");

/** Path of a kind's collection, or of one object. */
export function pathOf(
  { apiVersion, plural }: Pick<ServedKind, "apiVersion" | "plural">,
  namespace?: string,
  name?: string,
): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${place}/${plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}
